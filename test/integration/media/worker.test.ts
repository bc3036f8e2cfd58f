/** The traps of the GStreamer binding, each tried with the real thing in a real worker process. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type CaptureSpec, capturePipeline } from '../../../device/media/capture/capture-pipeline.ts';
import { loopElements } from '../../../device/media/capture/input/input-pipeline.ts';
import { CAPTURE_PIPES } from '../../../device/media/capture/programme/pipeline-parts.ts';
import { type FlvTag, isPicture } from '../../../device/media/flv/flv-tag.ts';
import { TrackParser } from '../../../device/media/hub/track-parser.ts';
import { MEASURE } from '../../../device/media/measure/measure-job.ts';
import type { WorkerLink } from '../../../device/media/worker/worker-link.ts';
import type { PipelineSpec, WorkerEvent } from '../../../device/media/worker/worker-protocol.ts';
import { eventually } from '../../tools/eventually.ts';
import { SMALL_SPEC } from '../../tools/streams/capture-into.ts';
import { eventsOf, mediaWorkers } from '../../tools/streams/media-workers.ts';

const LIVE = 'videotestsrc name=camera is-live=true ! video/x-raw,width=160,height=90,framerate=30/1';
const TONE =
  'audiotestsrc name=microphone is-live=true wave=triangle freq=220 volume=0.25 ! audio/x-raw,rate=48000,channels=1';
const METER = 'volume name=gain ! level name=level interval=100000000 ! fakesink';

const said = <T extends WorkerEvent['type']>(events: WorkerEvent[], type: T) =>
  events.filter((one): one is Extract<WorkerEvent, { type: T }> => one.type === type);

function run(
  t: TestContext,
  text: string,
  more: Partial<PipelineSpec> = {},
): { worker: WorkerLink; events: WorkerEvent[] } {
  const worker = mediaWorkers(t).spawn();
  const events = eventsOf(worker);
  worker.run({ text, ...more });
  return { worker, events };
}

const FAILURES = [
  ['an element that is not installed', 'nosuchthing ! fakesink', '', /no element "nosuchthing"/],
  ['a property that is not there', 'videotestsrc colour=7 ! fakesink', '', /no property "colour"/],
  ['pads that do not fit', 'audiotestsrc ! x264enc ! fakesink', '', /could not link/],
  ['no pipeline', 'videotestsrc', '', /not a pipeline/],
  ['nothing', '', '', /not a pipeline/],
  // The state change to READY fails at once: the binding alone loses this error.
  [
    'a camera that is not there',
    'v4l2src name=camera device=/dev/video99 ! fakesink',
    'camera',
    /Cannot identify device|No such file/,
  ],
  [
    'a microphone that is not there',
    'alsasrc name=microphone device=plughw:CARD=None ! fakesink',
    'microphone',
    /device|open/,
  ],
  ['a file that is not there', 'filesrc name=file location=/nowhere/at/all ! decodebin ! fakesink', 'file', /not|open/],
  ['a folder that is not there', 'videotestsrc ! filesink name=out location=/nowhere/at/all', 'out', /open/],
] as const;

for (const [what, text, element, message] of FAILURES) {
  test(`${what} ends the worker with its reason`, async (t) => {
    const end = await run(t, text).worker.ended;
    assert.equal(end.how, 'failed', JSON.stringify(end));
    assert.ok(end.how === 'failed');
    assert.equal(end.element, element);
    assert.match(end.message, message);
  });
}

test('only a worker that goes without a last word has crashed', async (t) => {
  const workers = mediaWorkers(t);
  const nowhere = '/nowhere/at/all';
  const asked: [string, (worker: WorkerLink) => unknown][] = [
    ['a pipeline that runs out', (worker) => worker.run({ text: 'videotestsrc num-buffers=3 ! fakesink' })],
    ['a pipeline that fails', (worker) => worker.run({ text: 'nosuchthing ! fakesink' })],
    ['a job', (worker) => worker.runJob(MEASURE, { file: nowhere })],
  ];
  for (const [what, ask] of asked) {
    const worker = workers.spawn();
    ask(worker);
    await worker.ended;
    assert.equal(workers.crashes(), 0, what);
  }
  const killed = workers.spawn();
  process.kill(killed.pid ?? 0, 'SIGKILL');
  await killed.ended;
  assert.equal(workers.crashes(), 1);
});

test('the end of the stream ends the worker', async (t) => {
  const end = await run(t, 'videotestsrc num-buffers=3 ! fakesink').worker.ended;
  assert.deepEqual(end, { how: 'endOfStream' });
});

test('a live pipeline runs out when asked to, long before the deadline', async (t) => {
  const { worker, events } = run(t, `${TONE} ! ${METER}`);
  await eventually('sound', async () => said(events, 'levels').length > 0);
  await worker.finish(20_000);
  assert.deepEqual(await worker.ended, { how: 'endOfStream' });
});

test('a worker killed in the middle says so', async (t) => {
  const { worker, events } = run(t, `${TONE} ! ${METER}`);
  await eventually('sound', async () => said(events, 'levels').length > 0);
  worker.kill();
  assert.deepEqual(await worker.ended, { how: 'crashed', detail: 'killed by SIGKILL' });
});

test('levels are numbers in dBFS, and digital silence is one too', async (t) => {
  const { worker, events } = run(t, `${TONE} ! ${METER}`);
  const [tone] = await eventually(
    'levels',
    async () => said(events, 'levels').length > 2 && said(events, 'levels').slice(-1),
  );
  // A triangle of amplitude 0.25: peak 20 log 0.25, rms that divided by the root of 3.
  assert.ok(tone && Math.abs(tone.peakDb + 12) < 1 && Math.abs(tone.rmsDb + 16.8) < 1, JSON.stringify(tone));

  worker.set('gain', 'mute', true);
  const [silence] = await eventually('silence', async () => {
    const last = said(events, 'levels').slice(-1);
    return last[0]?.rmsDb === -100 && last;
  });
  assert.deepEqual(silence, { type: 'levels', rmsDb: -100, peakDb: -100 });
});

test('what cannot be set or asked is told, and the pipeline goes on', async (t) => {
  const { worker, events } = run(t, `${LIVE} ! fakesink  ${TONE} ! ${METER}`);
  await eventually('sound', async () => said(events, 'levels').length > 0);
  worker.set('camera', 'no-such-property', 1);
  worker.set('nobody', 'volume', 1);
  worker.set('camera', 'pattern', 'no such pattern');
  worker.set('gain', 'volume', 'loud');
  worker.set('gain', 'mute', 'nonsense');
  worker.set('camera', 'caps', '!');
  worker.requestKeyframe('nobody');
  const failures = await eventually('seven failures', async () => {
    const all = said(events, 'commandFailed');
    return all.length >= 7 && all.map(({ message }) => message);
  });
  assert.match(failures[0] ?? '', /camera has no property no-such-property/);
  assert.match(failures[1] ?? '', /no element nobody/);
  assert.match(failures[2] ?? '', /cannot set property pattern/);
  assert.match(failures[3] ?? '', /cannot set property volume/);
  const before = said(events, 'levels').length;
  await eventually('levels go on', async () => said(events, 'levels').length > before + 3);
});

test('enums, structures, fractions and large numbers are set at run time', async (t) => {
  const settings = [
    // Enum by its nick, reads back as its label.
    [`${LIVE} ! fakesink`, 'camera', 'pattern', 'ball', /Moving ball/],
    // What the hardware encoder's bitrate depends on.
    [
      'videotestsrc is-live=true ! x264enc ! mpegtsmux name=mux ! fakesink',
      'mux',
      'prog-map',
      'program_map,sink_65=(int)10',
      /program_map, sink_65=\(int\)10/,
    ],
    // Above 2^24, where the binding alone rounds.
    [`${LIVE} ! queue name=q ! fakesink`, 'q', 'max-size-bytes', 33_333_333, /^33333333$/],
  ] as const;
  await Promise.all(
    settings.map(async ([text, element, property, value, reads]) => {
      const { worker, events } = run(t, text, { report: { element, property, everyMs: 50 } });
      await eventually('a first reading', async () => said(events, 'report').length > 0);
      worker.set(element, property, value);
      await eventually(`${property} reads ${reads}, now ${said(events, 'report').at(-1)?.value}`, async () =>
        reads.test(said(events, 'report').at(-1)?.value ?? ''),
      );
      assert.deepEqual(said(events, 'commandFailed'), []);
    }),
  );
});

test('what is set before the start never stood in the text; what does not fit ends the worker', async (t) => {
  const set = [{ element: 'file', property: 'location', value: '/a "hostile" ! name\\with=everything' }];
  const text = 'filesrc name=file ! fakesink';
  const end = await run(t, text, { set }).worker.ended;
  assert.ok(end.how === 'failed' && end.element === 'file');
  assert.ok(end.debug.includes('/a "hostile" ! name\\with=everything'), end.debug);
  const wrong = await run(t, text, { set: [{ element: 'file', property: 'blocksize', value: 'many' }] }).worker.ended;
  assert.ok(wrong.how === 'failed');
  assert.match(wrong.message, /cannot set property blocksize/);
});

/** Reads what a capture codes until `enough` says so. */
async function capture(t: TestContext, spec: CaptureSpec, enough: (tags: FlvTag[]) => boolean): Promise<FlvTag[]> {
  const worker = mediaWorkers(t).spawn();
  const tags: FlvTag[] = [];
  const parsers = [new TrackParser('video'), new TrackParser('audio')] as const;
  worker.onEvent((event) => {
    if (event.type === 'playing') for (const parser of parsers) parser.beginsAt(event.baseNs);
  });
  worker.pipe(CAPTURE_PIPES.video).on('data', (chunk: Buffer) => tags.push(...parsers[0].push(chunk)));
  worker.pipe(CAPTURE_PIPES.audio).on('data', (chunk: Buffer) => tags.push(...parsers[1].push(chunk)));
  worker.run({ text: capturePipeline(spec), loop: loopElements(spec) });
  const ended = worker.ended.then((end) => assert.fail(`the capture ended: ${JSON.stringify(end)}`));
  await Promise.race([ended, eventually('enough media', async () => enough(tags))]);
  ended.catch(() => {});
  worker.kill();
  return tags;
}

