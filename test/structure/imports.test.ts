/** The tree shows the architecture, and imports keep to it (`device/README.md`, "Two paths"). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import test from 'node:test';
import { DEVICE, deviceFiles as files, importsOf, ROOT } from './device-imports.ts';

/** From the top: a floor may import from its own and from those below. */
const FLOORS = [
  ['main', 'command-line', 'self-test', 'version'],
  ['appliance'],
  ['compose'],
  ['api'],
  ['control', 'receipt', 'card', 'support'],
  ['media', 'delivery'],
  ['supervise', 'settings', 'health'],
  ['transport'],
  ['net'],
  ['platform', 'reason', 'sentences', 'masking'],
];

/** The first folder, or the file at the top. */
const areaOf = (file: string) => (relative(DEVICE, file).split('/')[0] ?? '').replace(/\.ts$/, '');
const floorOf = (file: string) => FLOORS.findIndex((areas) => areas.includes(areaOf(file)));
const shown = (file: string) => relative(ROOT, file);

test('every file of the device has a floor', () => {
  assert.ok(files.length > 80);
  assert.deepEqual(files.filter((file) => floorOf(file) < 0).map(shown), []);
});

test('imports only ever point down', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => floorOf(target) < floorOf(file))
      .map(({ target }) => `${shown(file)} -> ${shown(target)}`),
  );
  assert.deepEqual(wrong, []);
});

test('on one floor, areas do not import each other', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => floorOf(target) === floorOf(file) && areaOf(target) !== areaOf(file))
      .map(({ target }) => `${areaOf(file)} -> ${areaOf(target)}`),
  );
  assert.deepEqual([...new Set(wrong)].sort(), [
    'main -> command-line',
    'main -> self-test',
    'main -> version',
    'platform -> masking',
    'reason -> masking',
    'reason -> sentences',
  ]);
});

test('the GStreamer addon is loaded by the worker and never by the service, nor by what joins a recording', () => {
  const reach = (start: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(start)) return seen;
    seen.add(start);
    for (const { target, isType } of importsOf(start)) if (!isType) reach(target, seen);
    return seen;
  };
  const binding = join(DEVICE, 'media/gst/binding.ts');
  assert.ok(reach(join(DEVICE, 'media/worker-main.ts')).has(binding));
  for (const entry of ['main.ts', 'media/journal/join-worker.ts']) assert.ok(!reach(join(DEVICE, entry)).has(binding));
  const naming = files.filter((file) => readFileSync(file, 'utf8').includes("'gstreamer-superficial'"));
  assert.deepEqual(naming.map(shown), ['device/media/gst/binding.ts']);
});

test('the page takes types only from the device, and only from the contract', () => {
  const page = (readdirSync(join(ROOT, 'web-ui/src'), { recursive: true }) as string[])
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(ROOT, 'web-ui/src', name));
  for (const file of page) {
    for (const { target, isType } of importsOf(file)) {
      if (!target.startsWith(DEVICE)) continue;
      assert.ok(isType && target.startsWith(join(DEVICE, 'api/contract')), `${shown(file)} -> ${shown(target)}`);
    }
  }
});

test('the video parts know nothing of Fastify, the care of processes nothing of video', () => {
  const holding = (area: string, word: RegExp) =>
    files.filter((file) => areaOf(file) === area && word.test(readFileSync(file, 'utf8'))).map(shown);
  assert.deepEqual(holding('media', /from 'fastify|from '@fastify/), []);
  assert.deepEqual(holding('supervise', /gst-|flv|rtmp|pipeline/), []);
});
