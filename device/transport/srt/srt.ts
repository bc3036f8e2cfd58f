/** SRT: `srtsink` publishes MPEG-TS over UDP, and sends again what was lost. */
import { reach } from '../../net/reach.ts';
import { SINK, type Transport } from '../transport.ts';
import { srtAddress, srtFaults, withoutPassphrase } from './srt-address.ts';
import { srtCall, srtHello } from './srt-call.ts';
import { refusal, srtFailure } from './srt-failure.ts';
import { SrtLink } from './srt-link.ts';

/** libsrt's own 3 s, and a little for a box that is busy. */
const CONNECT_MS = 4000;
/** The receiver's buffer hides delays below the latency; half of it is left for sending lost packets again. */
const LATE_PART = 0.5;
const LATE_MS = { least: 100, most: 500 };
/** The same ratio as in TCP's limits. */
const CALM_PART = 0.55;

/**
 * Time before the socket is closed: the latency, and the time to get there. Closing drops what has not arrived, at both
 * ends: a receiver hands on data a latency later, and nothing after the end of the connection.
 */
const LINGER_MS = { beyondLatency: 300, most: 3000 };

export const srt: Transport = {
  name: 'srt',
  // No port is usual: an address without one is refused.
  schemes: { srt: 0 },
  form: 'srt://(?:\\[[0-9a-fA-F:.%]+\\]|[^\\s/?#@:\\[\\]]+):\\d{1,5}/?(?:\\?\\S*)?',
  example: 'srt://server:9000',
  container: 'mpegts',
  // A connection that ends is the end of the attempt: its owner gives the reason, and begins the next one with a
  // keyframe.
  sink: `srtsink name=${SINK} sync=false async=false auto-reconnect=false`,
  address(sender) {
    const { host, port, streamId, passphrase, keyBytes, latencyMs } = srtAddress(sender);
    const given = (property: string, value: string | number) =>
      value === '' || value === 0 ? [] : [{ property, value }];
    const lateMs = Math.min(LATE_MS.most, Math.max(LATE_MS.least, latencyMs * LATE_PART));
    return {
      host,
      port,
      hidden: [streamId, passphrase].filter((text) => text !== ''),
      isEncrypted: passphrase !== '',
      lingerMs: Math.min(LINGER_MS.most, latencyMs + LINGER_MS.beyondLatency),
      patience: { lateMs, calmMs: lateMs * CALM_PART },
      properties: [
        // Comes first, since it resets all others.
        { property: 'uri', value: `srt://${host}:${port}?mode=caller&conntimeo=${CONNECT_MS}` },
        { property: 'latency', value: latencyMs },
        ...given('streamid', streamId),
        ...given('passphrase', passphrase),
        ...given('pbkeylen', keyBytes),
      ],
    };
  },
  faults: srtFaults,
  withoutPassphrase,
  failureOf: srtFailure,
  async explain(sender) {
    const address = srtAddress(sender);
    const answer = await srtCall(address);
    if (answer.what !== 'refused') return null;
    const why = refusal(answer.reason, address.passphrase !== '');
    return { why, tech: `refused with SRT's reason ${answer.reason}` };
  },
  away: ['noAnswer', 'unreachable', 'unresolvable'],
  reasons: { noAnswer: 'destinationSilent', otherProtocol: 'destinationNotSrt' },
  isAccepted: ({ acknowledged }) => acknowledged > 0,
  linkReader() {
    const link = new SrtLink();
    return (stats, nowMs) => link.sample(stats, nowMs);
  },
  async reach(host, port) {
    const answer = await srtHello({ host, port });
    if (answer.what === 'srt') return null;
    if (answer.what === 'unresolvable') return { why: 'unresolvable', tech: answer.tech };
    return { why: 'noAnswer', tech: 'tech' in answer ? answer.tech : answer.what };
  },
  async inspectPort(host, port) {
    // A program that listens there over TCP is something else.
    let hasTcp = false;
    const tcp = reach(host, port).then((failure) => {
      hasTcp = failure === null;
    });
    const answer = await srtHello({ host, port });
    if (answer.what === 'otherProtocol') return { what: 'otherProtocol', tech: answer.tech };
    if (answer.what !== 'silence' && answer.what !== 'nothingListens') return null;
    if (answer.what === 'nothingListens') await tcp;
    if (hasTcp) return { what: 'otherProtocol', tech: 'the port takes TCP connections, and SRT is UDP' };
    return answer.what === 'nothingListens' ? { what: 'nothingListens', tech: answer.tech } : null;
  },
};
