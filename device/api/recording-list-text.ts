/**
 * The whole list of recordings as JSON, in pieces. Unchanged pieces are reused, and all concurrent requests get the
 * same bytes: 5,000 recordings are 1.7 MB, which twenty requests must not make twenty times.
 */
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Language } from '../reason.ts';
import type { Recording } from './contract/recordings.ts';
import type { RecordingSummary } from './ports.ts';

/** About 30 kB, made within a millisecond. */
const IN_ONE_PIECE = 100;

interface Piece {
  of: RecordingSummary[];
  bytes: Buffer;
}

export class RecordingListText {
  readonly #outside: (recording: RecordingSummary, language: Language) => Recording;
  /** The answers being sent hold the pieces. Between two lists the memory is free for other things. */
  readonly #newest = new Map<Language, WeakRef<Piece[]>>();
  readonly #making = new Map<Language, Promise<Piece[]>>();

  constructor(outside: (recording: RecordingSummary, language: Language) => Recording) {
    this.#outside = outside;
  }

  async of(recordings: RecordingSummary[], language: Language): Promise<{ bytes: number; stream: Readable }> {
    // One after the other: a request that comes while the list is made reuses the pieces that are still right.
    const making = (this.#making.get(language) ?? Promise.resolve([])).then(() => this.#make(recordings, language));
    this.#making.set(language, making);
    const pieces = await making.finally(() => {
      if (this.#making.get(language) === making) this.#making.delete(language);
    });
    const bytes = pieces.reduce((sum, piece) => sum + piece.bytes.length, HEAD.length + TAIL.length);
    return { bytes, stream: Readable.from(inOrder(pieces), { objectMode: false }) };
  }

  async #make(recordings: RecordingSummary[], language: Language): Promise<Piece[]> {
    const before = this.#newest.get(language)?.deref() ?? [];
    const pieces: Piece[] = [];
    for (let at = 0; at < recordings.length; at += IN_ONE_PIECE) {
      const of = recordings.slice(at, at + IN_ONE_PIECE);
      const known = before[pieces.length];
      if (known && isSame(known.of, of)) {
        pieces.push(known);
        continue;
      }
      const text = of.map((one) => JSON.stringify(this.#outside(one, language))).join(',');
      pieces.push({ of, bytes: Buffer.from(at === 0 ? text : `,${text}`) });
      await nextTurn();
    }
    this.#newest.set(language, new WeakRef(pieces));
    return pieces;
  }
}

const HEAD = Buffer.from('{"recordings":[');
const TAIL = Buffer.from(']}');

function* inOrder(pieces: Piece[]): Generator<Buffer> {
  yield HEAD;
  for (const { bytes } of pieces) yield bytes;
  yield TAIL;
}

const isSame = (one: RecordingSummary[], other: RecordingSummary[]) =>
  one.length === other.length && one.every((recording, at) => recording === other[at]);
