/** An update from the page to the version that answers, versions that do not work, a press meanwhile, and the plug pulled. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recording } from '../../../device/api/contract/recordings.ts';
import { PATIENCE_MS } from '../board.ts';
import { press } from '../button.ts';
import { type Room, secondsSince } from '../room.ts';
import { forgetTalks, Updates } from '../updates.ts';

const HOUR_MS = 3600_000;
/** In place of 20 s of test pattern and of 40 s in which the new version has to stand. */
const SHORT = { test: 3, watch: 4 };
const CUTS = Number(process.env.CUTS ?? 20);
const SEED = Number(process.env.SEED ?? Date.now() % 100_000);
/** As many cuts of one update as are taken up again. */
const CUTS_OF_ONE = 2;

export function updateChecks(room: () => Room): void {
  let opened: Promise<Updates> | null = null;
  const ready = async () => {
    await room().settle();
    opened ??= Updates.open(room());
    return opened;
  };

  test('an update waits for two hours after a talk, over a boot too; tested, it answers', async (t) => {
    const updates = await ready();
    const { board } = room();
    await endTalk(room(), await room().startTalk());
    await updates.send(await updates.pack('8.0.0'));
    const { update } = await updates.now();
    assert.equal(update.phase === 'waiting' && update.why, 'recent');
    const boardMs = Number(await board.sh('date +%s')) * 1000;
    const hours = (Date.parse(update.phase === 'waiting' ? (update.until ?? '') : '') - boardMs) / HOUR_MS;
    assert.ok(hours > 1.8 && hours < 2.01, `${hours} h`);
    await board.cutPower();
    await room().bootAgain();
    await sleep(5000);
    assert.equal((await updates.now()).update.phase, 'waiting', 'after a boot too');

    await board.sh('date -s "+3 hours" >/dev/null');
    const startedMs = performance.now();
    await updates.waitFor('tested', ({ update }) => update.phase === 'testing');
    t.diagnostic(`checked and unpacked after ${secondsSince(startedMs).toFixed(1)} s`);
    const { running, before: previous } = await updates.waitFor('done', ({ update }) => update.phase === 'done');
    t.diagnostic(`done after ${secondsSince(startedMs).toFixed(1)} s`);
    assert.equal(running, '8.0.0');
    const own = await board.sh(`dpkg-query -W -f '\${Version}' pupitre`);
    assert.equal(previous, own);
    t.diagnostic(await board.sh("journalctl -b -u pupitre-update -o cat | grep 'of sound decoded'"));
    assert.equal((await room().box.state()).room, 'Board', 'the settings are those of before');
    assert.equal(await board.sh('pupitre --version'), '8.0.0');
    t.diagnostic(await board.sh('systemd-analyze security --no-pager pupitre-update | tail -n 1'));
    t.diagnostic(`on the disk: ${await board.sh('du -sh /var/lib/pupitre-versions | cut -f1')}`);
  });

  test('a press during the test is recorded by the version that runs', async (t) => {
    const updates = await ready();
    const { board } = room();
    await updates.send(await updates.pack('8.1.0'));
    await updates.waitFor('tested', ({ update }) => update.phase === 'testing');
    await sleep(5000);
    const pid = await board.sh('systemctl show -P MainPID pupitre');
    const startedMs = performance.now();
    await press(board);
    const { session } = await room().waitFor('recorded', ({ recording }) => recording.seconds > 0);
    t.diagnostic(`recorded ${secondsSince(startedMs).toFixed(1)} s after the press`);
    const { update } = await updates.waitFor('held', ({ update }) => update.phase === 'waiting');
    assert.equal(update.phase === 'waiting' && update.why, 'session');
    await room().goesOn();
    assert.equal(await board.sh('systemctl show -P MainPID pupitre'), pid, 'the service was not touched');
    assert.equal(await board.sh('pgrep -f [s]elf-test || true'), '', 'nothing of the test is left');
    await endTalk(room(), session.id as string);
    assert.equal((await room().box.ask('DELETE', '/api/update')).status, 200);
    await forgetTalks(room());
  });

  test('a version that does not record is not put into use', async (t) => {
    const updates = await ready();
    await updates.send(await updates.pack('8.2.0', 'rm worker.mjs'));
    const { running, update } = await updates.waitFor('returned', ({ update }) => update.phase === 'returned');
    assert.equal(running, '8.0.0');
    t.diagnostic(update.phase === 'returned' ? (update.reason?.message ?? '') : '');
  });

  for (const [version, what, code] of [
    ['8.3.0', 'crashes', 'process.exit(1)'],
    ['8.4.0', 'hangs', 'setInterval(() => {}, 1000)'],
  ] as const) {
    test(`a version that ${what} at its start gives way by itself`, async (t) => {
      const updates = await ready();
      const startedMs = performance.now();
      const broken = `echo "if (!process.argv.includes('self-test')) ${code};" >device.mjs`;
      await updates.send(await updates.pack(version, broken));
      const { running, update } = await updates.waitFor('returned', (now) => now.update.phase === 'returned');
      assert.equal(running, '8.0.0');
      t.diagnostic(`${secondsSince(startedMs).toFixed(1)} s after it was sent`);
      t.diagnostic(update.phase === 'returned' ? (update.reason?.message ?? '') : '');
      await room().waitFor('at rest', ({ session }) => session.phase === 'ready');
    });
  }

  test('a version that gets ready and then hangs is killed by the watchdog, and gives way', async (t) => {
    const updates = await ready();
    // It says that it is ready, and nothing more.
    const silent =
      "if (!process.argv.includes('self-test')) { require('fs').writeSync(Number(process.env.NOTIFY_FD), 'READY=1'); setInterval(() => {}, 1000); }";
    const startedMs = performance.now();
    await updates.send(
      await updates.pack(
        '8.5.0',
        `echo "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${silent}" >device.mjs`,
      ),
    );
    const { running } = await updates.waitFor('returned', ({ update }) => update.phase === 'returned');
    assert.equal(running, '8.0.0');
    t.diagnostic(`${secondsSince(startedMs).toFixed(1)} s after it was sent`);
  });

  test('the return to the version before', async (t) => {
    const updates = await ready();
    const startedMs = performance.now();
    assert.equal((await room().box.ask('POST', '/api/update/return')).status, 200);
    const { running, before: previous } = await updates.waitFor(
      'back',
      (now) => now.running !== '8.0.0' && now.update.phase === 'done',
    );
    t.diagnostic(`${secondsSince(startedMs).toFixed(1)} s after it was asked for`);
    assert.equal(running, await room().board.sh(`dpkg-query -W -f '\${Version}' pupitre`));
    assert.equal(previous, '8.0.0');
  });
}

