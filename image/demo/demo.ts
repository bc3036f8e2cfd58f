/** `npm run demo`: a real server, and the device with a simulated camera and microphone, all on this machine. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { lockState, stateHolder } from '../../device/platform/state-lock.ts';
import { type LocalServer, startServer } from '../server/local-server.ts';
import type { StreamStat } from '../server/server-stat.ts';
import { checkRecording } from './check-recording.ts';
import { type DemoDevice, startDevice } from './demo-device.ts';
import { eventsBetween, lampLine, openTerminal, type Seen, type Terminal } from './terminal.ts';
import { languageOf, wordsIn } from './words.ts';

const USAGE = `npm run demo -- [--on-air] [--seconds N] [--folder DIR]
  --on-air      presses start by itself
  --seconds N   stops N seconds after going on air, checks what the server and the recording got, exit 0 if all is well
  --folder DIR  settings, recordings, log, server; default: .demo
`;

const ROOT = resolve(import.meta.dirname, '../..');
const ROOM = 'demo';
const FIRST_WEB_PORT = 8080;
const LOOK_EVERY_MS = 250;
/** From the press to a picture at the server: 4 s on two busy cores, most of it for the probe of the encoder. */
const ON_AIR_LIMIT_MS = 60_000;
/** Joining the parts reads and writes the recording once more. */
const FINISH_LIMIT_MS = 60_000;

const LANGUAGE = languageOf(process.env);
const words = wordsIn(LANGUAGE);
const options = readOptions();
/** Server and settings are new every time. The box's memory and recordings stay, as on a real one. */
const FOLDER = resolve(options.folder);
let newest: Seen | null = null;
process.exit(await demo(options).catch(explain));

