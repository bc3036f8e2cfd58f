/**
 * A talk of hours with all that a talk has: viewers outside and in the room, the page, marks, off the record. Nothing may
 * grow, nothing may be missing.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { checkRecording } from '../../image/demo/check-recording.ts';
import { type ProcessUsage, type ServiceUsage, usageOf, zombiesOf } from '../tools/machine/process-usage.ts';
import { streamsOf } from '../tools/measures/ffprobe.ts';
import { watchHls } from '../tools/viewers/hls-viewer.ts';
import { keep } from './figures.ts';
import { isWell, Talk } from './talk.ts';

const LOOK_MS = 30_000;
/** Caches fill, code is compiled: what is held before is no measure. */
const WARM_SHARE = 0.15;
/** Somebody looks at the page and at the room's stream half of the time: both are made only while somebody does. */
const VISIT_MS = 120_000;
const OFF_THE_RECORD_MS = 5000;
/** What the least of a heap may be larger by, two thirds of the time apart: the service of one run of two hours came to 3.5. */
const SLACK_MEGABYTES = 4;
const SOUNDS_PER_SECOND = 48_000 / 1024;
const PICTURES_PER_SECOND = 15;

export function soak(minutes: number): void {
  test(`a talk of ${minutes} minutes`, { timeout: (minutes + 15) * 60_000 }, async (t) => {
    const talk = await Talk.begin(t);
    const { device, id } = talk;
    const { cookie } = await device.logIn();
    const looks: ServiceUsage[] = [];
    let zombies = 0;
    const endMs = performance.now() + minutes * 60_000;
    talk.audience.stood();
    for (let look = 0; performance.now() < endMs; look++) {
      const isVisited = Math.floor((look * LOOK_MS) / VISIT_MS) % 2 === 0;
      const leave = isVisited ? visit(device.url, cookie) : async () => {};
      await sleep(LOOK_MS);
      const status = await device.state();
      assert.ok(isWell(status), JSON.stringify(status));
      looks.push(await usageOf(device.pid));
      zombies = Math.max(zombies, zombiesOf(device.pid));
      await leave();
      if (look % 20 === 19) {
        await device.ask('POST', '/api/session/mark', {});
        await device.ask('POST', '/api/session/off-the-record', { on: true });
        await sleep(OFF_THE_RECORD_MS);
        await device.ask('POST', '/api/session/off-the-record', { on: false });
      }
      if (look % 10 === 9) console.log(`soak: ${describe(looks.at(-1) ?? new Map())}`);
    }
    const viewerStoodSeconds = talk.audience.stood();
    const { session } = await device.state();
    const recorded = await talk.recordedSince(0);
    device.press('end');
    await device.waitFor('over', ({ session: { phase } }) => phase === 'ready', 60_000);
    await device.waitForLine('joined', (line) => line.includes('recording joined'));
    const mp4 = `${device.recordingFolder(id)}/recording.mp4`;
    const { plays, description } = await checkRecording(mp4);

    const warm = looks.slice(Math.floor(looks.length * WARM_SHARE));
    for (const role of ['service', 'camera', 'microphone', 'publisher', 'parked'])
      t.diagnostic(`${role}: ${growthText(growth(warm, role))}`);
    t.diagnostic(`${description}; ${JSON.stringify(recorded)}; viewers stood ${viewerStoodSeconds.toFixed(1)} s`);
    const [sound, picture] = await Promise.all([trackOf(mp4, 'audio'), trackOf(mp4, 'video')]);
    t.diagnostic(
      `${picture.frames} pictures in ${picture.seconds} s, ${sound.frames} pieces of sound in ${sound.seconds} s`,
    );
    keep({
      fault: `none: ${minutes} minutes on air`,
      detectedSeconds: null,
      backSeconds: null,
      recordingLostSeconds: recorded.lostSeconds,
      voiceGapMs: recorded.voiceGapMs,
      pictureGapMs: recorded.pictureGapMs,
      viewerStoodSeconds,
      said: '-',
    });
    assert.ok(plays, description);
    assert.equal(session.id, id, 'one session');
    assert.equal(zombies, 0);
    assert.ok(Math.abs(sound.frames / sound.seconds / SOUNDS_PER_SECOND - 1) < 0.001, 'no sound is missing');
    assert.ok(Math.abs(picture.frames / picture.seconds / PICTURES_PER_SECOND - 1) < 0.001, 'no picture is missing');
    assert.ok(Math.abs(sound.seconds - picture.seconds) < 0.2, 'both tracks have one length');
    for (const role of ['service', 'camera', 'microphone', 'publisher']) {
      const { from, to } = growth(warm, role);
      assert.equal(to.pid, from.pid, `${role} lived through it all`);
      assert.ok(to.megabytes <= from.megabytes + SLACK_MEGABYTES, `${role} grows: ${growthText({ from, to })}`);
      assert.ok(
        to.files <= from.files + 1 && to.threads <= from.threads + 1,
        `${role} grows: ${growthText({ from, to })}`,
      );
    }
  });
}

/** One on the page, with its preview, and one before the room's stream. @returns leave */
function visit(url: string, cookie: string): () => Promise<void> {
  const page = new WebSocket(`${url.replace('http', 'ws')}/api/live`, { headers: { cookie } });
  page.on('open', () => page.send(JSON.stringify({ type: 'preview', on: true })));
  page.on('error', () => {});
  const viewer = watchHls(`${url}/live/index.m3u8`);
  return async () => {
    page.close();
    await viewer.leave();
  };
}

async function trackOf(mp4: string, kind: 'audio' | 'video'): Promise<{ frames: number; seconds: number }> {
  const track = (await streamsOf(mp4)).find(({ codec_type }) => codec_type === kind);
  return { frames: Number(track?.nb_read_packets), seconds: Number(track?.duration) };
}

/**
 * What is held at least in the first third of the time, and in the last: heaps are collected when it pleases them (a
 * publisher's each 35 minutes, of 8 MB), and visitors come and go.
 */
function growth(looks: ServiceUsage[], role: string): { from: ProcessUsage; to: ProcessUsage } {
  const own = looks.map((look) => look.get(role)).filter((usage) => usage !== undefined);
  const third = Math.ceil(own.length / 3);
  return { from: leastOf(own.slice(0, third)), to: leastOf(own.slice(-third)) };
}

function leastOf(looks: ProcessUsage[]): ProcessUsage {
  const least = (of: (usage: ProcessUsage) => number) => Math.min(...looks.map(of));
  return {
    pid: looks.at(-1)?.pid ?? 0,
    megabytes: least(({ megabytes }) => megabytes),
    files: least(({ files }) => files),
    threads: least(({ threads }) => threads),
  };
}

const growthText = ({ from, to }: { from: ProcessUsage; to: ProcessUsage }) =>
  `${from.megabytes.toFixed(1)} to ${to.megabytes.toFixed(1)} MB, ${from.files} to ${to.files} files, ${from.threads} to ${to.threads} threads`;

const describe = (usage: ServiceUsage) =>
  [...usage]
    .map(([role, { megabytes, files, threads }]) => `${role} ${megabytes.toFixed(1)} MB ${files} ${threads}`)
    .join(', ');
