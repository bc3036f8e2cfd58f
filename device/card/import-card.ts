/**
 * Imports what people have written into `pupitre.toml` on the card's FAT partition. The order makes a power cut at any
 * moment harmless: values are kept in the box, secrets removed from the card's file, the report written, the mark set.
 * Until the mark is there, the next start does it all again, which changes nothing.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asOwnerOf } from '../platform/as-owner.ts';
import { makeFolder, readIfThere, writeDurably } from '../platform/durable-file.ts';
import { decodeFile, type FileText } from '../platform/text-file.ts';
import { because, type Reason } from '../reason.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import { settingsChanges } from './card-change.ts';
import { overwriteFile, replaceFile } from './card-files.ts';
import { ALL_CARD_KEYS, type CardKey, countryOf, ruleOf } from './card-keys.ts';
import { type CardRecord, writeCardRecord } from './card-record.ts';
import { reportBytes } from './card-report.ts';
import { withPiecesReplaced } from './card-text.ts';
import { type Hotspot, hotspotText, newHotspot, parseHotspot } from './hotspot.ts';
import { HOTSPOT, hotspotProfile, ROOM_WIFI, roomWifiProfile, wifiNameIn, wifiPasswordIn } from './network-profile.ts';
import { type CardContent, LONGEST_BYTES, readCard } from './read-card.ts';
import { sshKeyLines } from './ssh-key.ts';

export interface ImportOptions {
  /** The FAT partition. */
  cardFolder: string;
  stateFolder: string;
  settingsFile: string;
  /** Folder of NetworkManager's profiles. */
  networkFolder: string;
  /** Folder that only root can read: ssh keys, the hotspot, what was imported. */
  systemFolder: string;
  /**
   * The data partition is missing. Values kept at this start are lost at power-off, so the card's file is not changed.
   */
  isMemoryOnly: boolean;
  version: string;
  /** Sets the password of the page. @throws when it cannot be kept. */
  choosePassword(password: string): Promise<void>;
}

const SECRET = 0o600;
const ZONES = '/usr/share/zoneinfo';
const NOTHING: CardContent = { values: new Map(), mistakes: [], lines: new Map(), places: new Map() };

export async function importCard(options: ImportOptions): Promise<CardRecord> {
  const { cardFolder, stateFolder, systemFolder, isMemoryOnly, version } = options;
  const file = join(cardFolder, 'pupitre.toml');
  for (const folder of [stateFolder, systemFolder, options.networkFolder]) await makeFolder(folder);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  const card = bytes && bytes.length <= LONGEST_BYTES ? decodeFile(bytes) : null;
  const content = card ? readCard(card.text, { hasTimezone: (name) => existsSync(join(ZONES, name)) }) : NOTHING;
  const mistakes = [...content.mistakes];
  if (bytes && !card)
    mistakes.push(because('cardFileTooLong', `${bytes.length} bytes`, { kilobytes: LONGEST_BYTES / 1024 }));

  const kept = await keepAll(content, options);
  mistakes.push(...kept.mistakes);
  const troubles = [...kept.troubles];
  if (isMemoryOnly) troubles.unshift(because('dataPartitionLost', '/data is no mount point'));
  const hotspot = await keepHotspot(options).catch((error: Error) => {
    troubles.push(because('cardNotKept', error.message, { table: 'wifi' }));
    return null;
  });

  const rewritten = card && !isMemoryOnly ? await takeOutSecrets(file, card, content, kept.taken, troubles) : bytes;
  const taken = ALL_CARD_KEYS.filter((key) => kept.taken.has(key));
  const report = reportBytes({ version, taken, mistakes, troubles, hotspot });
  await overwriteFile(join(cardFolder, 'pupitre-report.txt'), report).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOSPC') addFull(troubles, error);
  });
  const record = { taken, mistakes, troubles };
  await asOwnerOf(stateFolder, () => writeCardRecord(stateFolder, record));

  const isDone =
    kept.troubles.length === 0 && hotspot !== null && !troubles.some(({ code }) => code === 'cardNotRewritten');
  const mark = join(systemFolder, 'pupitre.toml.seen');
  if (isDone && rewritten && !isMemoryOnly) await writeDurably(mark, rewritten, SECRET);
  else await rm(mark, { force: true });
  return record;
}

interface Kept {
  taken: Set<CardKey>;
  troubles: Reason[];
  /** Mistakes that show only in comparison with what the box has. */
  mistakes: Reason[];
}

