/** Updates from the upload to the version that answers, with real packages, keys, signatures and a real service. */
import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMALL } from '../../tools/box/device.ts';
import { ARCHITECTURE, OWN_VERSION, type PackageParts, UpdateBox } from '../../tools/box/update-box.ts';
import { mayMountImage } from '../../tools/machine/may-mount.ts';
import { SmallDisk } from '../../tools/machine/small-disk.ts';

let box: UpdateBox;
let key = '';
let stranger = '';
const ending: (() => Promise<void>)[] = [];
const t = { after: (clear: () => Promise<void>) => void ending.push(clear) };
const pack = (parts: Partial<PackageParts> = {}) => box.pack({ version: '1.1.0', key, ...parts });
const empty = (parts: Partial<PackageParts> = {}) => pack({ isEmpty: true, ...parts });

before(async () => {
  box = await UpdateBox.make(t, { camera: SMALL, microphone: { device: 'test' } });
  [key, stranger] = [await box.keys.make('association'), await box.keys.make('stranger')];
  await box.start();
});
after(async () => {
  for (const clear of ending.reverse()) await clear();
});

test('without a key in the box nothing is taken, and it is said what to do', async () => {
  assert.equal(await box.refusalOf(await empty()), 'updateNoKey');
  await box.trust(key);
});

test('what is not whole, not signed, not newer or not for this box is refused at once, with why', async () => {
  const good = await empty();
  const refusals = {
    'no package': await box.refusalOf(Buffer.from('a talk about cats')),
    nothing: await box.refusalOf(Buffer.alloc(0)),
    'cut off': await box.refusalOf(good.subarray(0, good.length / 2)),
    'not signed': await box.refusalOf(await empty({ key: null })),
    'signed by a stranger': await box.refusalOf(await empty({ key: stranger })),
    'changed after it was signed': await box.refusalOf(
      await box.moveSignature(good, await empty({ version: '1.1.1', key: null })),
    ),
    'signed by a stranger twice': await box.refusalOf(
      await box.moveSignature(await empty({ key: stranger }), await empty({ key: null }), 2),
    ),
    older: await box.refusalOf(await empty({ version: '0.9.0' })),
    'the same': await box.refusalOf(await empty({ version: OWN_VERSION })),
    'of other boards': await box.refusalOf(
      await empty({ fields: { Architecture: ARCHITECTURE === 'arm64' ? 'amd64' : 'arm64' } }),
    ),
    'another package': await box.refusalOf(await empty({ fields: { Package: 'kitchen' } })),
    'of a later system': await box.refusalOf(await empty({ fields: { 'Pupitre-System': '2' } })),
    'without what it needs': await box.refusalOf(
      await empty({ fields: { Depends: 'dpkg (>= 1.20), pupitre-stove (>= 2) | pupitre-oven, dpkg (>= 99)' } }),
    ),
    large: await box.refusalOf(Buffer.alloc(51_000_000)),
  };
  assert.deepEqual(refusals, {
    'no package': 'updateDamaged',
    nothing: 'updateDamaged',
    'cut off': 'updateDamaged',
    'not signed': 'updateUnsigned',
    'signed by a stranger': 'updateWrongKey',
    'changed after it was signed': 'updateWrongKey',
    'signed by a stranger twice': 'updateWrongKey',
    older: 'updateOlder',
    'the same': 'updateSame',
    'of other boards': 'updateArchitecture',
    'another package': 'updateOtherPackage',
    'of a later system': 'updateNeedsCard',
    'without what it needs': 'updateNeedsPackages',
    large: 'updateTooLarge',
  });
  assert.deepEqual((await box.update()).update, { phase: 'none' });
});

test('where the clock of the box is behind, that is said, and not that somebody else has signed', async () => {
  const nextYear = new Date(Date.now() + 365 * 86_400_000);
  await box.keys.setClock(nextYear);
  try {
    const newer = await box.keys.make('newer');
    await box.trust(newer);
    assert.equal(await box.refusalOf(await empty({ key: newer })), 'updateClockBehind');
  } finally {
    await box.keys.setClock(null);
  }
});

