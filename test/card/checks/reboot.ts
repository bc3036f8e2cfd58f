/** The same card again: after the plug was pulled in a talk, and after a technician has corrected its file on a laptop. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { powerOffCheck, pulledPlugCheck } from '../../board/checks/power.ts';
import type { Box } from '../box.ts';
import { fillIn } from '../fill-in.ts';
import { simulateDevices } from './session.ts';

const RENAMED = 'Renamed on the page';
const CORRECTED = 'Corrected on the card';

export function rebootChecks(box: () => Box): void {
  let before = '';
  let writtenAtSeconds = 0;

  test('what is typed on the page after the import', async () => {
    const { room, board } = box();
    await simulateDevices(box());
    await room.change({ room: { name: RENAMED } });
    await board.sh('echo typed >/etc/written-to-the-root');
    before = await identity(box());
    writtenAtSeconds = await clockOf(box());
  });

  pulledPlugCheck(() => box().room);

  test('the same box after the cut: nothing is imported again, what was written to the root is gone', async (t) => {
    const { board, room } = box();
    assert.equal((await room.box.state()).room, RENAMED);
    assert.equal(await board.sh('ls /etc/written-to-the-root 2>/dev/null || echo gone'), 'gone');
    assert.equal(await identity(box()), before, 'machine, ssh key and name on the network');
    const boots = await board.sh("journalctl --list-boots --no-pager | grep -cE '^ *-?[0-9]+ '");
    t.diagnostic(`the log knows ${boots} boots; ${before.replaceAll('\n', ', ')}`);
    assert.ok(Number(boots) >= 2, 'yesterday can be read');
    const laterSeconds = (await clockOf(box())) - writtenAtSeconds;
    t.diagnostic(`by its clock ${laterSeconds} s later`);
    assert.ok(laterSeconds > 0, 'a board without a clock goes on from the last time it knew');
    assert.equal(await board.sh('systemctl --failed --no-legend --plain'), '');
    const importing = await board.sh(
      'systemctl show pupitre-card -p ActiveEnterTimestampMonotonic -p InactiveExitTimestampMonotonic',
    );
    const [began = 0, ended = 0] = [...importing.matchAll(/=(\d+)/g)].map(([, us]) => Number(us) / 1e6).sort();
    t.diagnostic(`looking whether there is something to import took ${(ended - began).toFixed(2)} s`);
  });

  powerOffCheck(
    () => box().room,
    async () => {
      const { card, board } = box();
      await card.write('pupitre.toml', fillIn(await card.readText('pupitre.toml'), { room: { name: CORRECTED } }));
      await board.boot();
    },
  );

  test('what was corrected on the card is imported, and nothing else is changed by it', async (t) => {
    const { room, wanted, board } = box();
    assert.equal((await room.box.state()).room, CORRECTED);
    assert.equal((await room.box.ask('GET', '/api/settings')).status, 200, 'the password is still the same');
    const { body } = await room.box.ask('GET', '/api/settings');
    const { destinations, camera } = body as {
      destinations: { url: string; streamKey: { set: boolean } }[];
      camera: { device: string };
    };
    assert.deepEqual(
      destinations.map(({ url, streamKey }) => [url, streamKey.set]),
      [[wanted.server?.url, true]],
    );
    assert.equal(camera.device, 'test', 'what only the page knows');
    assert.equal(await identity(box()), before);
    t.diagnostic(await board.sh('ls -l /boot/firmware/pupitre.toml /boot/firmware/pupitre-report.txt'));
  });
}

/** What others know the box by, which no reboot may change. */
function identity({ board }: Box): Promise<string> {
  return board.sh('cat /etc/machine-id; hostname; ssh-keygen -lf /var/lib/pupitre-system/ssh_host_ed25519_key.pub');
}

async function clockOf({ board }: Box): Promise<number> {
  return Number(await board.sh('date +%s'));
}
