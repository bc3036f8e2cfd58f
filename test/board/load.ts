/** What the service has in use on the board. */
import type { Board } from './board.ts';

export interface Load {
  /** Open files of the service itself. */
  files: number;
  processes: number;
  /** Proportional set size of the service itself, 10^6 bytes. */
  megabytes: number;
}

export async function loadOf(board: Board): Promise<Load> {
  const said = await board.sh(`pid=$(systemctl show pupitre -p MainPID --value)
    ls /proc/$pid/fd | wc -l
    wc -l </sys/fs/cgroup/system.slice/pupitre.service/cgroup.procs
    sed -n 's/^Pss: *\\([0-9]*\\) kB/\\1/p' /proc/$pid/smaps_rollup`);
  const [files = 0, processes = 0, kilobytes = 0] = said.split('\n').map(Number);
  return { files, processes, megabytes: (kilobytes * 1024) / 1e6 };
}
