/** Messages that wait to be sent, on the disk: one small file for each message and recipient. */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, readIfThere, syncDirectory, writeDurably } from '../../platform/durable-file.ts';
import { CHANNELS, type ChannelName, type Message } from './message.ts';

/** A webhook's address can be a secret. */
const SECRET_MODE = 0o600;
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/;
const VERSION = 1;

export interface OutboxEntry {
  version: typeof VERSION;
  /** That of its file, and of the message. */
  id: string;
  /** The talk's. */
  recording: string;
  channel: ChannelName;
  recipient: string;
  queuedWallMs: number;
  /** `queuedWallMs` is by a clock that was set. */
  clockTrusted: boolean;
  message: Message;
}

export class Outbox {
  readonly #folder: string;
  #entries: OutboxEntry[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Oldest first. */
  get entries(): readonly OutboxEntry[] {
    return this.#entries;
  }

  /**
   * Reads what waited before a restart. Returns how many files were damaged, and are set aside beside the others.
   * @param unfinished talks whose messages are about to be written again: these do not go before
   */
  async load(unfinished: ReadonlySet<string>): Promise<number> {
    const names = (await readdir(this.#folder).catch((): string[] => [])).filter((name) => name.endsWith('.json'));
    let damaged = 0;
    const entries: OutboxEntry[] = [];
    for (const name of names) {
      const path = join(this.#folder, name);
      const entry = parsed(await readIfThere(path).catch(() => ''));
      if (entry && `${entry.id}.json` === name) {
        if (!unfinished.has(entry.recording)) entries.push(entry);
        continue;
      }
      damaged++;
      await rename(path, `${path}.damaged`).catch(() => {});
    }
    this.#entries = entries.sort((one, other) => one.queuedWallMs - other.queuedWallMs || (one.id < other.id ? -1 : 1));
    return damaged;
  }

  /** On the disk, so that a restart finds it; it does not go yet. @throws when the disk does not take it */
  async write(entry: OutboxEntry): Promise<void> {
    await makeFolder(this.#folder);
    await writeDurably(this.#pathOf(entry.id), `${JSON.stringify(entry)}\n`, SECRET_MODE);
  }

  /** May go from now on; one of the same id is replaced. */
  admit(entry: OutboxEntry): void {
    this.#entries = [...this.#entries.filter(({ id }) => id !== entry.id), entry];
  }

  async remove(id: string): Promise<void> {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    await rm(this.#pathOf(id), { force: true });
    await syncDirectory(this.#folder);
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

function parsed(text: string | null): OutboxEntry | null {
  try {
    const entry = JSON.parse(text ?? '') as Partial<OutboxEntry> | null;
    const { message } = entry ?? {};
    const isSound =
      entry?.version === VERSION &&
      typeof entry.id === 'string' &&
      PLAIN_NAME.test(entry.id) &&
      typeof entry.recording === 'string' &&
      CHANNELS.some((name) => name === entry.channel) &&
      typeof entry.recipient === 'string' &&
      typeof entry.queuedWallMs === 'number' &&
      typeof entry.clockTrusted === 'boolean' &&
      message?.id === entry.id &&
      typeof message.subject === 'string' &&
      typeof message.text === 'string' &&
      typeof message.json === 'object';
    return isSound ? (entry as OutboxEntry) : null;
  } catch {
    return null;
  }
}
