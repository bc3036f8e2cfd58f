/** The running service answers as its own description says, to whoever reads all that can be read, and in a talk. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { type ApiDocument, DescribedAnswers } from '../tools/api/described-answers.ts';
import { PASSWORD, startDevice } from '../tools/box/device.ts';

test('what the service answers fits its description, at rest, in a talk and after it', async (t) => {
  const device = await startDevice(t, {});
  const document = (await (await fetch(`${device.url}/api/openapi.json`)).json()) as ApiDocument;
  const described = new DescribedAnswers(document);
  const { cookie } = await device.logIn();
  const ask = async (method: string, url: string, body?: object) => {
    const reply = await fetch(device.url + url, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const type = reply.headers.get('content-type');
    const text = await reply.text();
    described.assertTold({ method, url, status: reply.status, type, body: text });
    return { status: reply.status, text };
  };
  let id = 'nothing';
  const readAll = async () => {
    for (const { path, method } of described.operations())
      if (method === 'GET') await ask(method, path.replace('{id}', id).replace('{name}', 'nothing'));
  };
  await readAll();
  await ask('POST', '/api/checks');
  assert.equal((await ask('POST', '/api/session/start', { title: 'Prime numbers' })).status, 200);
  const running = await device.waitFor('it records', ({ recording }) => recording.phase === 'recording');
  id = running.session.id ?? id;
  await ask('POST', '/api/session/mark', { label: 'Questions' });
  await readAll();
  assert.equal((await ask('POST', '/api/session/stop', { now: true })).status, 200);
  await device.waitFor('it is over', ({ session }) => session.phase === 'ready');
  for (let tries = 0; tries < 200; tries++) {
    const { text } = await ask('GET', `/api/recordings/${id}`);
    if (JSON.parse(text).state === 'ready' && JSON.parse(text).hasReceipt) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await readAll();
  for (const told of [
    'GET /api/recordings/{id}/receipt 200',
    'GET /api/recordings/{id}/video 200',
    'GET /api/settings 200',
  ])
    assert.ok(described.seen.has(told), told);
});

test('the example of a talk from a program works as it stands', async (t) => {
  const device = await startDevice(t, {});
  await device.logIn();
  const text = await readFile(new URL('../../device/api/README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```sh\n(.*?)```/s.exec(text) ?? [];
  assert.match(example, /^BOX=http:\/\/pupitre\.local PASSWORD='.*'\n/);
  const own = example
    .replace('http://pupitre.local', device.url)
    .replace(/PASSWORD='.*'/, `PASSWORD='${PASSWORD}'`)
    .replace('sleep 60', 'sleep 3');
  execFileSync('bash', ['-euc', own], { cwd: device.folder, timeout: 120_000 });
  const [video] = (await readdir(device.folder)).filter((name) => /^\d.*-prime-numbers\.mp4$/.test(name));
  assert.ok(video);
  const media = execFileSync('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'stream=codec_name',
    '-of',
    'csv=p=0',
    join(device.folder, video),
  ]);
  assert.deepEqual(String(media).trim().split('\n').sort(), ['aac', 'h264']);
});
