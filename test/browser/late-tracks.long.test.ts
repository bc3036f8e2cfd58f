/**
 * A recording whose sound or picture starts seconds later, in both of Debian's browsers: from its own second on. What is heard
 * in Firefox is not looked at: without a sound device it has no ear.
 */
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
import { openBrowser } from '../tools/browser/browser.ts';
import { makeFlv } from '../tools/samples/make-flv.ts';

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

interface Onsets {
  /** When the first picture that is shown belongs; browsers show it before, in place of nothing. */
  pictureSeconds: number;
  /** From when on something is heard; null where the browser was given no ear. */
  heardSeconds: number | null;
  seconds: number;
}

/** In the page. @param hasEar a browser without a sound device never lets its audio graph run */
async function onsets(hasEar: boolean): Promise<Onsets> {
  const video = document.querySelector('video') as HTMLVideoElement;
  const picture = new Promise<number>((resolve) => {
    video.requestVideoFrameCallback((_, { mediaTime }) => resolve(mediaTime));
  });
  video.src = '/late.mp4';
  await new Promise((resolve) => video.addEventListener('loadedmetadata', resolve, { once: true }));
  let heardSeconds: number | null = null;
  if (hasEar) {
    video.muted = false;
    const context = new AudioContext();
    const meter = context.createAnalyser();
    context.createMediaElementSource(video).connect(meter);
    await context.resume();
    await video.play();
    const samples = new Float32Array(meter.fftSize);
    while (!video.ended && heardSeconds === null) {
      meter.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) > 0.05)) heardSeconds = video.currentTime;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } else await video.play();
  return { pictureSeconds: await picture, heardSeconds, seconds: video.duration };
}

const BROWSERS: Record<string, (t: TestContext, address: string) => Promise<Onsets>> = {
  Chromium: async (t, address) => {
    const page = await (await openBrowser(t)).newPage();
    await page.goto(address);
    return page.evaluate(onsets, true);
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
    return page.evaluate(onsets, false);
  },
};

for (const late of ['audio', 'video'] as const) {
  for (const [name, open] of Object.entries(BROWSERS)) {
    test(`${name}: ${late} that starts 4 s later`, { timeout: 180_000 }, async (t) => {
      const { pictureSeconds, heardSeconds, seconds } = await open(t, await serve(t, await latePart(t, late)));
      t.diagnostic(`heard from ${heardSeconds} s, first picture of ${pictureSeconds} s, of ${seconds} s`);
      assert.ok(Math.abs(seconds - 8) < NEAR_SECONDS, `${seconds} s long`);
      const begins = (kind: typeof late) => (kind === late ? LATE_MS / 1000 : 0);
      assert.ok(Math.abs(pictureSeconds - begins('video')) < NEAR_SECONDS, `first picture of ${pictureSeconds} s`);
      if (heardSeconds !== null)
        assert.ok(Math.abs(heardSeconds - begins('audio')) < NEAR_SECONDS, `heard from ${heardSeconds} s`);
    });
  }
}
