/** The package is upgraded and taken away as on a box that somebody uses. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE } from '../install.ts';
import type { Room } from '../room.ts';

const NEWER = '9.9.9';
/** The same under a higher number: what an upgrade does depends on the numbers, and on what is installed. */
const MAKE_NEWER = `
  rm -rf /root/newer && dpkg-deb -R ${PACKAGE} /root/newer &&
  sed -i 's/^Version: .*/Version: ${NEWER}/' /root/newer/DEBIAN/control &&
  dpkg-deb -Znone -b /root/newer /root/newer.deb >/dev/null && rm -r /root/newer`;
/** Some looks of what waits for the end of the talk. */
const WAITS_MS = 12_000;

export function packageChecks(room: () => Room): void {
  test('an upgrade waits for the end of the talk; settings and recordings are kept', async (t) => {
    const { board } = room();
    await room().settle();
    const version = () => board.sh(`dpkg-query -W -f '\${Version} \${db:Status-Status}' pupitre`);
    // While it waits dpkg calls what is installed half-configured.
    const state = async () => [(await version()).split(' ')[0], await board.sh('systemctl show -p MainPID pupitre')];
    await board.sh(MAKE_NEWER);
    const id = await room().startTalk();
    const before = await state();
    await board.sh('systemd-run -q --unit=upgrade --collect dpkg -i /root/newer.deb');
    await sleep(WAITS_MS);
    assert.deepEqual(await state(), before, 'nothing is unpacked while the talk is on');
    await room().goesOn();
    await room().keepParts(id);
    assert.equal((await room().box.ask('POST', '/api/session/stop', { now: true })).status, 200);
    await room().waitFor('the new version answers', (status) => status.session.phase === 'ready');
    for (const deadline = performance.now() + 120_000; (await version()) !== `${NEWER} installed`; await sleep(500))
      assert.ok(performance.now() < deadline, `still ${await version()}`);
    room().visitAgain();
    await room().waitFor('the page answers', ({ session }) => session.phase === 'ready');
    t.diagnostic(`${before[0]}, then ${await version()}`);
    assert.equal((await room().box.state()).room, 'Board', 'the settings are those of before');
    await room().finished(id);
  });

  test('removed, the service is gone and the recordings are there; installed again, it goes on', async () => {
    const { board } = room();
    const recordings = 'ls /var/lib/pupitre/recordings';
    const before = await board.sh(recordings);
    await board.sh('dpkg -r pupitre >/dev/null');
    assert.equal(await board.sh('systemctl is-active pupitre || true'), 'inactive');
    assert.equal(await board.sh(recordings), before);
    await board.sh(`dpkg -i ${PACKAGE} >/dev/null`);
    room().visitAgain();
    await room().waitFor('the page answers', ({ session }) => session.phase === 'ready');
    assert.equal(await board.sh(recordings), before);
  });
}
