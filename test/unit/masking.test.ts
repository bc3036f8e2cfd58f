/** Nothing that may be a secret is in what is shown to whoever asks. */
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  hideSecrets,
  openAddress,
  secretsInAddress,
  secretsInKey,
  withoutAddressSecrets,
  withoutSecrets,
} from '../../device/masking.ts';
import { because, spoken } from '../../device/reason.ts';

const ADDRESSES: [address: string, open: string][] = [
  ['https://host/live/room.m3u8', 'https://host/live/room.m3u8'],
  ['https://user:pass@host/live/room.m3u8', 'https://host/live/room.m3u8'],
  ['https://user@host:8443/a.m3u8?token=hidden1', 'https://host:8443/a.m3u8'],
  ['https://host/a.m3u8?token=hid?den&x=//y@z', 'https://host/a.m3u8'],
  ['https://host/a.m3u8#hidden', 'https://host/a.m3u8'],
  ['https://us%40er:p%3Ass@[2001:db8::1]/a', 'https://[2001:db8::1]/a'],
  ['https://user:p@ss@host/a', 'https://host/a'],
  ['https://host?token=hidden', 'https://host'],
  ['rtmp://user:pass@host/app/key?sign=hidden', 'rtmp://host/app/key'],
  ['HTTPS://user:pass@host/a', 'HTTPS://host/a'],
  ['', ''],
];

for (const [address, open] of ADDRESSES) {
  test(`an address as anyone may open it: ${address}`, () => {
    assert.equal(openAddress(address), open);
    const told = withoutAddressSecrets(`cannot read "${address}": gone`);
    assert.ok(told.includes(open) && !/hid|p@ss|pass|user/.test(told), told);
  });
}

test('a line of JSON is one still, whatever is in its addresses', () => {
  const line = {
    address: 'https://user:"pass"@host/?a="quoted"\n\\next',
    said: 'see <https://h/?t=x> and https://h/?t=y, "https://u:p@h"',
  };
  assert.doesNotThrow(() => JSON.parse(withoutAddressSecrets(JSON.stringify(line))));
  assert.doesNotMatch(withoutAddressSecrets(JSON.stringify(line.said)), /=x|=y|u:p/);
});

test('what a server echoes of a secret is hidden in every form, and before it is cut', (t) => {
  t.after(() => hideSecrets([]));
  hideSecrets(['tok"en/one', 'token', ...secretsInAddress('https://u:first%2Fpass@h/a?key=second+value&n=1')]);
  const echoes = ['tok"en/one', 'tok%22en%2Fone', 'tok\\"en/one', 'first%2Fpass', 'first/pass', 'second+value'];
  for (const echo of echoes) assert.equal(withoutSecrets(`Bearer ${echo}.`), 'Bearer ***.', echo);
  const header = Buffer.from('tok"en/one').toString('base64');
  assert.equal(withoutSecrets(header), '***');
  const told = spoken(
    because('receiptRefused', 'status 400 unknown token tok"en/one', { host: 'h', status: 400 }),
    'en',
  );
  assert.equal(told?.tech, 'status 400 unknown *** ***');
});

test('what a server repeats of a part of its keys and addresses is not told on', (t) => {
  t.after(() => hideSecrets([]));
  hideSecrets([
    ...secretsInKey('room?key=0123456789abcdef&sign=ab%2Fcd%3D%3D&n=1'),
    ...['rtmp://user:s3cr3t-word@host/live', 'https://host/live/room.m3u8?token=feedbeef99'].flatMap(secretsInAddress),
  ]);
  const tech = (text: string) => spoken(because('destinationRefused', text), 'en')?.tech;
  assert.equal(tech('no room?key=0123456789abcdef&sign=ab%2Fcd%3D%3D&n=1 here'), 'no *** here');
  assert.equal(tech('query key=0123456789abcdef&sign=ab%2Fcd%3D%3D&n=1'), 'query ***');
  assert.equal(tech('key 0123456789abcdef is old'), 'key *** is old');
  assert.equal(tech('sign ab/cd== or ab%2Fcd%3D%3D'), 'sign *** or ***');
  assert.equal(tech('feedbeef99 and s3cr3t-word'), '*** and ***');
  assert.equal(tech('status 404 of the room'), 'status 404 of the room');
});

test('a text of many megabytes takes no longer than its length', () => {
  const parts = ['https://'.repeat(20_000), `https://${'a'.repeat(200_000)}`, `a://${'b@'.repeat(100_000)}`];
  for (const text of parts) {
    const startedMs = performance.now();
    withoutAddressSecrets(text);
    assert.ok(performance.now() - startedMs < 5000);
  }
});
