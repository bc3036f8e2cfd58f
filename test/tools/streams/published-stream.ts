/** One publication to the shipped server, and readers of it by as many ways as a test wants. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { lamps } from '../../../device/control/lamps/lamps.ts';
import type { Publisher } from '../../../device/media/publisher/publisher.ts';
import type { QualityLevel } from '../../../device/media/publisher/quality-level.ts';
import { ReadBack } from '../../../device/media/read-back/read-back.ts';
import { SentMarks } from '../../../device/media/read-back/sent-marks.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { sentence } from '../../../device/reason.ts';
import type { Destination } from '../../../device/settings/settings-schema.ts';
import { startServer } from '../../../image/server/local-server.ts';
import { eventually } from '../eventually.ts';
import { liveHub } from './live-hub.ts';
import { mediaWorkers } from './media-workers.ts';
import { destinationAt, publisherTo } from './publisher-to.ts';

export const SECRET = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
const session = { phase: 'running', session: { offTheRecord: false } } as unknown as Parameters<
  typeof lamps
>[0]['session'];

export async function published(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-read-back-'));
  const server = await startServer({ folder, keys: { [SECRET]: 'room' } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const workers = mediaWorkers(t);
  const hub = liveHub(t, workers);
  const destination = destinationAt({
    url: server.rtmpUrl,
    streamKey: server.streamKey('room'),
    watchUrl: server.hlsUrl('room'),
  });
  const readers = new Set<ReadBack>();
  const marks = new SentMarks();
  /** When each was taken from the encoder, by its time in the stream. */
  const keyframes = new Map<number, number>();
  const publisher: Publisher = publisherTo(t, destination, {
    hub,
    workers,
    onSent: (tag, capturedMs) => {
      marks.add(tag, capturedMs);
      if (tag.keyframe) keyframes.set(tag.readerMs, capturedMs);
      for (const reader of readers) reader.sent(tag, capturedMs);
    },
    onChange: () => {
      for (const reader of readers) reader.follow(publisher.status.phase);
    },
  });
  // The tone of the capture reads -17 dBFS.
  const hearing = setInterval(() => {
    for (const reader of readers) reader.heard(-17);
  }, 1000);
  t.after(async () => clearInterval(hearing));

  const reader = (
    watch: Partial<Destination>,
    stream: { level: QualityLevel; hasPicture: boolean; kbps: number } = {
      level: 'full',
      hasPicture: true,
      kbps: 1000,
    },
  ) => {
    const log: string[] = [];
    const readBack = new ReadBack({
      clock: systemClock,
      logger: createLog((line) => log.push(line)).logger,
      destination: { ...destination, ...watch },
      workers,
      stream: () => stream,
      onChange: () => {},
    });
    readers.add(readBack);
    t.after(async () => {
      readers.delete(readBack);
      await readBack.close();
    });
    readBack.follow(publisher.status.phase);
    const lamp = () =>
      lamps({ session, recording: 'recording', destinations: [{ phase: 'live', seen: readBack.status.seen }] }).live;
    return { readBack, log, lamp };
  };
  return { folder, server, publisher, reader, marks, keyframes };
}

export type Reader = ReturnType<Awaited<ReturnType<typeof published>>['reader']>;

/** Seconds until the LIVE lamp is as `wanted`. */
export async function lampAfter(
  what: string,
  { readBack, lamp }: Reader,
  wanted: string,
  withinSeconds = 90,
): Promise<number> {
  const startedMs = performance.now();
  const wait = eventually(`${what}: ${wanted}`, async () => lamp() === wanted, withinSeconds);
  await wait.catch((error: Error) => {
    throw new Error(`${error.message}; ${JSON.stringify(readBack.status)}`);
  });
  return (performance.now() - startedMs) / 1000;
}

/** Of the table that a test prints. */
export function tableRow(what: string, lamp: string, seconds: number | string, { readBack }: Reader): string {
  const { reason, viewerDelaySeconds } = readBack.status;
  const said = reason
    ? sentence(reason, 'en')
    : viewerDelaySeconds === null
      ? ''
      : `viewers ${viewerDelaySeconds} s behind`;
  const time = typeof seconds === 'number' ? `${seconds.toFixed(1)} s` : seconds;
  return `${what.padEnd(34)} | ${lamp.padEnd(5)} | ${time.padStart(12)} | ${said}`;
}
