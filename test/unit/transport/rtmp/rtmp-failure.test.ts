/** The texts are those of rtmp2sink 1.22.0 and GLib, as the bus gives them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { rtmpFailure } from '../../../../device/transport/rtmp/rtmp-failure.ts';

const badName = (description: string) =>
  `Failed to connect: publish denied; stream already exists: { "level": "error", "code": "NetStream.Publish.BadName", "description": "${description}" }`;

const BEFORE = [
  ["'publish' cmd failed: connection closed remotely", 'refused'],
  ["'connect' cmd failed: connection closed remotely", 'refused'],
  ["'createStream' cmd failed", 'refused'],
  ["'publish' cmd failed: NetStream.Publish.Denied: Publish denied", 'refused'],
  ["'connect' cmd failed: NetConnection.Connect.Rejected", 'refused'],
  // nginx-rtmp, while the attempt before this one is not yet noticed to be dead.
  [badName('Already publishing'), 'stillHeld'],
  [badName('Stream is busy'), 'stillHeld'],
  // Others answer a wrong key in the same way.
  [badName('not allowed'), 'refused'],
  [badName(''), 'refused'],
  ['Failed to connect: Error resolving “nowhere.invalid”: Name or service not known', 'unresolvable'],
  ['Failed to connect: Error resolving “a.example”: Temporary failure in name resolution', 'unresolvable'],
  ['Failed to connect: Could not connect to 127.0.0.1: Connection refused', 'unreachable'],
  ['Failed to connect: Could not connect to 10.0.0.1: No route to host', 'unreachable'],
  ['Failed to connect: Could not connect: Network is unreachable', 'unreachable'],
  ['Failed to connect: Unacceptable TLS certificate', 'tls'],
  ['Failed to connect: TLS/SSL support not available; install glib-networking', 'tls'],
  ['Failed to connect: Error performing TLS handshake: An unexpected TLS packet was received.', 'tls'],
  ['Failed to connect: Socket I/O timed out', 'noAnswer'],
  ["'connect' cmd failed: Socket I/O timed out", 'noAnswer'],
  ["'publish' cmd failed: Socket I/O timed out", 'noAnswer'],
  ['Failed to connect: Error performing TLS handshake: Socket I/O timed out', 'noAnswer'],
  ['Failed to connect: Could not connect to 10.0.0.1: Connection timed out', 'unreachable'],
  // An address without a stream: `rtmp://host/live` and no key.
  ['Failed to connect: Host is not set', 'refused'],
  ['', 'noAnswer'],
] as const;

for (const [message, expected] of BEFORE) {
  test(`before anything was taken: ${message || '(nothing)'} -> ${expected}`, () => {
    assert.equal(rtmpFailure(message, false), expected);
  });
}

test('once it ran, the end of the connection is a cut and not a refusal', () => {
  for (const message of [
    'Connection reset by peer',
    "'publish' cmd failed: connection closed remotely",
    'Broken pipe',
    '',
  ]) {
    assert.equal(rtmpFailure(message, true), 'closed');
  }
});
