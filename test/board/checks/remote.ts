/** `npm run test:pi` works: on this board, as if it were somebody's Pi. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'node:test';
import type { Room } from '../room.ts';
import type { VirtualBoard } from '../virtual-board.ts';

const PI = join(import.meta.dirname, '../pi.ts');
/** The lamps are looked at only here; a talk was heard before. */
const GROUPS = ['service', 'lamps'];
const LIMIT_MS = 5 * 60_000;

export function remoteChecks(room: () => Room, board: () => VirtualBoard): void {
  test('test:pi finds the same over ssh, and leaves the box as it was', async (t) => {
    await room().settle();
    const looks = `sha256sum ${board().stateFolder}/settings.json; ls ${board().stateFolder}/recordings; systemctl cat pupitre`;
    const before = await board().sh(looks);
    const pi = spawn(process.execPath, ['--import', 'tsx', '--test-reporter=tap', PI, ...board().sshWords, ...GROUPS], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
    });
    let said = '';
    for (const stream of [pi.stdout, pi.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const [code] = await once(pi, 'close');
    assert.equal(code, 0, said);
    const passed = [...said.matchAll(/^ok \d+ - (.*)/gm)].map(([, name]) => name);
    assert.ok(passed.length >= 4 && /^# fail 0$/m.test(said), said);
    for (const name of passed) t.diagnostic(`over ssh: ${name}`);
    await room().waitFor('its own service runs again', ({ session }) => session.phase === 'ready');
    assert.equal(await board().sh(looks), before);
  });
}
