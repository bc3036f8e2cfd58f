/** The settings in force: loaded, changed and saved in one step, with the last good copy beside the file. */
import { basename, join, parse } from 'node:path';
import { secretsInAddress, secretsInKey } from '../masking.ts';
import { bytesIfThere, readIfThere, writeDurably } from '../platform/durable-file.ts';
import { decodeAsciiFirst } from '../platform/text-file.ts';
import { because, type Reason } from '../reason.ts';
import { groupSecrets, withoutGroupSecrets, withoutShownSecrets } from './group-secrets.ts';
import { jsonFault } from './json-fault.ts';
import { withoutSavedDefaults } from './saved-defaults.ts';
import { secretsToGiveAgain } from './secret-addresses.ts';
import { withSecretsApart } from './secrets-apart.ts';
import { settingsAdvice } from './settings-advice.ts';
import { checkSettings, type SettingsFault } from './settings-faults.ts';
import { DESTINATION_SECRETS as SECRETS, type Settings } from './settings-schema.ts';

/** The file is readable by its owner only, because settings hold stream keys. */
const SECRET_MODE = 0o600;

/** A person wrote the file, and it is wrong. The box does not guess. */
export class BadSettings extends Error {
  readonly faults: SettingsFault[];

  constructor(file: string, faults: SettingsFault[]) {
    super(`${file}: ${faults.map(({ path, reason }) => `${path} ${reason.tech}`).join(', ')}`);
    this.faults = faults;
  }
}

export class SettingsStore {
  readonly #file: string;
  /** True when the file does not exist yet: the defaults are in force. */
  readonly isNew: boolean;
  #current: Settings;
  #listeners = new Set<(settings: Settings, before: Settings) => void>();
  /** Set when the file is damaged, and its last good copy or the defaults are in force. */
  #damage: Reason | null;

  private constructor(file: string, settings: Settings, { damage = null, isNew = false }: Origin = {}) {
    this.#file = file;
    this.#current = settings;
    this.#damage = damage;
    this.isNew = isNew;
  }

  /**
   * A missing file is `{}`. A file that is not JSON (cut off, zeros) or cannot be read is replaced by the last good
   * copy, with a warning. A file that a power cut left empty is replaced by the defaults when there is no copy. @throws
   * BadSettings for wrong values, and for invalid JSON without a copy; the read error itself where there is no copy.
   */
  static async load(file: string): Promise<SettingsStore> {
    const text = await textIfThere(file).catch((error: Error) => error);
    const given = text instanceof Error ? undefined : parsed(text ?? '{}');
    if (given === undefined) {
      const fault = text instanceof Error || isBlank(text) ? null : jsonFault(text ?? '');
      const tech = text instanceof Error ? text.message : `${file} is not JSON ${JSON.stringify(fault?.values ?? '')}`;
      const copy = checkSettings(
        withoutSavedDefaults(parsed((await textIfThere(previousOf(file)).catch(() => null)) ?? '')),
      );
      const damaged = because('settingsDamaged', tech, { file: basename(file) });
      if (copy.settings) return new SettingsStore(file, copy.settings, { damage: damaged });
      if (text instanceof Error) throw text;
      if (fault) throw new BadSettings(file, [{ path: '', reason: fault }]);
      return new SettingsStore(file, checkSettings({}).settings as Settings, { damage: because('settingsLost', tech) });
    }
    const { settings, faults } = checkSettings(withSecretsApart(withoutSavedDefaults(given)));
    if (!settings) throw new BadSettings(file, faults);
    return new SettingsStore(file, settings, { isNew: text === null });
  }

