import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import test from 'node:test';

const MODULE = resolve(import.meta.dirname, '../../../device/platform/in-background.ts');

/** In a process of its own: a rejection that nobody catches ends one. */
function run(script: string): { status: number | null; out: string } {
  const code = `import { inBackground, onBackgroundFault } from ${JSON.stringify(MODULE)};\n${script}`;
  const words = ['--import', 'tsx', '--input-type=module', '--eval', code];
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 60_000 });
  return { status, out: stdout };
}

const LATER = "setTimeout(() => { console.log('goes on'); }, 50);";
const LISTEN = "onBackgroundFault((fault) => console.log('told', fault.message));";

test('a fault is told, its owner does something else, and the process goes on', () => {
  const { status, out } = run(`${LISTEN}
    inBackground(Promise.reject(new Error('broken')), () => console.log('instead'));
    inBackground(Promise.resolve(), () => console.log('never'));
    ${LATER}`);
  assert.deepEqual([status, out.trim().split('\n')], [0, ['told broken', 'instead', 'goes on']]);
});

test('so does a promise that was forgotten, which else ends the process', () => {
  const forgotten = "Promise.reject(new Error('forgotten'));";
  const { status, out } = run(`${LISTEN}${forgotten}${LATER}`);
  assert.deepEqual([status, out.trim().split('\n')], [0, ['told forgotten', 'goes on']]);
  assert.equal(run(`${forgotten}${LATER}`).status, 1);
});
