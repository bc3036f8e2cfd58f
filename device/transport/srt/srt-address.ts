/**
 * Parses addresses in the form of servers and other programs: `srt://host:port?streamid=…&passphrase=…&latency=…`.
 * Pure.
 */
import type { AddressFault, Sender } from '../transport.ts';

export interface SrtAddress {
  host: string;
  port: number;
  /** Name of the stream, and often a secret; empty: the server has only one stream. */
  streamId: string;
  /** Empty: nothing is encrypted. */
  passphrase: string;
  /** Bytes of the key; 0: the server's choice. */
  keyBytes: number;
  latencyMs: number;
}

/**
 * Time in which lost packets are sent again. libsrt's own 120 ms are for a round trip of 30 ms. With a second, a link
 * that loses one packet in ten at 100 ms loses none to viewers, whom HLS shows the talk seconds later anyway.
 */
export const USUAL_LATENCY_MS = 1000;
const LONGEST_LATENCY_MS = 20_000;
/**
 * Programs that use ffmpeg, such as OBS, write microseconds; 20 ms of those are too little, 20 s of the others too
 * much.
 */
const LEAST_MICROSECONDS = 20_001;
/** Limits of libsrt, in bytes. */
export const PASSPHRASE_BYTES = { minimum: 10, maximum: 79 };
const LONGEST_STREAM_ID_BYTES = 512;
const KEY_BYTES = [0, 16, 24, 32];
const HIGHEST_PORT = 65_535;

const FORM = /^srt:\/\/(\[[^\]]*\]|[^\s/?#@:[\]]+):(\d{1,5})\/?(?:\?(.*))?$/s;

export function srtAddress({ url, streamKey, passphrase }: Sender): SrtAddress {
  const [, host = '', port, query = ''] = FORM.exec(url) ?? [];
  const options = optionsIn(query);
  return {
    host,
    port: Number(port),
    streamId: streamKey || options.streamid || '',
    passphrase: passphrase || options.passphrase || '',
    keyBytes: Number(options.pbkeylen ?? 0),
    latencyMs: latencyMs(options.latency),
  };
}

/** Faults of an address that no server can make work. */
export function srtFaults(sender: Sender): AddressFault[] {
  const [, , port, query = ''] = FORM.exec(sender.url) ?? [];
  const options = optionsIn(query);
  const { streamId, passphrase, keyBytes, latencyMs: latency } = srtAddress(sender);
  const faults: AddressFault[] = [];
  const add = (key: AddressFault['key'], code: AddressFault['code'], values: AddressFault['values'] = {}) =>
    faults.push({ key, code, values });
  if (Number(port) < 1 || Number(port) > HIGHEST_PORT) add('url', 'faultAddressStream');
  if ((options.mode ?? 'caller') !== 'caller') add('url', 'faultAddressMode', { mode: options.mode ?? '' });
  if (!KEY_BYTES.includes(keyBytes)) add('url', 'faultAddressOption', { option: 'pbkeylen', known: '16, 24, 32' });
  if (!(latency >= 0 && latency <= LONGEST_LATENCY_MS))
    add('url', 'faultAddressOption', { option: 'latency', known: `0-${LONGEST_LATENCY_MS} (ms)` });
  if (sender.streamKey && options.streamid) add('streamKey', 'faultStreamTwice');
  if (Buffer.byteLength(streamId) > LONGEST_STREAM_ID_BYTES)
    add(sender.streamKey ? 'streamKey' : 'url', 'faultTooLong', {
      most: LONGEST_STREAM_ID_BYTES,
      given: Buffer.byteLength(streamId),
    });
  const { minimum, maximum } = PASSPHRASE_BYTES;
  const bytes = Buffer.byteLength(passphrase);
  if (passphrase !== '' && (bytes < minimum || bytes > maximum))
    add('passphrase', 'faultPassphraseLength', { minimum, maximum, given: bytes });
  return faults;
}

/** The address without the passphrase that it holds; null where it holds none. */
export function withoutPassphrase(url: string): { url: string; passphrase: string } | null {
  const [, query = ''] = /^[^?]*\?(.*)$/s.exec(url) ?? [];
  const { passphrase } = optionsIn(query);
  if (!url.startsWith('srt:') || passphrase === undefined) return null;
  const rest = query.split('&').filter((pair) => nameOf(pair) !== 'passphrase');
  const before = url.slice(0, url.indexOf('?'));
  return { url: rest.length > 0 ? `${before}?${rest.join('&')}` : before, passphrase };
}

/** Other names that ffmpeg, OBS and libsrt's own programs have for the same. */
const SAME: Readonly<Record<string, string>> = {
  srt_streamid: 'streamid',
  rcvlatency: 'latency',
  peerlatency: 'latency',
  srt_passphrase: 'passphrase',
};

const nameOf = (pair: string) => {
  const name = (pair.split('=', 1)[0] ?? '').toLowerCase();
  return SAME[name] ?? name;
};

/**
 * Parses options, not by the rules of web addresses: some programs write stream ids such as `#!::r=live/room,m=publish`
 * as they are, others percent-encode them. A `+` is a plus. Options that concern only a server or ffmpeg (`pkt_size`,
 * `transtype`) are skipped.
 */
function optionsIn(query: string): Partial<Record<string, string>> {
  const options: Partial<Record<string, string>> = {};
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals > 0) options[nameOf(pair)] ??= decoded(pair.slice(equals + 1));
  }
  return options;
}

/** Text that is no percent-encoding is meant as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function latencyMs(text: string | undefined): number {
  if (text === undefined || text === '') return USUAL_LATENCY_MS;
  if (!/^\d{1,9}$/.test(text)) return Number.NaN;
  const given = Number(text);
  return given >= LEAST_MICROSECONDS ? Math.round(given / 1000) : given;
}