export function updatePowerCutChecks(room: () => Room): void {
  test(`the plug is pulled at ${CUTS} random moments of updates: it always starts, and the update is done`, async (t) => {
    const { board } = room();
    await room().settle();
    const id = await room().startTalk();
    await room().waitFor('five seconds', ({ recording }) => recording.seconds >= 5);
    await endTalk(room(), id);
    await forgetTalks(room());
    const updates = await Updates.open(room());
    await board.sh(`
      mkdir -p /etc/systemd/system/pupitre-update.service.d
      printf '[Service]\\nEnvironment=PUPITRE_TEST_SECONDS=${SHORT.test} PUPITRE_WATCH_SECONDS=${SHORT.watch}\\n' \
        >/etc/systemd/system/pupitre-update.service.d/short.conf
      systemctl daemon-reload; sync`);
    const kept = `cd /var/lib/pupitre && md5sum settings.json recordings/${id}/recording.mp4 | md5sum`;
    const before = await board.sh(kept);
    const random = randomFrom(SEED);
    console.log(`cuts: seed ${SEED}`);

    let startedMs = performance.now();
    await updates.send(await updates.pack('9.0.0'));
    await updates.waitFor('done', ({ update }) => update.phase === 'done');
    const wholeMs = performance.now() - startedMs;
    console.log(`cuts: one that is left alone takes ${(wholeMs / 1000).toFixed(1)} s`);
    let [version, next, cutsOfThis] = ['9.0.0', '9.1.0', 0];
    let file = await updates.pack(next);
    const outcomes = { old: 0, new: 0 };
    for (let cut = 1; cut <= CUTS; cut++) {
      const afterMs = random() * wholeMs * 1.05;
      startedMs = performance.now();
      // A first cut can come while it is sent.
      const sent = cutsOfThis === 0 ? updates.send(file).catch(() => {}) : Promise.resolve();
      await sleep(afterMs);
      const phase = await Promise.race([updates.now().then(({ update }) => update.phase), sleep(1000, 'away')]).catch(
        () => 'away',
      );
      await board.cutPower();
      await sent;
      cutsOfThis++;
      const bootSeconds = await room().bootAgain();
      const { running } = await updates.now();
      assert.ok(running === version || running === next, `${running} answers`);
      outcomes[running === next ? 'new' : 'old']++;
      assert.equal(await board.sh(kept), before, 'settings and recordings are as they were');
      console.log(
        `cuts: ${cut} after ${(afterMs / 1000).toFixed(1)} s (${phase}): ${running} answers ${bootSeconds.toFixed(0)} s after the plug was back`,
      );
      if (cutsOfThis < CUTS_OF_ONE && running === version && cut < CUTS) continue;
      if (running === version && (await updates.now()).update.phase === 'done') await updates.send(file);
      await updates.waitFor('done in the end', (now) => now.running === next && now.update.phase === 'done');
      [version, next, cutsOfThis] = [next, `9.${cut + 1}.0`, 0];
      file = await updates.pack(next);
    }
    t.diagnostic(
      `seed ${SEED}: ${CUTS} cuts, after them the old version answered ${outcomes.old} times, the new one ${outcomes.new}`,
    );
    await updates.close();
  });
}

/** Until it is one file. */
async function endTalk(room: Room, id: string): Promise<void> {
  assert.equal((await room.box.ask('POST', '/api/session/stop', { now: true })).status, 200);
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(500)) {
    const { body } = await room.box.ask('GET', `/api/recordings/${id}`);
    if ((body as Recording).state === 'ready') return;
    assert.ok(performance.now() < deadline, JSON.stringify(body));
  }
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