const gaps = (tags: FlvTag[]) => tags.slice(1).map((tag, index) => tag.timestampMs - (tags[index]?.timestampMs ?? 0));

test('a file is replayed again and again without a gap in picture or sound', { timeout: 120_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-replay-'));
  t.after(() => rm(folder, { recursive: true }));
  // The name that a volunteer gives, and a character that GStreamer's language knows.
  const file = join(folder, "l'exposé ! de lundi (1).mp4");
  const inputs = '-f lavfi -i testsrc2=size=320x180:rate=25 -f lavfi -i sine=sample_rate=44100'.split(' ');
  execFileSync('ffmpeg', [
    '-v',
    'error',
    ...inputs,
    '-t',
    '1.5',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-c:a',
    'aac',
    file,
  ]);
  const spec: CaptureSpec = {
    ...SMALL_SPEC,
    video: { kind: 'replay', file },
    audio: { kind: 'replay', file },
    picture: { width: 320, height: 180, framesPerSecond: 30 },
    encoder: { kind: 'x264', bitrateKbps: 500, gopFrames: 60 },
  };
  // Four times the length of the file.
  const tags = await capture(t, spec, (all) =>
    all.some((tag) => isPicture(tag) && tag.timestampMs > (all[0]?.timestampMs ?? 0) + 6000),
  );
  const pictures = tags.filter(isPicture);
  const sounds = tags.filter((tag) => tag.kind === 'audio' && !tag.sequenceHeader);
  assert.ok(
    gaps(pictures).every((ms) => ms > 0 && ms <= 100),
    `pictures: ${Math.max(...gaps(pictures))} ms at the most`,
  );
  assert.ok(
    gaps(sounds).every((ms) => ms > 0 && ms <= 100),
    `sounds: ${Math.max(...gaps(sounds))} ms at the most`,
  );
  // Paced as live at 30 pictures a second, not as fast as the file decodes.
  assert.ok(pictures.length >= 170 && pictures.length <= 200, `${pictures.length} pictures in 6 s`);
});

test('the version of GStreamer is known even if every worker is taken before it has loaded', async (t) => {
  const workers = mediaWorkers(t);
  // As after a power cut: the joiner and the publishers take the warm ones while these still start.
  workers.spawn();
  const { major, minor } = await workers.gstreamer;
  assert.equal(major, 1);
  assert.ok(minor >= 22);
});
