/** A protocol that talks are published by is one folder and one line: nothing else in the house knows it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';

const DEVICE = resolve(import.meta.dirname, '../../device');
const FOLDER = 'transport';
/** Where one line names each, and where people are told of them. */
const mayName = (file: string) => file === 'transport/transports.ts' || file.startsWith('sentences/');

const files = (readdirSync(DEVICE, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
const transports = readdirSync(join(DEVICE, FOLDER), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test('no code names a transport but its own folder', () => {
  assert.ok(transports.length > 0, transports.join());
  for (const name of transports) {
    // Part of a longer word it may be another's: `nginx-rtmp` is a server that cuts HLS, `start` holds no SRT.
    const naming = new RegExp(
      `(?<![a-z]|nginx-)${name}(?![a-qt-z])|${name.toUpperCase()}|(?<![A-Z])${name[0]?.toUpperCase()}${name.slice(1)}`,
    );
    const others = files.filter((file) => !file.startsWith(`${FOLDER}/${name}/`) && !mayName(file));
    assert.deepEqual(
      others.filter((file) => naming.test(readFileSync(join(DEVICE, file), 'utf8'))),
      [],
      name,
    );
  }
});

test('each is one line in the list', () => {
  const list = readFileSync(join(DEVICE, FOLDER, 'transports.ts'), 'utf8');
  for (const name of transports) assert.match(list, new RegExp(`from '\\./${name}/${name}\\.ts'`));
});
