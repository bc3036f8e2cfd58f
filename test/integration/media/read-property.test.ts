/** A property that is read for hours costs nothing that stays. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { promisify } from 'node:util';

/** A publisher reads its statistics 20 times a second: these are two hours and more. */
const READS = 150_000;
/** A structure and its text are some 700 bytes: 100 MB if they stayed. */
const MOST_MEGABYTES = 20;

/** In a process of its own, as everywhere; the first reads fill the heap. */
const SCRIPT = `
  import { Pipeline } from './device/media/gst/pipeline.ts';
  const ignore = () => {};
  const pipeline = new Pipeline({
    text: 'fakesrc ! identity name=count ! fakesink',
    onPlaying: ignore, onLevels: ignore, onFile: ignore, onLost: ignore, onEnd: ignore,
  });
  const read = (times) => { for (let n = 0; n < times; n++) pipeline.read('count', 'stats'); };
  read(20_000);
  global.gc();
  const before = process.memoryUsage.rss();
  read(${READS});
  global.gc();
  console.log((process.memoryUsage.rss() - before) / 1e6, pipeline.read('count', 'stats'));
  process.exit(0);
`;

test('statistics that are read again and again leave nothing behind', { timeout: 120_000 }, async () => {
  const words = ['--expose-gc', '--import', 'tsx', '--input-type=module', '-e', SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  assert.match(stdout, /num-buffers/);
  const grown = Number.parseFloat(stdout);
  assert.ok(grown < MOST_MEGABYTES, `${grown.toFixed(0)} MB more after ${READS} looks`);
});
