/** What viewers see and hear while the speaker is off the record, and after the end; what the recording keeps of it. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { flvFileHeader } from '../../device/media/flv/flv-writer.ts';
import { startDevice } from '../tools/box/device.ts';
import { packetCounts } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';
import { greatestLikeness, likeness, loudest } from '../tools/measures/likeness.ts';
import { tag } from '../tools/samples/flv-samples.ts';
import { type MediaTag, startRtmpServer } from '../tools/servers/rtmp-server.ts';

test('off the record, the end slate, and a press that goes on', { timeout: 180_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-off-'));
  const viewer = await startRtmpServer('accept');
  t.after(async () => {
    await viewer.close();
    await rm(folder, { recursive: true });
  });
  const device = await startDevice(t, {
    settings: { destinations: [{ id: 'main', url: viewer.url, streamKey: 'key' }] },
  });
  /** Seconds of what the viewers have got so far. */
  const now = () => (viewer.tags.at(-1)?.timestampMs ?? 0) / 1000;
  const pass = async (seconds: number) => {
    const from = now();
    await device.waitFor(`${seconds} s more for the viewers`, () => now() >= from + seconds);
    return from;
  };

  device.press('short');
  const { session } = await device.waitFor(
    'on air',
    ({ session: { phase }, destinations }) => phase === 'running' && destinations[0]?.phase === 'live',
  );
  const id = session.id as string;
  const talk = await pass(2);
  device.press('short');
  await device.waitFor('a mark', ({ session: { marks } }) => marks.length === 1);

  device.press('double');
  const off = await device.waitFor(
    'off the record',
    ({ session: { offTheRecord }, microphone }) => offTheRecord && microphone.rmsDb === -100,
  );
  assert.deepEqual(off.lamps, { rec: 'solid', live: 'privacy' });
  // What was under way when it began is past.
  await pass(0.5);
  const privacy = await pass(2);
  device.press('double');
  await device.waitFor(
    'on the record',
    ({ session: { offTheRecord }, microphone }) => !offTheRecord && microphone.rmsDb > -30,
  );
  await pass(0.5);
  const back = await pass(2);
  await device.ask('POST', '/api/session/mark', { label: 'Questions' });

  await t.test('what makes no sense now is refused with its reason and changes nothing', async () => {
    const { status, body } = await device.ask('POST', '/api/session/start', {});
    assert.equal(status, 409);
    assert.equal((body as { error: { code: string } }).error.code, 'sessionAlreadyRunning');
  });

  device.press('hold');
  const ending = await device.waitFor(
    'the end slate',
    ({ session: { phase }, recording }) => phase === 'ending' && recording.phase === 'off',
  );
  assert.equal(ending.lamps.rec, 'off');
  assert.equal(ending.destinations[0]?.phase, 'live', 'viewers are not cut off');
  await pass(0.5);
  const end = await pass(2);

  device.press('short');
  const again = await device.waitFor(
    'it goes on',
    ({ session: { phase }, recording }) => phase === 'running' && recording.phase === 'recording',
  );
  assert.equal(again.session.id, id);
  assert.equal(again.recording.parts, 2);
  assert.ok(again.recording.bytes >= off.recording.bytes, 'the count goes on where it was');
  await pass(0.5);
  const resumed = await pass(2);
  device.press('hold');
  await device.waitFor(
    'closed',
    ({ session: { phase }, recording }) => phase === 'ending' && recording.phase === 'off',
  );
  const parts = await device.keepParts(id);
  device.press('end');
  await device.waitForLine('joined', (line) => line.includes('recording joined'));

  await t.test(
    'viewers saw and heard the talk, nothing of what was off the record, the slate of the end, and the talk again',
    async () => {
      const file = join(folder, 'viewer.flv');
      const bytes = viewer.tags.map(({ kind, timestampMs, bytes: payload }: MediaTag) =>
        tag(kind === 'metadata' ? 'script' : kind, timestampMs, payload),
      );
      await writeFile(file, Buffer.concat([flvFileHeader({ audio: true, video: true }), ...bytes]));
      const expected = [
        ['talk', talk + 1, null],
        ['off the record', privacy + 1, 'privacy-en.png'],
        ['back', back + 1, null],
        ['the end', end + 1, 'end-en.png'],
        ['resumed', resumed + 1, null],
      ] as const;
      for (const [what, seconds, slate] of expected) {
        const alike = {
          privacy: await likeness(file, seconds, 'privacy-en.png'),
          end: await likeness(file, seconds, 'end-en.png'),
        };
        const loud = await loudest(file, seconds);
        t.diagnostic(`${what}: ${JSON.stringify(alike)} dB like the slates, ${loud} dBFS`);
        assert.equal(
          alike.privacy > 25,
          slate === 'privacy-en.png',
          `${what}: ${alike.privacy} dB like the privacy slate`,
        );
        assert.equal(alike.end > 25, slate === 'end-en.png', `${what}: ${alike.end} dB like the end slate`);
        if (slate) assert.ok(loud < -80, `${what}: ${loud} dBFS`);
        else assert.ok(loud > -20, `${what}: ${loud} dBFS`);
      }
      assert.equal(viewer.published.length, 1, 'one connection for all of it');
      const pictures = viewer.tags.filter(({ kind, bytes: payload }) => kind === 'video' && payload[1] === 1);
      assert.ok(
        pictures.every(
          ({ timestampMs }, index) => index === 0 || timestampMs > (pictures[index - 1]?.timestampMs ?? 0),
        ),
      );
    },
  );

  await t.test('the recording is one file of both parts, without the end slate, with its marks', async () => {
    assert.equal(parts.length, 2);
    const mp4 = join(device.recordingFolder(id), 'recording.mp4');
    assert.deepEqual(await packetCounts(mp4), await flvCounts(parts));
    const { body } = await device.ask('GET', `/api/recordings/${id}`);
    const { marks, state, seconds } = body as {
      marks: { atSeconds: number; label: string }[];
      state: string;
      seconds: number;
    };
    assert.equal(state, 'ready');
    assert.deepEqual(
      marks.map(({ label }) => label),
      ['', 'Off the record', 'On the record', 'Questions'],
    );
    assert.ok(
      marks.every(({ atSeconds }, index) => atSeconds >= (marks[index - 1]?.atSeconds ?? 0) && atSeconds < seconds),
    );
    const facts = JSON.parse(await readFile(join(device.recordingFolder(id), 'session.json'), 'utf8'));
    const outside = ({ atSeconds, label }: (typeof marks)[number]) => ({ atSeconds, label });
    assert.deepEqual(facts.marks.map(outside), marks);
    const alike = await greatestLikeness(mp4, 'end-en.png');
    assert.ok(alike < 25, `the end slate is in the recording: ${alike} dB`);
  });
});