interface Options {
  folder: string;
  pressesStart: boolean;
  /** Null: runs until somebody leaves. */
  stopAfterSeconds: number | null;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        'on-air': { type: 'boolean', default: false },
        seconds: { type: 'string' },
        folder: { type: 'string', default: join(ROOT, '.demo') },
      },
    });
    const stopAfterSeconds = values.seconds === undefined ? null : Number(values.seconds);
    if (stopAfterSeconds !== null && !(stopAfterSeconds >= 1 && stopAfterSeconds <= 3600)) {
      throw new Error('--seconds is a number from 1 to 3600');
    }
    return { folder: values.folder, pressesStart: values['on-air'], stopAfterSeconds };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function explain(error: unknown): number {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

async function demo({ pressesStart, stopAfterSeconds }: Options): Promise<number> {
  await mkdir(join(FOLDER, 'state'), { recursive: true });
  // Checked before anything of a demo that runs there is touched. Its box may outlive it by a moment.
  const holder = (await lockState(FOLDER)) ?? (await stateHolder(join(FOLDER, 'state')));
  if (holder !== null) throw new Error(words.inUse(holder, FOLDER));
  await rm(join(FOLDER, 'server'), { recursive: true, force: true });
  const server = await startServer({
    folder: join(FOLDER, 'server'),
    keys: { [randomBytes(16).toString('hex')]: ROOM },
  });
  try {
    const webPort = await freePort(FIRST_WEB_PORT);
    await writeSettings(server, webPort);
    let terminal: Terminal | null = null;
    const device = await startDevice({
      folder: FOLDER,
      entry: join(ROOT, 'dist/device.mjs'),
      webPort,
      onDryRun: (bad) => terminal?.say(bad.length === 0 ? words.dryRunWell : words.dryRunBad(bad.join(', '))),
    });
    terminal = openTerminal({
      send: (bytes) => {
        if (bytes === 'h' && newest?.status?.session.phase === 'ready') terminal?.say(words.dryRun);
        device.press(bytes);
      },
      isInTalk: () => isInTalk(newest),
    });
    try {
      introduce(server, device, terminal);
      if (pressesStart) device.press(' ');
      if (stopAfterSeconds === null) return await showUntilEnd(server, device, terminal);
      return await runAndCheck(server, device, terminal, stopAfterSeconds);
    } finally {
      terminal.close();
      await device.stop();
    }
  } finally {
    await server.stop();
  }
}

async function writeSettings(server: LocalServer, webPort: number): Promise<void> {
  const settings = {
    room: { name: 'Demo', language: LANGUAGE },
    camera: { device: 'test' },
    microphone: { device: 'test' },
    destinations: [
      {
        id: 'main',
        name: words.server,
        url: server.rtmpUrl,
        streamKey: server.streamKey(ROOM),
        watchUrl: server.watchUrl(ROOM),
      },
    ],
    web: { host: '127.0.0.1', port: webPort },
  };
  await writeFile(join(FOLDER, 'settings.json'), JSON.stringify(settings, null, 2), { mode: 0o600 });
}

function introduce(server: LocalServer, device: DemoDevice, terminal: Terminal): void {
  const places = [
    [words.places.control, device.url],
    [words.places.watch, server.watchUrl(ROOM)],
    [words.places.recordings, device.recordings],
    [words.places.log, device.log],
  ] as const;
  const width = Math.max(...places.map(([name]) => name.length)) + 3;
  const lines = places.map(([name, place]) => `    ${name.padEnd(width)}${place}\n`);
  console.log(`\n  ${words.introduction}\n\n${lines.join('')}`);
  if (!terminal.hasKeys) return;
  const keys = Object.entries(words.keys).map(([key, does]) => [key === 'space' ? words.space : key, does] as const);
  console.log(keys.map(([key, does]) => `    ${key.padEnd(8)}${does}\n`).join(''));
}

/** Runs until q, Ctrl-C or SIGTERM. A running session is then ended, so that its recording is finished. */
async function showUntilEnd(server: LocalServer, device: DemoDevice, terminal: Terminal): Promise<number> {
  while (!terminal.wantsToLeave()) {
    await follow(server, device, terminal);
    await sleep(LOOK_EVERY_MS);
  }
  const { status } = await look(server, device);
  const id = status?.session.id ?? null;
  if (id === null) return 0;
  terminal.say(words.finishing);
  device.press('H');
  terminal.say((await device.finished(id, FINISH_LIMIT_MS)) ?? words.unfinished);
  return 0;
}

async function follow(server: LocalServer, device: DemoDevice, terminal: Terminal): Promise<Seen> {
  const seen = await look(server, device);
  for (const event of eventsBetween(newest?.status ?? null, seen.status, words)) terminal.say(event);
  newest = seen;
  terminal.show(lampLine(seen, words));
  return seen;
}

function isInTalk(seen: Seen | null): boolean {
  return /^(starting|running)$/.test(seen?.status?.session.phase ?? '');
}

async function runAndCheck(
  server: LocalServer,
  device: DemoDevice,
  terminal: Terminal,
  stopAfterSeconds: number,
): Promise<number> {
  let onAirMs: number | null = null;
  let seenAfterSeconds: number | null = null;
  let best: Seen = { status: null, stream: null, segments: 0 };
  const startedMs = performance.now();
  for (;;) {
    const seen = await follow(server, device, terminal);
    if (seen.status?.lamps.live === 'solid') seenAfterSeconds ??= (performance.now() - startedMs) / 1000;
    if (terminal.wantsToLeave()) return 1;
    // A publisher is on air once its picture is there.
    if (seen.stream?.publishing && seen.stream.video) {
      onAirMs ??= performance.now();
      best = seen;
    }
    if (onAirMs !== null && performance.now() - onAirMs >= stopAfterSeconds * 1000) break;
    if (onAirMs === null && performance.now() - startedMs > ON_AIR_LIMIT_MS) {
      const reason =
        seen.status?.destinations[0]?.reason ?? seen.status?.camera.reason ?? seen.status?.recording.reason;
      throw new Error(`not on air within ${ON_AIR_LIMIT_MS / 1000} s: ${reason?.message ?? 'see the log'}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
  const id = best.status?.session.id ?? null;
  if (id === null) throw new Error('the server receives a stream, but the box says that no session is running');
  device.press('H');
  const recording = await device.finished(id, FINISH_LIMIT_MS);
  const checked = recording === null ? null : await checkRecording(recording);

  const { stream, segments } = best;
  const isReceived = (stream?.bytesIn ?? 0) > 0 && Boolean(stream?.video && stream.audio) && segments > 0;
  const isPlayable = checked?.plays === true;
  console.log(`

  on air       ${stopAfterSeconds} s
  server       ${isReceived ? 'ok' : 'FAILED'}: ${megabytes(stream?.bytesIn ?? 0)} received, ${tracks(stream)}, ${segments} HLS segments
  viewers      ${seenAfterSeconds === null ? 'the box had not yet seen its own stream there' : `ok: the box saw its own stream there ${seenAfterSeconds.toFixed(1)} s after the press`}
  recording    ${isPlayable ? 'ok' : 'FAILED'}: ${checked?.description ?? (await device.lastTrouble()) ?? 'was not finished'}
               ${recording ?? `see ${device.log}`}
`);
  return isReceived && isPlayable ? 0 : 1;
}

/** The present answers of the box and the server; null and 0 where one does not answer. */
async function look(server: LocalServer, device: DemoDevice): Promise<Seen> {
  const [status, stat, segments] = await Promise.all([
    device.status(),
    server.stat().catch(() => null),
    countSegments(server.hlsUrl(ROOM)),
  ]);
  return { status, stream: stat?.streams.find(({ name }) => name === ROOM) ?? null, segments };
}

/** Segments of this demo: the playlist's numbers begin at 0 with the new server folder. */
async function countSegments(playlist: string): Promise<number> {
  try {
    const text = await (await fetch(playlist, { signal: AbortSignal.timeout(2_000) })).text();
    const first = /#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1];
    return first === undefined ? 0 : Number(first) + (text.match(/\.ts$/gm)?.length ?? 0);
  } catch {
    return 0;
  }
}

function tracks(stream: StreamStat | null): string {
  const video = stream?.video;
  const audio = stream?.audio;
  return [
    video ? `${video.codec} ${video.width}x${video.height}` : 'no picture',
    audio ? `${audio.codec} ${audio.sampleRate / 1000} kHz` : 'no sound',
  ].join(' + ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function freePort(first: number): Promise<number> {
  for (let port = first; port < first + 20; port++) {
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.on('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error(`no free port between ${first} and ${first + 19} for the control page`);
}
