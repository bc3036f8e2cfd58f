/** Addresses as OBS, MediaMTX, SRS, Nimble, Haivision's tools and ffmpeg have people write them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { srt } from '../../../../device/transport/srt/srt.ts';
import {
  srtAddress,
  srtFaults,
  USUAL_LATENCY_MS,
  withoutPassphrase,
} from '../../../../device/transport/srt/srt-address.ts';
import { withoutHidden } from '../../../../device/transport/transport.ts';

const sender = (url: string, streamKey = '', passphrase = '') => ({ url, streamKey, passphrase });

const STREAM_IDS = [
  // MediaMTX.
  ['srt://h:8890?streamid=publish:mystream&pkt_size=1316', 'publish:mystream'],
  ['srt://h:8890?streamid=publish:mystream:user:pass&pkt_size=1316', 'publish:mystream:user:pass'],
  [
    'srt://h:8890?streamid=#!::m=publish,r=mypath,u=myuser,s=mypass&pkt_size=1316',
    '#!::m=publish,r=mypath,u=myuser,s=mypass',
  ],
  // SRS.
  ['srt://127.0.0.1:10080?streamid=#!::r=live/livestream,m=publish', '#!::r=live/livestream,m=publish'],
  [
    'srt://127.0.0.1:10080?streamid=#!::h=host.com,r=live/room,key=v1,m=publish',
    '#!::h=host.com,r=live/room,key=v1,m=publish',
  ],
  // Encoded, as Nimble and OvenMediaEngine ask for.
  ['srt://h:4444?streamid=%23!::r%3Dlive/stream,m%3Dpublish', '#!::r=live/stream,m=publish'],
  [
    'srt://h:9999?streamid=srt%3A%2F%2Fh%3A9999%2Fapp%2Fs%3Fpolicy%3DeyJ1%26signature%3DjzL',
    'srt://h:9999/app/s?policy=eyJ1&signature=jzL',
  ],
  ['srt://h:9999/?mode=caller&streamid=uplive.example/live/test', 'uplive.example/live/test'],
  ['srt://h:9000?STREAMID=a', 'a'],
  ['srt://h:9000?srt_streamid=a', 'a'],
  // Neither is a space nor an encoding.
  ['srt://h:9000?streamid=a+b%zz', 'a+b%zz'],
  ['srt://h:9000?latency=200', ''],
  ['srt://h:9000', ''],
] as const;

for (const [url, streamId] of STREAM_IDS) {
  test(`${url}: the stream is ${streamId || 'the only one'}`, () => {
    assert.equal(srtAddress(sender(url)).streamId, streamId);
    assert.deepEqual(srtFaults(sender(url)), []);
    assert.match(url, new RegExp(`^(?:${srt.form})$`));
  });
}

test('the stream key of the settings is the stream id, in whole', () => {
  const key = '#!::r=live/a b?é,m=publish&x=%41';
  const { properties, hidden } = srt.address(sender('srt://h:9000?latency=300', key));
  assert.ok(properties.some(({ property, value }) => property === 'streamid' && value === key));
  assert.deepEqual(hidden, [key]);
});

const HOSTS = [
  ['srt://h.example:9000', 'h.example', 9000],
  ['srt://10.0.0.1:1935/', '10.0.0.1', 1935],
  ['srt://[2001:db8::1]:9000?streamid=a', '[2001:db8::1]', 9000],
  ['srt://[::1]:65535/?streamid=a@b:c', '[::1]', 65_535],
] as const;

for (const [url, host, port] of HOSTS) {
  test(`${url} is ${host}, port ${port}`, () => {
    const address = srt.address(sender(url));
    assert.deepEqual([address.host, address.port], [host, port]);
    assert.deepEqual(address.properties[0], {
      property: 'uri',
      value: `srt://${host}:${port}?mode=caller&conntimeo=4000`,
    });
  });
}

test('what is no address of a server to call is refused by its form', () => {
  for (const url of [
    ...['srt://host', 'srt://:9000', 'srt://host:', 'srt://host:99999999', 'srt://user@host:9000', 'srt://ho st:9000'],
    ...['srt://host:9000/live/room', 'srt://::1:9000', 'SRT://host:9000', 'udp://host:9000', 'srt://host:9000#x'],
  ])
    assert.doesNotMatch(url, new RegExp(`^(?:${srt.form})$`), url);
});

test('the latency is in milliseconds, and in microseconds where it is as long as only those are', () => {
  const latency = (text: string) => srtAddress(sender(`srt://h:9000?${text}`)).latencyMs;
  assert.deepEqual(
    ['latency=120', 'latency=8000', 'latency=200000', 'latency=2000000', 'rcvlatency=500', 'latency=', 'x=1'].map(
      latency,
    ),
    [120, 8000, 200, 2000, 500, USUAL_LATENCY_MS, USUAL_LATENCY_MS],
  );
});

test('a passphrase encrypts, is hidden, and comes apart from the address', () => {
  const { isEncrypted, hidden, properties } = srt.address(sender('srt://h:9000?pbkeylen=32', 'room', 'long enough 1'));
  assert.equal(isEncrypted, true);
  assert.deepEqual(hidden, ['room', 'long enough 1']);
  assert.deepEqual(
    properties.slice(1).map(({ property, value }) => [property, value]),
    [
      ['latency', USUAL_LATENCY_MS],
      ['streamid', 'room'],
      ['passphrase', 'long enough 1'],
      ['pbkeylen', 32],
    ],
  );
  assert.equal(withoutHidden('key long enough 1, long%20enough%201', { hidden }), 'key ***, ***');
  for (const [given, url, passphrase] of [
    ['srt://h:9000?passphrase=longenough1', 'srt://h:9000', 'longenough1'],
    ['srt://h:9000?streamid=a&passphrase=long%20enough&latency=9', 'srt://h:9000?streamid=a&latency=9', 'long enough'],
    ['srt://h:9000?Passphrase=x&streamid=#!::r=a', 'srt://h:9000?streamid=#!::r=a', 'x'],
    ['srt://h:9000/?passphrase=a=b', 'srt://h:9000/', 'a=b'],
  ] as const)
    assert.deepEqual(withoutPassphrase(given), { url, passphrase });
  for (const url of ['srt://h:9000?streamid=passphrase', 'rtmp://h/live?passphrase=longenough1', 'srt://h:9000'])
    assert.equal(withoutPassphrase(url), null);
});

const FAULTS = [
  [sender('srt://h:9000?mode=listener'), 'url', 'faultAddressMode'],
  [sender('srt://h:9000?mode=rendezvous'), 'url', 'faultAddressMode'],
  [sender('srt://h:0'), 'url', 'faultAddressStream'],
  [sender('srt://h:65536'), 'url', 'faultAddressStream'],
  [sender('srt://h:9000?pbkeylen=8'), 'url', 'faultAddressOption'],
  [sender('srt://h:9000?pbkeylen=x'), 'url', 'faultAddressOption'],
  [sender('srt://h:9000?latency=fast'), 'url', 'faultAddressOption'],
  [sender('srt://h:9000?latency=-1'), 'url', 'faultAddressOption'],
  [sender('srt://h:9000?latency=90000000'), 'url', 'faultAddressOption'],
  [sender('srt://h:9000?streamid=a', 'b'), 'streamKey', 'faultStreamTwice'],
  [sender('srt://h:9000', 'é'.repeat(257)), 'streamKey', 'faultTooLong'],
  [sender(`srt://h:9000?streamid=${'a'.repeat(513)}`), 'url', 'faultTooLong'],
  [sender('srt://h:9000', '', 'ninechars'), 'passphrase', 'faultPassphraseLength'],
  [sender('srt://h:9000', '', 'a'.repeat(80)), 'passphrase', 'faultPassphraseLength'],
] as const;

for (const [given, key, code] of FAULTS) {
  test(`${given.url.slice(0, 50)} ${given.passphrase.slice(0, 20)}: ${code}`, () => {
    assert.deepEqual(
      srtFaults(given).map((fault) => [fault.key, fault.code]),
      [[key, code]],
    );
  });
}

test('what is just possible is no fault', () => {
  for (const passphrase of ['tencharsss', 'a'.repeat(79)])
    assert.deepEqual(srtFaults(sender('srt://h:1', '', passphrase)), []);
  assert.deepEqual(srtFaults(sender('srt://h:65535?mode=caller&latency=0&pbkeylen=16', 'a'.repeat(512))), []);
});
