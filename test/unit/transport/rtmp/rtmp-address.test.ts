import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { rtmpAddress } from '../../../../device/transport/rtmp/rtmp-address.ts';
import { withoutHidden } from '../../../../device/transport/transport.ts';

test('the key is the name of the stream and stands nowhere else', () => {
  assert.deepEqual(rtmpAddress({ url: 'rtmp://stream.example.org/live', streamKey: 'amphi?key=s3cret' }), {
    location: 'rtmp://stream.example.org/live/stream',
    stream: 'amphi?key=s3cret',
    host: 'stream.example.org',
    port: 1935,
    hidden: ['amphi?key=s3cret'],
  });
});

test('whatever characters a key has, it is not in what is shown and is handed over as it is', () => {
  const key = fc
    .string({ minLength: 4, unit: 'binary' })
    .filter((text) => !'rtmp://host.example/live/stream***'.includes(text));
  fc.assert(
    fc.property(key, (streamKey) => {
      const address = rtmpAddress({ url: 'rtmp://host.example/live', streamKey });
      assert.equal(address.stream, streamKey);
      assert.ok(!address.location.includes(streamKey));
      const tech = withoutHidden(`publishing ${streamKey} failed, ${streamKey}!`, address);
      assert.ok(!tech.includes(streamKey), tech);
    }),
  );
});

test('a key is also taken out where a server or library has escaped it', () => {
  const address = rtmpAddress({ url: 'rtmp://h/live', streamKey: 'a b?k=é' });
  assert.equal(withoutHidden(`x ${encodeURIComponent('a b?k=é')} y`, address), 'x *** y');
});

test('without a key the last part of the address is the stream', () => {
  const of = (url: string) => {
    const { location, stream } = rtmpAddress({ url, streamKey: '' });
    return [location, stream];
  };
  assert.deepEqual(of('rtmp://h.example/app/room'), ['rtmp://h.example/app/stream', 'room']);
  assert.deepEqual(of('rtmp://h/live/room?sign=ab/cd=='), ['rtmp://h/live/stream', 'room?sign=ab/cd==']);
  assert.deepEqual(of('rtmp://h/a/b/room?sign=/x/y/'), ['rtmp://h/a/b/stream', 'room?sign=/x/y/']);
  assert.deepEqual(of('rtmp://h/live/room%2Fb?u=https://x/y?z'), ['rtmp://h/live/stream', 'room%2Fb?u=https://x/y?z']);
  assert.deepEqual(of('rtmp://[2001:db8::1]:1936/live/room?a=@/b'), [
    'rtmp://[2001:db8::1]:1936/live/stream',
    'room?a=@/b',
  ]);
  assert.deepEqual(of('rtmps://user:p@ss@h/live/room?k=1'), ['rtmps://user:p@ss@h/live/stream', 'room?k=1']);
});

test('with a key, parameters of the address belong to the application', () => {
  const of = (url: string, streamKey: string) => {
    const { location, stream, host, port } = rtmpAddress({ url, streamKey });
    return [location, stream, host, port];
  };
  assert.deepEqual(of('rtmp://h/live?sign=ab/cd/', 'a/b?c=/d'), [
    'rtmp://h/live?sign=ab/cd//stream',
    'a/b?c=/d',
    'h',
    1935,
  ]);
  assert.deepEqual(of('rtmp://h:1936/live/?x=1', 'k'), ['rtmp://h:1936/live?x=1/stream', 'k', 'h', 1936]);
});

test('neither key, nor signed parameters, nor a log-in is left in what a server said', () => {
  const address = rtmpAddress({ url: 'rtmp://me:word@h/live?sign=abc/d', streamKey: 'k3y' });
  const said = withoutHidden('connect me:word@h live?sign=abc/d, sign%3Dabc%2Fd, publish k3y', address);
  assert.equal(said, 'connect ***@h live?***, ***, publish ***');
  assert.equal(
    withoutHidden('publish room?sign=1', rtmpAddress({ url: 'rtmp://h/live/room?sign=1', streamKey: '' })),
    'publish ***',
  );
});

test('slashes at the end of the address change nothing', () => {
  assert.equal(rtmpAddress({ url: 'rtmp://h/live//', streamKey: 'k' }).location, 'rtmp://h/live/stream');
  assert.equal(rtmpAddress({ url: 'rtmp://h/app/room/', streamKey: '' }).stream, 'room');
});

test('applications of several parts are kept whole', () => {
  assert.equal(rtmpAddress({ url: 'rtmps://h:8443/a/b', streamKey: 'k' }).location, 'rtmps://h:8443/a/b/stream');
});

const HOSTS = [
  ['rtmp://h.example/live', 'h.example', 1935],
  ['rtmps://h.example/live', 'h.example', 443],
  ['rtmp://h.example:19350/live', 'h.example', 19_350],
  ['rtmp://[2001:db8::1]/live', '[2001:db8::1]', 1935],
  ['rtmps://[::1]:8443/live', '[::1]', 8443],
  ['rtmp://user:pass@h.example:1936/live', 'h.example', 1936],
] as const;

for (const [url, host, port] of HOSTS) {
  test(`${url} is ${host}, port ${port}`, () => {
    const address = rtmpAddress({ url, streamKey: 'k' });
    assert.deepEqual([address.host, address.port], [host, port]);
  });
}
