/** Where a destination is published, with the key kept apart from everything that is shown. */
import type { Destination } from '../../settings/settings-schema.ts';

export interface PublishAddress {
  /** As `rtmp2sink` parses it, with a placeholder where the stream key belongs. */
  location: string;
  /** What the server calls the stream: the key, set apart so that no character of it is taken for part of an address. */
  stream: string;
  host: string;
  port: number;
  /** Safe to show. */
  shown: string;
}

/** Servers that need no key are given the address with the stream's name as its last part. */
export function publishAddress({ url, streamKey }: Pick<Destination, 'url' | 'streamKey'>): PublishAddress {
  const trimmed = url.replace(/\/+$/, '');
  const base = streamKey ? trimmed : trimmed.slice(0, trimmed.lastIndexOf('/'));
  const stream = streamKey || trimmed.slice(trimmed.lastIndexOf('/') + 1);
  const [, tls, host = '', port] = /^rtmp(s?):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)(?::(\d+))?/.exec(url) ?? [];
  return {
    location: `${base}/stream`,
    stream,
    host,
    port: Number(port ?? (tls ? 443 : 1935)),
    shown: streamKey ? `${trimmed}/***` : trimmed,
  };
}

/** The text with every appearance of the key taken out. */
export function withoutKey(text: string, { stream }: PublishAddress): string {
  return text.replaceAll(stream, '***').replaceAll(encodeURIComponent(stream), '***');
}
