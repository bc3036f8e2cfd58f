/** RTMP and RTMPS: `rtmp2sink` publishes FLV tags over TCP. */

import { reach } from '../../net/reach.ts';
import { sendQueueBytes } from '../../platform/send-queue.ts';
import { SINK, type Transport } from '../transport.ts';
import { AcknowledgedBytes } from './acknowledged-bytes.ts';
import { rtmpAddress } from './rtmp-address.ts';
import { rtmpFailure } from './rtmp-failure.ts';
import { foreignGreeting } from './rtmp-greeting.ts';

/**
 * A publication counts as accepted above this. Below it: handshake 3073 bytes and at most 1.5 kB of commands, all
 * before the server's yes. Above it: what one keyframe, or 0.4 s of voice alone, adds after it.
 */
const ACCEPTED_BYTES = 8192;

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
      properties: [
        { property: 'location', value: location },
        { property: 'stream', value: stream },
      ],
    };
  },
  failureOf: rtmpFailure,
  reasons: { otherProtocol: 'destinationNotRtmp' },
  isAccepted: ({ sent }) => sent >= ACCEPTED_BYTES,
  linkReader(port) {
    const bytes = new AcknowledgedBytes();
    return (stats) => bytes.look(stats, () => sendQueueBytes(port));
  },
  reach,
  otherProtocol: foreignGreeting,
};