test('200 MB that do not say how long they are end at the limit, and the service has not held them', async () => {
  const residentKb = async () => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${box.pid}/status`, 'utf8'))?.[1]);
  const beforeKb = await residentKb();
  let sent = 0;
  const endless = new ReadableStream({
    pull(stream) {
      sent += 1_000_000;
      if (sent > 200_000_000) stream.close();
      else stream.enqueue(new Uint8Array(1_000_000));
    },
  });
  assert.equal(await box.refusalOf(endless), 'updateTooLarge');
  assert.ok((await residentKb()) - beforeKb < 40_000, `${beforeKb} kB before, ${await residentKb()} after`);
});

test('a disk that is full is told, and nothing is left on it', { skip: !mayMountImage() }, async () => {
  const folder = join(box.state, 'update');
  await rm(folder, { recursive: true, force: true });
  const disk = await SmallDisk.mount(t, { image: join(box.folder, 'small'), folder, megabytes: 4 });
  assert.equal(await box.refusalOf(Buffer.alloc(20_000_000)), 'updateNoRoom');
  const unknown = new ReadableStream({
    start(stream) {
      for (let at = 0; at < 20; at++) stream.enqueue(new Uint8Array(1_000_000));
      stream.close();
    },
  });
  assert.equal(await box.refusalOf(unknown), 'updateNoRoom');
  assert.deepEqual(await readdir(folder), ['lost+found']);
  await disk.unmount();
});

test('a version that does not record is never put into use', async () => {
  const noSlates = await pack({ change: (program) => rm(join(program, 'web-ui/index.html')) });
  assert.equal((await box.send(noSlates)).status, 200);
  const { running, update } = await box.waitFor('returned');
  assert.equal(running, OWN_VERSION);
  assert.equal(update.phase === 'returned' && update.reason?.code, 'updateSelfTestFailed');
  assert.equal(await box.inUse(), null);
});

for (const [what, code] of [
  ['ends at once', 'process.exit(1)'],
  ['hangs', 'setInterval(() => {}, 1000)'],
] as const) {
  test(`a version that ${what} when it is started gives way to the one before by itself`, async () => {
    const startsBefore = box.starts;
    const broken = await pack({
      change: (program) =>
        // Its test it passes.
        writeFile(join(program, 'device.mjs'), `if (!process.argv.includes('self-test')) ${code};\n`),
    });
    assert.equal((await box.send(broken)).status, 200);
    const { running, update } = await box.waitFor('returned');
    assert.equal(running, OWN_VERSION);
    assert.equal(update.phase === 'returned' && update.reason?.code, 'updateNotRunning');
    assert.equal(await box.inUse(), null);
    assert.equal(box.starts, startsBefore + 2, 'the new one once, then the old one');
  });
}

test('a newer version is tested and put into use; the one before is there to return to', async () => {
  const { installs } = box;
  assert.equal((await box.send(await pack({ version: '1.1.0' }))).status, 200);
  await box.waitFor('testing');
  const { running, before: previous, update } = await box.waitFor('done');
  assert.deepEqual([running, previous], ['1.1.0', OWN_VERSION]);
  assert.deepEqual(update, { phase: 'done', version: '1.1.0', previous: OWN_VERSION });
  assert.equal(await box.inUse(), '1.1.0');
  assert.match(box.said, /pictures and [\d.]+ s of sound decoded/, 'it has recorded and read back');
  assert.equal(box.installs, installs + 1);
  await box.askAgain();
  assert.deepEqual((await box.update()).update, update, 'what is done is not done again');

  await box.cutPower();
  await box.forgetOutcome('install', '1.1.0');
  await box.start();
  assert.deepEqual((await box.waitFor('done')).update, update, 'also after a boot, and though nobody had said so');
  assert.equal((await box.update()).running, '1.1.0');

  assert.equal((await box.ask('POST', '/api/update/return')).status, 200);
  await sleep(100);
  const back = await box.waitFor('done');
  assert.deepEqual([back.running, back.before], [OWN_VERSION, '1.1.0']);

  await box.cutPower();
  await box.forgetOutcome('return', OWN_VERSION);
  await box.start();
  await box.waitFor('done');
  assert.equal((await box.update()).running, OWN_VERSION, 'a return is not taken back');
});

test('a press during the test is recorded by the version that runs, and the update waits for two hours', async () => {
  assert.equal((await box.send(await pack({ version: '1.2.0' }))).status, 200);
  await box.waitFor('testing');
  const { pid } = box;
  assert.equal((await box.ask('POST', '/api/session/start', {})).status, 200);
  const waiting = await box.waitFor('waiting');
  assert.equal(waiting.update.phase === 'waiting' && waiting.update.why, 'session');
  await box.box.waitFor('recorded', ({ recording }) => recording.phase === 'recording' && recording.seconds >= 2);
  assert.match(box.said, /a talk has begun/);
  assert.deepEqual([box.pid, waiting.running], [pid, OWN_VERSION], 'the service was not touched');
  const stoppedMs = Date.now();
  assert.equal((await box.ask('POST', '/api/session/stop', { now: true })).status, 200);
  const { update } = await eventually(
    () => box.update(),
    ({ update }) => update.phase === 'waiting' && update.why === 'recent',
  );
  const hours = (Date.parse(update.phase === 'waiting' ? (update.until ?? '') : '') - stoppedMs) / 3600_000;
  assert.ok(hours > 1.99 && hours < 2.01, `${hours} h`);
  await sleep(1500);
  assert.equal((await box.update()).update.phase, 'waiting', 'nothing is asked for');
  assert.equal((await box.ask('DELETE', '/api/update')).status, 200);
  assert.notEqual((await box.update()).update.phase, 'waiting');
});

test('cut off in the middle the version before answers, and the update is done by itself', async () => {
  await box.cutPower();
  await box.passHours(3);
  await box.start();
  assert.equal((await box.send(await pack({ version: '1.2.0' }))).status, 200);
  await box.waitFor('testing');
  await box.cutPower();
  await box.start();
  assert.equal((await box.update()).running, OWN_VERSION);
  const { running } = await eventually(
    () => box.update(),
    ({ update }) => update.phase === 'done' && update.version === '1.2.0',
  );
  assert.equal(running, '1.2.0');
});

test('cut off three times it is not tried again', async () => {
  assert.equal((await box.send(await pack({ version: '1.3.0' }))).status, 200);
  for (let time = 0; time < 3; time++) {
    await box.waitFor('testing');
    await box.cutPower();
    await box.start();
  }
  const { update, running } = await box.waitFor('refused');
  assert.equal(update.phase === 'refused' && update.reason?.code, 'updateTried');
  assert.equal(running, '1.2.0');
});

test('a version in use that is damaged gives way to the one of the package, and the page says so', async () => {
  await box.cutPower();
  await writeFile(join(box.versions, '1.2.0/device.mjs'), 'zeros, as a card gives them');
  await box.start();
  const { version, health } = await box.box.state();
  assert.equal(version, OWN_VERSION);
  assert.ok(health.items.some(({ id }) => id === 'versionDamaged'));
});

test('a package that is installed under a higher number wins', async () => {
  await box.cutPower();
  await writeFile(join(box.own, 'version'), '2.0.0\n');
  await box.start();
  const { running, before: previous } = await box.update();
  assert.deepEqual([running, previous], ['2.0.0', null]);
});

async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (const deadline = performance.now() + 60_000; ; await sleep(100)) {
    const answer = await ask().catch(() => null);
    if (answer !== null && fits(answer)) return answer;
    assert.ok(performance.now() < deadline, JSON.stringify(answer));
  }
}
