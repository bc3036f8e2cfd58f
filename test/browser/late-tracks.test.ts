/** A recording whose sound or picture starts seconds later, in both of Debian's browsers: in step, from its own second on. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import puppeteer from 'puppeteer-core';
import { FlvParser } from '../../device/media/flv/flv-parser.ts';
import type { FlvTag } from '../../device/media/flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../../device/media/flv/flv-writer.ts';
import { joinParts } from '../../device/media/journal/join-parts.ts';
import { openBrowser } from '../tools/browser.ts';
import { makeFlv } from '../tools/make-flv.ts';

const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const LATE_MS = 4000;
/** Of a picture, of a frame of sound, and of the browser's own looking. */
const NEAR_SECONDS = 0.25;

async function latePart(t: TestContext, late: 'video' | 'audio'): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-late-'));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'own'));
  makeFlv(join(folder, 'a.flv'), { seconds: 8, pattern: 'white' });
  const isIn = ({ sequenceHeader, kind, timestampMs }: FlvTag) =>
    sequenceHeader || kind !== late || timestampMs >= LATE_MS;
  const tags = new FlvParser().push(await readFile(join(folder, 'a.flv'))).filter(({ kind }) => kind !== 'script');
  const bytes = tags.filter(isIn).flatMap((tag) => restamped(tag, tag.timestampMs));
  const part = join(folder, 'own', 'part-0001.flv');
  await writeFile(part, Buffer.concat([flvFileHeader({ audio: true, video: true }), ...bytes]));
  const order = {
    parts: [part],
    output: join(folder, 'own/joining.mp4'),
    stills: join(folder, 'own/s'),
    spareBytes: 1e12,
  };
  const end = await joinParts(order, () => {});
  assert.ok(end.how === 'joined');
  await rename(end.path, join(folder, 'late.mp4'));
  return readFile(join(folder, 'late.mp4'));
}

/** Serves it, with a page that decodes its sound and looks at its picture. */
async function serve(t: TestContext, mp4: Buffer): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url !== '/late.mp4') {
      response.setHeader('content-type', 'text/html').end('<!doctype html><video muted></video>');
      return;
    }
    const [from = 0, to = mp4.length - 1] = (/bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [])
      .slice(1)
      .flatMap((text) => (text === '' ? [] : [Number(text)]));
    response.writeHead(request.headers.range ? 206 : 200, {
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'content-length': to - from + 1,
      ...(request.headers.range && { 'content-range': `bytes ${from}-${to}/${mp4.length}` }),
    });
    response.end(mp4.subarray(from, to + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** In the page: from which second on something is heard, and seen, while it plays. */
async function onsets(): Promise<{ heard: number; seen: number; seconds: number }> {
  const video = document.querySelector('video') as HTMLVideoElement;
  video.src = '/late.mp4';
  const context = new AudioContext();
  const meter = context.createAnalyser();
  video.muted = false;
  context.createMediaElementSource(video).connect(meter);
  await new Promise((resolve) => video.addEventListener('loadedmetadata', resolve, { once: true }));
  const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 4 });
  const paint = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
  const samples = new Float32Array(meter.fftSize);
  let [heard, seen] = [-1, -1];
  await Promise.all([context.resume(), video.play()]);
  while (!video.ended) {
    meter.getFloatTimeDomainData(samples);
    if (heard < 0 && samples.some((sample) => Math.abs(sample) > 0.05)) heard = video.currentTime;
    paint.fillStyle = 'black';
    paint.fillRect(0, 0, 4, 4);
    paint.drawImage(video, 0, 0, 4, 4);
    if (seen < 0 && (paint.getImageData(1, 1, 1, 1).data[0] ?? 0) > 128) seen = video.currentTime;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { heard, seen, seconds: video.duration };
}

const BROWSERS: Record<string, (t: TestContext, address: string) => ReturnType<typeof onsets>> = {
  Chromium: async (t, address) => {
    const page = await (await openBrowser(t)).newPage();
    await page.goto(address);
    return page.evaluate(onsets);
  },
  Firefox: async (t, address) => {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: FIREFOX,
      headless: true,
      extraPrefsFirefox: { 'media.autoplay.default': 0, 'media.autoplay.blocking_policy': 0 },
    });
    t.after(() => browser.close());
    const page = await browser.newPage();
    await page.goto(address);
    return page.evaluate(onsets);
  },
};

for (const late of ['audio', 'video'] as const) {
  for (const [name, open] of Object.entries(BROWSERS)) {
    test(`${name}: ${late} that starts 4 s later`, { timeout: 180_000 }, async (t) => {
      const { heard, seen, seconds } = await open(t, await serve(t, await latePart(t, late)));
      t.diagnostic(`heard from ${heard} s, seen from ${seen} s, of ${seconds} s`);
      assert.ok(Math.abs(seconds - 8) < NEAR_SECONDS, `${seconds} s long`);
      const [own, other] = late === 'audio' ? [heard, seen] : [seen, heard];
      assert.ok(Math.abs(own - LATE_MS / 1000) < NEAR_SECONDS && other >= 0 && other < 1, `${own} s and ${other} s`);
    });
  }
}