  /** Trouble for a person to know: a damaged file, or values that cannot work. */
  get trouble(): Reason | null {
    const paths = settingsAdvice(this.#current).map(({ path }) => path);
    const unwise = paths.length > 0 ? because('settingsUnwise', paths.join(', '), { paths: paths.join(', ') }) : null;
    return this.#damage ?? unwise;
  }

  /** Saves what is in force as the copy, for the next start. A file that was never saved here has no copy yet. */
  async keepCopy(): Promise<void> {
    if (this.#damage) return;
    const text = `${JSON.stringify(this.#current, null, 2)}\n`;
    const copy = await readIfThere(previousOf(this.#file)).catch(() => null);
    if (copy !== text) await writeDurably(previousOf(this.#file), text, SECRET_MODE);
  }

  current(): Settings {
    return this.#current;
  }

  /** Every stream key and password in force, with the secret parts of keys and the secrets inside addresses. */
  secrets(): string[] {
    const keys = this.#current.destinations.flatMap((one) => SECRETS.flatMap((key) => secretsInKey(one[key])));
    const inAddresses = textsIn(this.#current).flatMap(secretsInAddress);
    return [...keys, ...groupSecrets(this.#current), ...inAddresses].filter((secret) => secret !== '');
  }

  /** The settings with `{ set: true|false }` in place of each secret. */
  redacted(): unknown {
    const { destinations, ...rest } = withoutGroupSecrets(this.#current);
    return {
      ...rest,
      destinations: destinations.map((one) => ({
        ...one,
        ...Object.fromEntries(SECRETS.map((key) => [key, { set: one[key] !== '' }])),
      })),
    };
  }

  /**
   * Merges objects key by key; arrays replace. A secret that is left out, or given back as it was shown, stays as it
   * is. If its address becomes another server, leaving it out is a fault. Nothing changes when there are faults.
   * @throws when the file cannot be written.
   */
  async patch(given: unknown): Promise<{ faults: SettingsFault[] }> {
    const change = withSecretsApart(given);
    if (!isObject(change)) return { faults: [{ path: '', reason: because('faultNoGroup', 'no object') }] };
    const { settings, faults } = checkSettings(withoutDropped(merged(this.#current, this.#withKeptSecrets(change))));
    if (!settings) return { faults };
    const again = secretsToGiveAgain(this.#current, change, settings);
    if (again.length > 0) return { faults: again };
    const before = this.#current;
    const known = new Set(settingsAdvice(before).map(nameOf));
    const unwise = settingsAdvice(settings).filter((fault) => !known.has(nameOf(fault)));
    if (unwise.length > 0) return { faults: unwise };
    await writeDurably(previousOf(this.#file), `${JSON.stringify(before, null, 2)}\n`, SECRET_MODE);
    await writeDurably(this.#file, `${JSON.stringify(settings, null, 2)}\n`, SECRET_MODE);
    this.#current = settings;
    this.#damage = null;
    for (const listener of this.#listeners) listener(settings, before);
    return { faults: [] };
  }

  onChange(listener: (settings: Settings, before: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #withKeptSecrets(change: Record<string, unknown>): Record<string, unknown> {
    const kept = { ...withoutShownSecrets(change) };
    if (Array.isArray(kept.destinations)) {
      kept.destinations = kept.destinations.map((one: unknown) => {
        if (!isObject(one)) return one;
        const known = this.#current.destinations.find(({ id }) => id === one.id);
        const left = SECRETS.filter((key) => typeof one[key] !== 'string');
        return { ...one, ...Object.fromEntries(left.map((key) => [key, known?.[key] ?? ''])) };
      });
    }
    return kept;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

interface Origin {
  damage?: Reason | null;
  isNew?: boolean;
}

/** The copy lies beside the file and is named after it: `settings.json` has `settings.previous.json`. */
function previousOf(file: string): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.previous${ext}`);
}

/**
 * Text of the file, in the encoding of whatever computer wrote it. Null where there is no such file. @throws other read
 * errors.
 */
async function textIfThere(file: string): Promise<string | null> {
  const bytes = await bytesIfThere(file);
  return bytes && decodeAsciiFirst(bytes);
}

/** Name of a fault. The same fault in another entry of a list has the same name. */
const nameOf = ({ path, reason }: SettingsFault) =>
  `${path.replace(/\[\d+\]/g, '')} ${reason.code} ${JSON.stringify(reason.values)}`;

/** A power cut leaves such a file; no person writes one. */
function isBlank(text: string | null): boolean {
  return (text ?? '').replace(/[\0\s]/g, '') === '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The one group whose keys can be removed: a camera control that is no longer wanted is sent as null. */
function withoutDropped(settings: unknown): unknown {
  if (!isObject(settings) || !isObject(settings.camera) || !isObject(settings.camera.controls)) return settings;
  const controls = Object.entries(settings.camera.controls).filter(([, value]) => value !== null);
  return { ...settings, camera: { ...settings.camera, controls: Object.fromEntries(controls) } };
}

function merged(into: unknown, change: unknown): unknown {
  if (!isObject(into) || !isObject(change)) return change;
  const result = { ...into };
  // The schema refuses keys such as `__proto__` as unknown. Defining them, instead of assigning, keeps them plain keys.
  for (const [key, value] of Object.entries(change)) {
    Object.defineProperty(result, key, {
      value: merged(result[key], value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}
