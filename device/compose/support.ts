/** Support from elsewhere: the facts of the machine, and one file with everything about the box that is no secret. */
import { readdir, stat } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { readFacts } from '../media/journal/recording-folder.ts';
import { deviceList } from '../media/source/device-list.ts';
import { timeFacts } from '../platform/clock.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { type BundlePart, supportBundle } from '../support/bundle.ts';
import { Machine } from '../support/machine.ts';
import type { Box } from './box.ts';

/** Only the newest: older ones explain no present trouble. */
const RECORDINGS = 50;
const RECEIPTS = 10;
/** All lines that the log keeps. */
const LOG_LINES = 9_999;
/** The version is known once the first worker has loaded, and never where none does. */
const GSTREAMER_MS = 2_000;
/** `hook` is no secret. Masking it would garble everything else. */
const SHORTEST_PATH = 6;

export function composeSupport(box: Box): void {
  const { clock, log, entries, version } = box.options;
  const machine = new Machine({
    clock,
    logger: log.logger,
    entry: entries.facts,
    isBusy: () => box.session.state.phase !== 'ready',
  });
  box.support = {
    facts: () => machine.facts(),
    bundle() {
      const now = new Date(clock.wallMs());
      return {
        name: `pupitre-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.zip`,
        content: supportBundle(partsOf(box, machine), {
          head: `Pupitre ${version}, ${now.toISOString()}`,
          now,
          secrets: secretPaths(box.settings()),
        }),
      };
    },
  };
  box.components.push(machine);
}

/** The files of the bundle, the cheap and certain ones first. */
function partsOf(box: Box, machine: Machine): BundlePart[] {
  const { options, media, whole, board, card, history, receipts, updates } = box;
  const newest = async (limit: number) => (await media.recordings.page({ limit, before: null }))?.recordings ?? [];
  return [
    {
      name: 'settings.json',
      what: 'as GET /api/settings gives them',
      make: async () => of(options.settings.redacted()),
    },
    { name: 'status.json', what: 'the box now', make: async () => of(whole.status('en')) },
    {
      name: 'time.json',
      what: 'the clock, and when the machine was switched on',
      make: async () => of(timeFacts(options.clock)),
    },
    { name: 'health.json', what: 'what the board measures', make: async () => of(board.facts) },
    { name: 'history.json', what: 'the last minutes of each destination', make: async () => of(history.all()) },
    { name: 'card.json', what: "what the card's file came to", make: async () => of(card.record) },
    { name: 'update.json', what: 'updates', make: async () => of({ state: updates.state, before: updates.before }) },
    {
      name: 'log.jsonl',
      what: 'the newest lines of the log',
      make: async () => of(`${options.log.tail(LOG_LINES).join('\n')}\n`),
    },
    { name: 'versions.json', what: 'of what the box is made of', make: async () => of(await versions(box)) },
    {
      name: 'recordings.json',
      what: `the newest ${RECORDINGS} recordings`,
      make: async () => of(await newest(RECORDINGS)),
    },
    {
      name: 'last-recording.json',
      what: 'what is kept of the newest recording, and its files',
      async make() {
        const [last] = await newest(1);
        return of(last ? await filesOf(join(box.recordingsFolder, last.id)) : null);
      },
    },
    {
      name: 'receipts.json',
      what: `receipts of the newest talks, ${RECEIPTS} at most, and those that wait`,
      async make() {
        const ids = (await newest(RECORDINGS)).filter(({ hasReceipt }) => hasReceipt).map(({ id }) => id);
        const last = await Promise.all(ids.slice(0, RECEIPTS).map((id) => receipts.of(id)));
        return of({ receipts: last, waiting: receipts.waiting() });
      },
    },
    {
      name: 'devices.json',
      what: 'cameras and microphones as GET /api/devices gives them',
      make: async () => of(await deviceList(box.settings(), { capture: media.capture.pids, trial: media.trials.pids })),
    },
    {
      name: 'facts.json',
      what: 'board, operating system, USB and sound devices, file systems',
      async make() {
        const { facts, failed } = await machine.look();
        return { content: facts, ...(failed.length > 0 && { note: failed.join('; ') }) };
      },
    },
  ];
}

/**
 * A webhook may be used by anyone who knows its address, whatever its path looks like. The page shows the address to
 * people who are logged in; a file travels further. Addresses of streams are shown: possible secrets inside them are
 * masked in every text of the box.
 */
function secretPaths({ destinations: _, ...others }: Settings): string[] {
  const addresses = [...JSON.stringify(others).matchAll(/"(https?:\/\/[^"\\]+)"/g)].map(([, url = '']) => url);
  const paths = addresses.flatMap((url) => (URL.canParse(url) ? [new URL(url).pathname.slice(1)] : []));
  return paths.filter(({ length }) => length >= SHORTEST_PATH);
}

const of = (content: unknown) => ({ content });

async function versions({ options, media }: Box): Promise<object> {
  const gstreamer = await Promise.race([
    media.gstreamer,
    new Promise<null>((resolve) => options.clock.after(GSTREAMER_MS, () => resolve(null))),
  ]);
  const { node, v8, uv, openssl } = process.versions;
  return { pupitre: options.version, gstreamer, node, v8, uv, openssl, kernel: release() };
}

/** Names, sizes and the facts beside the media; no media. */
async function filesOf(folder: string): Promise<object> {
  const names = (await readdir(folder)).sort();
  const files = names.map(async (name) => {
    const { size, mtime } = await stat(join(folder, name));
    return { name, bytes: size, changedAt: mtime.toISOString() };
  });
  return { facts: await readFacts(folder), files: await Promise.all(files) };
}
