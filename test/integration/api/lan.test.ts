/** What the room may have without a password: the watch page, a playlist, its segments, and nothing else. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { openApiBox } from '../../tools/api/api-box.ts';

test('the playlist is there, not yet there, or not to be had, each in its own way', async (t) => {
  const { server, fake } = await openApiBox(t);
  const starts: boolean[] = [];
  const answers = ['offAir', 'notReady', { text: '#EXTM3U\n' }, 'notReady'] as const;
  fake.lan.playlist = async ({ start }) => answers[starts.push(start) - 1] ?? 'offAir';

  const off = await server.inject('/live/index.m3u8');
  assert.deepEqual([off.statusCode, off.json().error.code], [404, 'lanOffAir']);
  const soon = await server.inject('/live/index.m3u8');
  assert.deepEqual([soon.statusCode, soon.json().error.code], [503, 'lanNotReady']);
  assert.equal(soon.headers['retry-after'], '1');
  const there = await server.inject('/live/index.m3u8?token=x');
  assert.deepEqual([there.statusCode, there.body], [200, '#EXTM3U\n']);
  assert.equal(there.headers['content-type'], 'application/vnd.apple.mpegurl');
  for (const reply of [off, soon, there]) assert.equal(reply.headers['cache-control'], 'no-store');
  const head = await server.inject({ method: 'HEAD', url: '/live/index.m3u8' });
  assert.deepEqual([head.statusCode, head.body], [200, '']);
  assert.equal(head.headers['content-type'], 'application/vnd.apple.mpegurl');
  assert.deepEqual(starts, [true, true, true, false], 'a look at the header is no viewer');
});

test('a segment is sent whole; a name that is none, or whose file is gone, is nothing', async (t) => {
  const { server, fake, folder } = await openApiBox(t);
  await writeFile(join(folder, '7.ts'), 'segment');
  fake.lan.segment = (name) => (/^[78]\.ts$/.test(name) ? join(folder, name) : null);
  const reply = await server.inject('/live/7.ts');
  assert.deepEqual([reply.statusCode, reply.body], [200, 'segment']);
  assert.equal(reply.headers['content-type'], 'video/mp2t');
  assert.equal(reply.headers['cache-control'], 'max-age=30');
  const head = await server.inject({ method: 'HEAD', url: '/live/7.ts' });
  assert.deepEqual([head.statusCode, head.body, head.headers['content-length']], [200, '', '7']);
  assert.equal(head.headers['content-type'], 'video/mp2t');
  assert.equal((await server.inject({ method: 'HEAD', url: '/live/8.ts' })).statusCode, 404);
  for (const name of ['8.ts', 'auth.json', '', '..%2fauth.json', '%2e%2e%2fauth.json']) {
    const refused = await server.inject(`/live/${name}`);
    assert.ok([403, 404].includes(refused.statusCode), `${name}: ${refused.statusCode}`);
    assert.equal(refused.json().error.code === undefined, false);
  }
});

test('only the watch page may play what its script unpacks', async (t) => {
  const { server, folder } = await openApiBox(t);
  await mkdir(join(folder, 'web-ui/watch'));
  await writeFile(join(folder, 'web-ui/watch/index.html'), '<!doctype html><title>Watch</title>');
  const policyOf = async (url: string) => {
    const reply = await server.inject(url);
    assert.equal(reply.statusCode, 200, url);
    return String(reply.headers['content-security-policy']).split('; ');
  };
  const control = await policyOf('/');
  for (const url of ['/watch', '/watch/']) {
    const policy = await policyOf(url);
    assert.deepEqual(
      policy.filter((directive) => !control.includes(directive)),
      ["media-src 'self' blob:", 'worker-src blob:'],
    );
    assert.ok(policy.includes("script-src 'self'"));
    assert.ok(!policy.includes("media-src 'self'"));
  }
});
