/** The media playlist at a destination's viewers' address, by whatever way it has to be reached. */
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import { boundedGet, type NoAnswer } from './bounded-get.ts';
import { type MediaPlaylist, parsePlaylist } from './playlist.ts';

/** Four hours of 2 s segments are 0.5 MB in a playlist that keeps them all. */
const MOST_BYTES = 2_000_000;
/** A segment is published each few seconds: what takes longer is no live stream. */
const WITHIN_MS = 5000;

export type PlaylistRead = { how: 'read'; playlist: MediaPlaylist } | { how: 'failed'; reason: Reason };

export class PlaylistSource {
  readonly #name: string;
  readonly #addresses: string[];
  /** Of the playlist that has the segments, where the address gave one of variants. */
  #variant: string | null = null;
  #at = 0;
  #hasAnswered = false;

  constructor({ name, id, watchUrl, readBackUrl }: Pick<Destination, 'name' | 'id' | 'watchUrl' | 'readBackUrl'>) {
    this.#name = name || id;
    this.#addresses = [watchUrl, readBackUrl].filter((address) => address !== '');
  }

  /** For sentences. */
  get values(): { name: string; host: string } {
    return { name: this.#name, host: hostOf(this.#address) };
  }

  /** Never rejects. */
  async read(signal: AbortSignal): Promise<PlaylistRead> {
    const read = await this.#readFrom(this.#variant ?? this.#address, signal);
    if (read.how === 'read') return read;
    this.#variant = null;
    if (this.#mayTurn(read)) {
      this.#at = (this.#at + 1) % this.#addresses.length;
      const other = await this.#readFrom(this.#address, signal);
      if (other.how === 'read') return other;
      // One that answers is the one to ask from now on, though it has no playlist yet.
      if (this.#hasAnswered) return { how: 'failed', reason: this.#reasonOf(other) };
      this.#at = 0;
    }
    return { how: 'failed', reason: this.#reasonOf(read) };
  }

  get #address(): string {
    return this.#addresses[this.#at] ?? '';
  }

  /** An address that was reached before is not out of reach from here: then the server is to blame. */
  #mayTurn({ how }: Failed): boolean {
    return this.#addresses.length > 1 && !this.#hasAnswered && (how === 'unreachable' || how === 'unresolvable');
  }

  async #readFrom(
    address: string,
    signal: AbortSignal,
    depth = 0,
  ): Promise<{ how: 'read'; playlist: MediaPlaylist } | Failed> {
    const answer = await boundedGet(address, { mostBytes: MOST_BYTES, withinMs: WITHIN_MS, signal });
    if (answer.how !== 'got') {
      if (answer.how === 'refused') this.#hasAnswered = true;
      return answer;
    }
    this.#hasAnswered = true;
    const playlist = parsePlaylist(answer.bytes.toString('utf8'), answer.url);
    if (playlist?.kind === 'media') return { how: 'read', playlist };
    const [best] = playlist?.variants ?? [];
    if (!best || depth > 0)
      return {
        ...NOTHING,
        how: 'noPlaylist',
        tech: `it begins with ${JSON.stringify(answer.bytes.toString('latin1', 0, 40))}`,
      };
    const read = await this.#readFrom(best.url, signal, depth + 1);
    if (read.how === 'read') this.#variant = best.url;
    return read;
  }

  #reasonOf({ how, status, tech }: Failed): Reason {
    const { values } = this;
    switch (how) {
      case 'unreachable':
        return because(this.#hasAnswered ? 'readBackGone' : 'readBackUnreachable', tech, values);
      case 'unresolvable':
        return because('destinationUnresolvable', tech, values);
      case 'late':
        return because('readBackGone', tech, values);
      case 'tls':
        return because('readBackTls', tech, values);
      case 'refused':
        return because('readBackRefused', tech, { ...values, status });
      case 'redirects':
        return because('readBackRedirects', tech, values);
      case 'tooLarge':
      case 'noPlaylist':
        return because('readBackNotPlaylist', tech, values);
    }
  }
}

type Failed = Omit<NoAnswer, 'how'> & { how: NoAnswer['how'] | 'noPlaylist' };

const NOTHING = { status: 0, receivedBytes: 0 };

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
