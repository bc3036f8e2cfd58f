/** Every promise of the service has an owner that catches: one that nobody looks after would end it during a talk. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';

const DEVICE = resolve(import.meta.dirname, '../../device');
/** Entries of processes whose end is their owner's to see, who starts another: what fails there is to fail loudly. */
const WORKERS = ['media/worker/worker.ts', 'media/journal/join-worker.ts'];

const files = (readdirSync(DEVICE, { recursive: true }) as string[])
  .filter((name) => name.endsWith('.ts') && !WORKERS.includes(name))
  .map((name) => ({ name, lines: readFileSync(join(DEVICE, name), 'utf8').split('\n') }));

test('no promise is thrown away: `inBackground` says what follows where it fails', () => {
  // The operator, not the type: behind it stands a call.
  const thrownAway = /(^|[^:|<>] |=> |return )void (?!0\b)[\w#.?!]+[(.<[]/;
  const found = files.flatMap(({ name, lines }) =>
    lines
      .map((line, at) => ({ line: line.trim(), where: `${name}:${at + 1}` }))
      .filter(({ line }) => !/^(\*|\/\/|\/\*)/.test(line) && thrownAway.test(line))
      .map(({ line, where }) => `${where} ${line}`),
  );
  assert.deepEqual(found, []);
});

test('what is called back later is no promise that nobody waits for', () => {
  const found = files.flatMap(({ name, lines }) =>
    lines.flatMap((line, at) =>
      /\.(after|on|once|addEventListener)\([^)]*\basync\b|\bset(Timeout|Interval|Immediate)\(async\b/.test(line)
        ? [`${name}:${at + 1} ${line.trim()}`]
        : [],
    ),
  );
  assert.deepEqual(found, []);
});
