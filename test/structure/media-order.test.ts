/** The folders of `device/media/` have an order, from what a talk is to what a byte is (`device/media/README.md`). */
import assert from 'node:assert/strict';
import { dirname, join, relative } from 'node:path';
import test from 'node:test';
import { DEVICE, deviceFiles, importsOf } from './device-imports.ts';

const MEDIA = join(DEVICE, 'media');

/** From the top: a folder may import from those below it, and from none beside it. '' holds the two entries and what they share. */
const FLOORS = [
  [''],
  ['trial', 'rehearsal', 'lan-hls', 'read-back', 'measure'],
  ['capture', 'publisher', 'journal'],
  ['capture/input', 'capture/programme'],
  ['preview', 'source'],
  ['hub', 'analysis', 'worker', 'mpegts'],
  ['flv', 'gdp', 'gst'],
];

const folderOf = (file: string) => relative(MEDIA, dirname(file));
const floorOf = (folder: string) => FLOORS.findIndex((folders) => folders.includes(folder));
const files = deviceFiles.filter((file) => file.startsWith(`${MEDIA}/`));
const shown = (file: string) => relative(DEVICE, file);

test('every folder of media has a floor, and every floor its folders', () => {
  const there = new Set(files.map(folderOf));
  assert.deepEqual([...there].sort(), FLOORS.flat().sort());
});

test('within media, imports point down, and never across', () => {
  const arrows = files.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => target.startsWith(`${MEDIA}/`) && folderOf(target) !== folderOf(file))
      .map(({ target }) => ({ file, target })),
  );
  assert.ok(arrows.length > 150, `${arrows.length} arrows`);
  const wrong = arrows.filter(({ file, target }) => floorOf(folderOf(target)) <= floorOf(folderOf(file)));
  assert.deepEqual(
    wrong.map(({ file, target }) => `${shown(file)} -> ${shown(target)}`),
    [],
  );
});

test('no file of the device imports itself by way of others, not even for a type', () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, way: string[]): void => {
    const before = way.indexOf(file);
    if (before >= 0) circles.push([...way.slice(before), file].map(shown).join(' -> '));
    if (before >= 0 || done.has(file)) return;
    for (const { target } of importsOf(file)) follow(target, [...way, file]);
    done.add(file);
  };
  for (const file of deviceFiles) follow(file, []);
  assert.deepEqual(circles, []);
});
