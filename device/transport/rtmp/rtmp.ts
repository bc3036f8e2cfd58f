/** RTMP and RTMPS: `rtmp2sink` publishes FLV tags over TCP. */

import { reach } from '../../net/reach.ts';
import { sendQueueBytes } from '../../platform/send-queue.ts';
import { type Patience, SINK, type Transport } from '../transport.ts';
import { AcknowledgedBytes } from './acknowledged-bytes.ts';
import { rtmpAddress } from './rtmp-address.ts';
import { rtmpFailure } from './rtmp-failure.ts';
import { foreignGreeting } from './rtmp-greeting.ts';

/**
 * Bytes from which on a publication counts as accepted. Below: handshake 3073 bytes and at most 1.5 kB of commands, all
 * before the server's yes. Above: the first keyframe after it, or 0.4 s of voice alone.
 */
const ACCEPTED_BYTES = 8192;

/** Limits above the time that a keyframe of 2 Mb/s takes through 4 Mb/s: only a growing queue exceeds them. */
const PATIENCE: Patience = { lateMs: 220, calmMs: 120 };

export const rtmp: Transport = {
  name: 'rtmp',
  schemes: { rtmp: 1935, rtmps: 443 },
  form: 'rtmps?://[^\\s/]+/\\S+',
  example: 'rtmp://server/live',
  container: 'flv',
  sink: `rtmp2sink name=${SINK} sync=false async=false`,
  address(sender) {
    const { location, stream, ...rest } = rtmpAddress(sender);
    return {
      ...rest,
      isEncrypted: sender.url.startsWith('rtmps:'),
      patience: PATIENCE,
      lingerMs: 0,
      properties: [
        { property: 'location', value: location },
        { property: 'stream', value: stream },
      ],
    };
  },
  faults: () => [],
  withoutPassphrase: () => null,
  failureOf: ({ message, wasLive }) => rtmpFailure(message, wasLive),
  explain: async () => null,
  reasons: { otherProtocol: 'destinationNotRtmp' },
  away: ['unreachable', 'unresolvable'],
  isAccepted: ({ sent }) => sent >= ACCEPTED_BYTES,
  linkReader(port) {
    const bytes = new AcknowledgedBytes();
    return (stats) => bytes.sample(stats, () => sendQueueBytes(port));
  },
  async reach(host, port) {
    const failure = await reach(host, port);
    const why = failure?.code === 'destinationUnresolvable' ? 'unresolvable' : 'unreachable';
    return failure && { why, tech: failure.tech };
  },
  async inspectPort(host, port) {
    const greeting = await foreignGreeting(host, port);
    return greeting === null ? null : { what: 'otherProtocol', tech: `it says: ${greeting}` };
  },
};
