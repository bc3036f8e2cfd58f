/**
 * The support bundle: one zip that shows a helper elsewhere the state of this box, without its secrets. Parts are made
 * one after the other while the zip is sent. A part that fails is listed in `contents.txt` and costs no other.
 */
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { withoutSecrets } from '../masking.ts';
import { inBackground } from '../platform/in-background.ts';

/** Larger than any part, so that one that grows without end does no harm: 500 lines of the log are 200 kB. The newest are kept. */
const PART_CHARACTERS = 1_000_000;
/** A part that asks a process has a limit of 30 s itself. */
const PART_MS = 40_000;

export interface BundlePart {
  /** Name of the file in the zip. */
  name: string;
  /** Its content in a few words, for `contents.txt`. */
  what: string;
  /** A text is written as it is, anything else as JSON. `note` says what is missing in it. */
  make(): Promise<{ content: unknown; note?: string }>;
}

export interface BundleOptions {
  /** First line of `contents.txt`. */
  head: string;
  /** Time of the files in the zip. */
  now: Date;
  /** Secrets to mask beside those that are masked everywhere. */
  secrets: readonly string[];
}

export function supportBundle(parts: readonly BundlePart[], { head, now, secrets }: BundleOptions): Readable {
  const shown = (text: string) =>
    secrets.reduce((left, secret) => left.replaceAll(secret, '***'), withoutSecrets(text));
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name, { mtime: now, mode: 0o100600 });
  const write = async () => {
    const told: string[] = [];
    for (const { name, what, make } of parts) {
      // The client has gone.
      if (output.destroyed) return;
      try {
        const { content, note } = await inTime(make());
        const text = shown(textOf(content));
        add(name, typeof content === 'string' ? lastLines(text) : beginning(text));
        told.push(`${name}: ${what}${note ? `. Not all of it: ${shown(note)}` : ''}`);
      } catch (error) {
        told.push(`${name}: MISSING, ${what}. ${shown((error as Error).message)}`);
      }
    }
    add('contents.txt', `${head}\n\n${told.join('\n')}\n`);
    zip.end();
  };
  inBackground(write(), () => output.destroy());
  return output;
}

const textOf = (content: unknown) => (typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);

/** Cut after the secrets are masked: half of a secret is still one. */
const beginning = (text: string) =>
  text.length > PART_CHARACTERS ? `${text.slice(0, PART_CHARACTERS)}\n… cut off here\n` : text;

/** A log has its newest lines, which a helper looks for, at its end. */
function lastLines(text: string): string {
  if (text.length <= PART_CHARACTERS) return text;
  const kept = text.slice(-PART_CHARACTERS);
  return `… cut off above\n${kept.slice(kept.indexOf('\n') + 1)}`;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${PART_MS / 1000} s`)), PART_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
