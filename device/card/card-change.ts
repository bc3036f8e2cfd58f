/** The change of the settings that the card's file asks for. Pure. */
import type { Settings } from '../settings/settings-schema.ts';
import type { CardKey } from './card-keys.ts';

/**
 * Changes for `SettingsStore.patch`, one for each table: one that cannot be kept costs no other. A server without an
 * address is ignored.
 */
export function settingsChanges(
  values: ReadonlyMap<CardKey, string>,
  current: Pick<Settings, 'destinations'>,
): Map<string, object> {
  const changes = new Map<string, object>();
  const add = (table: string, names: Partial<Record<string, CardKey>>) => {
    const given = Object.entries(names).flatMap(([name, key]) => {
      const value = key && values.get(key);
      return value === undefined ? [] : [[name, value]];
    });
    if (given.length > 0) changes.set(table, { [table]: Object.fromEntries(given) });
  };
  add('room', { name: 'room.name', language: 'room.language' });
  add('agenda', { url: 'agenda.url' });
  add('report', { url: 'report.url', token: 'report.token' });
  const destinations = destinationsWith(values, current.destinations);
  if (destinations) changes.set('server', { destinations });
  return changes;
}

/** The destination of the card's file is called `main`, as the page calls the first. Null: nothing to change. */
function destinationsWith(values: ReadonlyMap<CardKey, string>, current: Settings['destinations']): object[] | null {
  const entries = [
    ['url', values.get('server.url')],
    ['streamKey', values.get('server.stream_key')],
    ['passphrase', values.get('server.passphrase')],
    ['watchUrl', values.get('server.watch_url')],
  ].filter(([, value]) => value !== undefined);
  if (entries.length === 0) return null;
  const given: Record<string, string> = Object.fromEntries(entries);
  const at = current.findIndex(({ id }) => id === 'main');
  // Secrets that are not given stay as they are. Where the server becomes another, the settings ask for them again.
  const rest = current.map((one) => ({ ...one, streamKey: undefined, passphrase: undefined }));
  if (at >= 0) return rest.map((one, index) => (index === at ? { ...one, ...given } : one));
  return given.url === undefined ? null : [...rest, { id: 'main', ...given }];
}
