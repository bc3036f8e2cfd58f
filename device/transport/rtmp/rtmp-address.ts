/** Address of a destination, with the key kept apart from everything that is shown. */
import type { Sender } from '../transport.ts';

export interface RtmpAddress {
  /** Location in `rtmp2sink`'s form, with a placeholder where the stream key belongs. */
  location: string;
  /**
   * The server's name for the stream: the key, set separately so that no character of it is taken for part of an
   * address.
   */
  stream: string;
  host: string;
  port: number;
  /** Secrets of the address that no log may hold: the key, signed parameters, a log-in. */
  hidden: string[];
}

/**
 * Without a key the address names the stream, as its last part with all its parameters: slashes in those, as a signed
 * address has them, belong to no path.
 */
export function rtmpAddress({ url, streamKey }: Pick<Sender, 'url' | 'streamKey'>): RtmpAddress {
  const [, before = '', path = '', parameters = ''] = /^(rtmps?:\/\/[^/?]*)([^?]*)(\?.*)?$/s.exec(url) ?? [];
  const parts = path.replace(/\/+$/, '');
  const last = streamKey ? parts.length : parts.lastIndexOf('/');
  const [, tls, user = '', host = '', port] =
    /^rtmp(s?):\/\/([^/?]*@)?(\[[^\]]*\]|[^:/?]+)(?::(\d+))?/.exec(before) ?? [];
  const application = `${before}${parts.slice(0, last)}${streamKey ? parameters : ''}`;
  const stream = streamKey || `${parts.slice(last + 1)}${parameters}`;
  return {
    location: `${application}/stream`,
    stream,
    host,
    port: Number(port ?? (tls ? 443 : 1935)),
    hidden: [stream, parameters.slice(1), user.slice(0, -1)].filter((text) => text !== ''),
  };
}