async function keepAll({ values, lines }: CardContent, options: ImportOptions): Promise<Kept> {
  const { settingsFile, networkFolder, systemFolder } = options;
  const kept: Kept = { taken: new Set(), troubles: [], mistakes: [] };
  const keep = async (table: string, keys: readonly CardKey[], task: () => Promise<void>) => {
    const given = keys.filter((key) => values.has(key));
    if (given.length === 0) return;
    try {
      await task();
      for (const key of given) kept.taken.add(key);
    } catch (error) {
      if (error instanceof SecretAskedAgain) kept.mistakes.push(askedAgain(table, lines));
      else kept.troubles.push(because('cardNotKept', (error as Error).message, { table }));
    }
  };
  const keepText = (key: CardKey, name: string, written: (text: string) => string) =>
    keep(key.slice(0, key.indexOf('.')), [key], () =>
      writeDurably(join(systemFolder, name), `${written(values.get(key) ?? '')}\n`),
    );

  const asService = <T>(task: () => Promise<T>) => asOwnerOf(dirname(settingsFile), task);
  const store = await asService(() => SettingsStore.load(settingsFile)).catch((error: Error) => error);
  const changes = settingsChanges(values, store instanceof Error ? { destinations: [] } : store.current());
  for (const [table, change] of changes) {
    const keys = ALL_CARD_KEYS.filter((key) => key.startsWith(`${table}.`) && key !== 'room.timezone');
    await keep(table, keys, async () => {
      if (store instanceof Error) throw store;
      const { faults } = await asService(() => store.patch(change));
      if (faults.some(({ reason }) => reason.code === 'secretAskedAgain')) throw new SecretAskedAgain();
      if (faults.length > 0) throw new Error(faults.map(({ path, reason }) => `${path}: ${reason.code}`).join(', '));
    });
  }
  const serverKey = ALL_CARD_KEYS.find((key) => key.startsWith('server.') && values.has(key));
  if (serverKey && !changes.has('server') && !lines.has('server.url')) {
    const line = lines.get(serverKey) ?? 0;
    kept.mistakes.push(because('cardServerUrlMissing', 'server without url', { line }));
  }
  await keep('page', ['page.password'], () =>
    asOwnerOf(options.stateFolder, () => options.choosePassword(values.get('page.password') ?? '')),
  );

  await keepText('room.timezone', 'timezone', (zone) => zone);
  await keepText('wifi.country', 'wifi-country', (country) => countryOf(country) ?? '');
  await keep('ssh', ['ssh.key'], async () => {
    const file = join(systemFolder, 'authorized_keys');
    const keys = sshKeyLines(values.get('ssh.key') ?? '');
    if (keys.length > 0) await writeDurably(file, `${keys.join('\n')}\n`, SECRET);
    else await rm(file, { force: true });
  });
  // A network whose password is wrong would be kept as an open one.
  const name = lines.has('wifi.password') && !values.has('wifi.password') ? undefined : values.get('wifi.name');
  if (name !== undefined) {
    await keep('wifi', ['wifi.name', 'wifi.password'], async () => {
      const file = join(networkFolder, `${ROOM_WIFI}.nmconnection`);
      const before = (await readIfThere(file)) ?? '';
      // The import took the password out of the card's file. Correcting the name alone keeps it.
      const password = values.get('wifi.password') ?? wifiPasswordIn(before);
      if (!values.has('wifi.password') && wifiNameIn(before) === name) return;
      await writeDurably(file, roomWifiProfile({ name, password: password || null }), SECRET);
    });
  }
  return kept;
}

/** The address has changed, and the secret that the box would send there was not given. */
class SecretAskedAgain extends Error {}

function askedAgain(table: string, lines: CardContent['lines']): Reason {
  const secret = ALL_CARD_KEYS.find((key) => key.startsWith(`${table}.`) && ruleOf(key).isSecret) ?? '';
  const values = { line: lines.get(`${table}.url` as CardKey) ?? 0, key: secret.slice(table.length + 1) };
  return because('cardSecretAgain', `${table}.url is another server`, values);
}

async function keepHotspot({ systemFolder, networkFolder }: ImportOptions): Promise<Hotspot> {
  const file = join(systemFolder, 'hotspot');
  const known = parseHotspot((await readIfThere(file)) ?? '');
  const hotspot = known ?? (await newHotspot());
  if (!known) await writeDurably(file, hotspotText(hotspot), SECRET);
  const profile = join(networkFolder, `${HOTSPOT}.nmconnection`);
  const text = hotspotProfile(hotspot);
  if ((await readIfThere(profile)) !== text) await writeDurably(profile, text, SECRET);
  return hotspot;
}

/** Removes the secrets. Returns the content of the file afterwards. */
async function takeOutSecrets(
  file: string,
  card: FileText,
  { places }: CardContent,
  taken: ReadonlySet<CardKey>,
  troubles: Reason[],
): Promise<Buffer> {
  const pieces = [...taken]
    .filter((key) => ruleOf(key).isSecret)
    .flatMap((key) => (places.get(key) ?? []).map(({ start, end }) => ({ start, end, words: noticeOf(key) })));
  const before = withPiecesReplaced(card, [], false);
  if (pieces.length === 0) return before;
  const whole = withPiecesReplaced(card, pieces, false);
  try {
    await replaceFile(file, whole);
    return whole;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') addFull(troubles, error as Error);
  }
  const blanked = withPiecesReplaced(card, pieces, true);
  try {
    await overwriteFile(file, blanked);
    return blanked;
  } catch (error) {
    troubles.push(because('cardNotRewritten', (error as Error).message));
    return before;
  }
}

/** No date: a board without a clock does not know it at its first start. */
const noticeOf = (key: CardKey) =>
  `# ${key.slice(key.indexOf('.') + 1)}: importé, gardé dans le boîtier / imported, kept in the box`;

function addFull(troubles: Reason[], { message }: Error): void {
  if (!troubles.some(({ code }) => code === 'cardPartitionFull')) troubles.push(because('cardPartitionFull', message));
}
