/** The address that viewers use, by any way that reaches it from here. */

import type { HttpClient } from '../../net/http-client.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import { watchPlaces } from '../../settings/watch-places.ts';
import { type PlaylistFailure, type PlaylistRead, PlaylistReader } from './playlist-reader.ts';

export type AddressOptions = Pick<Destination, 'name' | 'id' | 'watchUrl' | 'readBackUrl'>;

export class ViewersAddress {
  readonly #name: string;
  readonly #readers: PlaylistReader[];
  #at = 0;
  #hasAnswered = false;

  constructor({ name, id, watchUrl, readBackUrl }: AddressOptions, client: HttpClient) {
    this.#name = name || id;
    this.#readers = [watchUrl, readBackUrl]
      .filter((address) => address !== '')
      .map((watchUrl) => watchPlaces({ watchUrl, streamKey: '' }).list)
      .map((address) => new PlaylistReader({ client, address, isEntered: true }));
  }

  /** Values for sentences. */
  get values(): { name: string; host: string } {
    const address = this.#reader?.address ?? '';
    return { name: this.#name, host: URL.canParse(address) ? new URL(address).host : address };
  }

  /** Never rejects. */
  async read(signal: AbortSignal): Promise<PlaylistRead> {
    const read = await this.#readNow(signal);
    if (read.how === 'read' || !this.#mayTurn(read)) return read;
    this.#at = (this.#at + 1) % this.#readers.length;
    const other = await this.#readNow(signal);
    // A way that answers is used from now on, though it has no playlist yet.
    if (other.how === 'read' || this.#hasAnswered) return other;
    this.#at = 0;
    return read;
  }

  reasonOf({ how, status, tech, fault }: PlaylistFailure): Reason {
    const { values } = this;
    switch (how) {
      case 'unreachable':
        return because(this.#hasAnswered ? 'readBackGone' : 'readBackUnreachable', tech, values);
      case 'unresolvable':
        return because('destinationUnresolvable', tech, values);
      case 'late':
        return because('readBackGone', tech, values);
      case 'tls':
        return because('readBackTls', tech, { ...values, fault: fault ?? 'noTls' });
      case 'refused':
        return because('readBackRefused', tech, { ...values, status });
      case 'redirects':
        return because('readBackRedirects', tech, values);
      case 'inner':
        return because('readBackInner', tech, values);
      case 'foreign':
      case 'notUnderstood':
        return because('cannotTell', tech, { ...values, what: tech });
      case 'tooLarge':
        return because('cannotTell', tech, { ...values, what: 'm3u8 > 8 MB' });
      case 'damaged':
      case 'noPlaylist':
        return because('readBackNotPlaylist', tech, values);
    }
  }

  get #reader(): PlaylistReader | undefined {
    return this.#readers[this.#at];
  }

  async #readNow(signal: AbortSignal): Promise<PlaylistRead> {
    const read = await (this.#reader as PlaylistReader).read(signal);
    if (!NO_ANSWER.has(read.how)) this.#hasAnswered = true;
    return read;
  }

  /** True if another way may be tried: an address that was reached before is in reach, so the server is to blame. */
  #mayTurn({ how }: PlaylistRead): boolean {
    return this.#readers.length > 1 && !this.#hasAnswered && (how === 'unreachable' || how === 'unresolvable');
  }
}

const NO_ANSWER = new Set<PlaylistRead['how']>(['unreachable', 'unresolvable', 'tls', 'late']);
