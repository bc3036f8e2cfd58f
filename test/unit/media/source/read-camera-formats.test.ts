import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { lastCameraFormats, readCameraFormats } from '../../../../device/media/source/read-camera-formats.ts';

/** A program in the place of v4l2-ctl. */
async function program(t: TestContext, script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'v4l2-ctl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'v4l2-ctl');
  await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

test('asks for the node in plain English and gives back what is printed', async (t) => {
  const echo = await program(t, 'echo "$LC_ALL $*"');
  assert.equal(await readCameraFormats('/dev/video3', { program: echo }), 'C -d /dev/video3 --list-formats-ext\n');
});

test('what was printed before a failure counts', async (t) => {
  assert.equal(await readCameraFormats('/dev/video0', { program: await program(t, 'echo some; exit 1') }), 'some\n');
});

test('where it is not installed the answer is empty', async () => {
  assert.equal(await readCameraFormats('/dev/video0', { program: '/nowhere/v4l2-ctl' }), '');
});

test('one that never ends is given up, killed, and can be asked again once it is gone', {
  timeout: 30_000,
}, async (t) => {
  const hung = await program(t, 'echo begun; exec sleep 1000');
  assert.equal(await readCameraFormats('/dev/video7', { program: hung, deadlineMs: 300 }), '');
  const answering = await program(t, 'echo here');
  let answer = '';
  for (let tries = 0; answer === '' && tries < 500; tries += 1) {
    answer = await readCameraFormats('/dev/video7', { program: answering });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(answer, 'here\n');
});

test('one whose end has not come is not asked a second time', { timeout: 30_000 }, async (t) => {
  const hung = await program(t, 'exec sleep 1000');
  assert.equal(await readCameraFormats('/dev/video8', { program: hung, deadlineMs: 300 }), '');
  // Still the same turn of the event loop: the end of the killed child cannot have been noticed yet.
  assert.equal(await readCameraFormats('/dev/video8', { program: '/bin/echo' }), '');
});

test('endless output is cut off', { timeout: 30_000 }, async (t) => {
  const text = await readCameraFormats('/dev/video0', { program: await program(t, 'exec yes') });
  assert.ok(text.length <= 1_000_000, `${text.length}`);
});

test('what a node said is remembered, without a second question', async (t) => {
  const node = join(await mkdtemp(join(tmpdir(), 'node-')), 'video0');
  t.after(() => rm(node, { force: true }));
  await writeFile(node, '');
  assert.equal(await lastCameraFormats(node), '');
  await readCameraFormats(node, { program: await program(t, 'echo formats') });
  assert.equal(await lastCameraFormats(node), 'formats\n');
  await readCameraFormats(node, { program: await program(t, 'exit 1') });
  assert.equal(await lastCameraFormats(node), 'formats\n');
  // Another camera under the same number.
  await writeFile(`${node}-new`, '');
  await rename(`${node}-new`, node);
  assert.equal(await lastCameraFormats(node), '');
});
