/**
 * The secrets inside groups of the settings, found by the marks in the schema. Destinations keep theirs in a list.
 * Pure.
 */
import { type Settings, SettingsSchema } from './settings-schema.ts';

type Values = Record<string, unknown>;
interface Node {
  properties?: Record<string, Node>;
  secret?: boolean;
}

/** Paths such as `['upload', 'password']`. */
const PATHS = pathsIn(SettingsSchema as Node);

export function groupSecrets(settings: Settings): string[] {
  return PATHS.map((path) => String(path.reduce<unknown>((value, key) => (value as Values)[key], settings)));
}

/** A copy with `{ set: true|false }` in place of each secret. */
export function withoutGroupSecrets(settings: Settings): Settings {
  return PATHS.reduce((shown, path) => changed(shown, path, (secret) => ({ set: secret !== '' })), settings);
}

/** A secret that comes back as it was shown is taken out of the change, so it stays as it is. */
export function withoutShownSecrets(change: Values): Values {
  const isShown = (given: unknown) => typeof given === 'object' && given !== null;
  return PATHS.reduce((kept, path) => changed(kept, path, (given) => (isShown(given) ? undefined : given)), change);
}

function pathsIn({ properties = {} }: Node): string[][] {
  return Object.entries(properties).flatMap(([key, node]) =>
    node.secret ? [[key]] : pathsIn(node).map((rest) => [key, ...rest]),
  );
}

/** A copy in which `change` has been applied to the value at that path, if there is one; undefined removes it. */
function changed<T>(from: T, [key = '', ...rest]: string[], change: (value: unknown) => unknown): T {
  if (typeof from !== 'object' || from === null || Array.isArray(from) || !Object.hasOwn(from, key)) return from;
  const { [key]: value, ...others } = from as Values;
  const made = rest.length > 0 ? changed(value, rest, change) : change(value);
  return (made === undefined ? others : { ...from, [key]: made }) as T;
}
