/** The notes of talks whose receipt is not made yet, on the disk: one small file each. */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere, syncDirectory, writeDurably } from '../platform/durable-file.ts';
import { fromFile, type TalkNote, toFile } from './talk-note.ts';

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,120}\.json$/;

export class TalkNotes {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Those that are damaged are set aside and counted. */
  async read(): Promise<{ notes: TalkNote[]; damaged: number }> {
    const notes: TalkNote[] = [];
    let damaged = 0;
    for (const name of await readdir(this.#folder).catch((): string[] => [])) {
      if (!PLAIN_NAME.test(name)) continue;
      const path = join(this.#folder, name);
      const note = fromFile(await readIfThere(path).catch(() => ''));
      if (note && `${note.id}.json` === name) {
        notes.push(note);
        continue;
      }
      damaged++;
      await rename(path, `${path}.damaged`).catch(() => {});
    }
    return { notes, damaged };
  }

  async write(note: TalkNote): Promise<void> {
    await writeDurably(this.#pathOf(note.id), toFile(note));
  }

  async remove(id: string): Promise<void> {
    await rm(this.#pathOf(id), { force: true });
    await syncDirectory(this.#folder).catch(() => {});
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
