/** Somebody else on the box's network: a network namespace of the box's own kernel behind a cable, on the far side of its firewall. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Board } from '../board/board.ts';

const SCRIPTS = join(import.meta.dirname, 'guest');
export const BOX_ADDRESS = '192.0.2.1';
export const OWN_ADDRESS = '192.0.2.2';
/** Emulated, node alone takes seconds to start. */
const LIMIT_MS = 300_000;

export async function plugInNeighbour(board: Board): Promise<void> {
  await board.sh(`
    ip netns add neighbour
    ip link add cable0 type veth peer name cable1 netns neighbour
    nmcli device set cable0 managed no || true
    ip address add ${BOX_ADDRESS}/24 dev cable0; ip link set cable0 up
    ip -n neighbour address add ${OWN_ADDRESS}/24 dev cable1; ip -n neighbour link set cable1 up; ip -n neighbour link set lo up
    ip -n neighbour route add default via ${BOX_ADDRESS}`);
}

/** Runs a script of `guest/` on the neighbour's computer. */
export async function fromOutside(
  board: Board,
  script: string,
  words: string[],
  namespace = 'neighbour',
): Promise<string> {
  const text = await readFile(join(SCRIPTS, script), 'utf8');
  return board.sh(
    `cat >/run/${script} <<'END-OF-SCRIPT'\n${text}\nEND-OF-SCRIPT\nip netns exec ${namespace} node /run/${script} ${words.join(' ')}`,
    LIMIT_MS,
  );
}
