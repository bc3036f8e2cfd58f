import assert from 'node:assert/strict';
import test from 'node:test';
import { CookieJar } from '../../../device/net/cookie-jar.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const sent = (line: string, from: string, to: string) => {
  const jar = new CookieJar();
  jar.take([line], from, NOW);
  return jar.headerFor(to, NOW + 1000);
};
const HERE = 'https://tv.example.org/live/room.m3u8?a=1';

test('a cookie goes back to who set it, and to whom it may', () => {
  assert.equal(sent('a=b=c; HttpOnly; SameSite=Lax', HERE, 'https://tv.example.org/live/1.ts'), 'a=b=c');
  assert.equal(sent('a=b', HERE, 'https://tv.example.org/other/1.ts'), null, 'below its folder');
  assert.equal(sent('a=b; Path=/', HERE, 'https://tv.example.org/other/1.ts'), 'a=b');
  assert.equal(
    sent('a=b; path=/oth', HERE, 'https://tv.example.org/other/1.ts'),
    null,
    'a path is no beginning of a name',
  );
  assert.equal(sent('a=b; Path=/', HERE, 'https://cdn.example.org/1.ts'), null);
  assert.equal(sent('a=b; Path=/; Domain=.example.org', HERE, 'https://cdn.example.org/1.ts'), 'a=b');
  assert.equal(sent('a=b; Path=/; Domain=example.org', HERE, 'https://badexample.org/1.ts'), null);
  assert.equal(
    sent('a=b; Path=/; Domain=other.org', HERE, 'https://other.org/1.ts'),
    null,
    'nobody sets it for others',
  );
  assert.equal(sent('a=b; Path=/; Domain=org', HERE, 'https://other.org/1.ts'), null);
  assert.equal(sent('a=b; Path=/; Secure', HERE, 'http://tv.example.org/1.ts'), null);
  assert.equal(
    sent('a=b; Path=/', 'http://127.0.0.1:8080/x', 'http://127.0.0.1:9090/1.ts'),
    'a=b',
    'whatever the port',
  );
});

test('it ends when it was said to, and the last of a name counts', () => {
  assert.equal(sent('a=b; Path=/; Max-Age=0', HERE, HERE), null);
  assert.equal(sent('a=b; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', HERE, HERE), 'a=b');
  assert.equal(sent('a=b; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT', HERE, HERE), null);
  const jar = new CookieJar();
  jar.take(['a=1; Path=/', 'b=2; Path=/live', 'a=3; Path=/'], HERE, NOW);
  assert.equal(jar.headerFor(HERE, NOW), 'b=2; a=3');
  jar.take(['a=; Path=/; Max-Age=0'], HERE, NOW);
  assert.equal(jar.headerFor(HERE, NOW), 'b=2');
});

test('however many are set, few are kept', () => {
  const jar = new CookieJar();
  for (let round = 0; round < 20; round++)
    jar.take(
      Array.from({ length: 100 }, (_, at) => `n${round}-${at}=v; Path=/`),
      HERE,
      NOW,
    );
  assert.equal(jar.headerFor(HERE, NOW)?.split('; ').length, 50);
  jar.take([`long=${'v'.repeat(5000)}; Path=/`, '=nameless', 'no-value; Path=/'], HERE, NOW);
  assert.ok(!jar.headerFor(HERE, NOW)?.includes('long'));
});
