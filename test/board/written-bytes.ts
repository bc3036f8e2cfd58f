import type { Board } from './board.ts';

/** As the kernel counts, whatever the disk's own sectors are. */
const SECTOR_BYTES = 512;

/** All that the board has written since it was switched on, its log and the file systems' journals too. */
export async function writtenBytes(board: Pick<Board, 'sh'>): Promise<number> {
  return Number(await board.sh("sync; awk '{ print $7 }' /sys/block/vda/stat")) * SECTOR_BYTES;
}
