/**
 * A secret goes to the server whose address is beside it. Someone who may change the address, but does not know the
 * secret, must not be able to send the secret to a server of his own. A change to another server therefore asks for the
 * secret again. Pure.
 */
import { because } from '../reason.ts';
import { USUAL_PORTS as STREAM_PORTS } from '../transport/transports.ts';
import type { SettingsFault } from './settings-faults.ts';
import { type Settings, SettingsSchema } from './settings-schema.ts';

type Values = Record<string, unknown>;
interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  secret?: boolean;
  sentTo?: string[];
}

interface Place {
  /** Path of the group or list that holds the secret. */
  path: string[];
  key: string;
  sentTo: string[];
  isInList: boolean;
}

const PLACES = placesIn(SettingsSchema as Node, []);

/**
 * One entry for each secret that would go to another server without having been given again. `change` is the request;
 * `next` is the settings after it.
 */
export function secretsToGiveAgain(current: Settings, change: Values, next: Settings): SettingsFault[] {
  return PLACES.flatMap((place) => {
    const { path, key, sentTo, isInList } = place;
    const [before, given, after] = [current, change, next].map((values) => entriesAt(values, path, isInList));
    return (after ?? []).flatMap((entry, index) => {
      const known = isInList ? before?.find(({ id }) => id === entry.id) : before?.[0];
      const isKept = known !== undefined && known[key] !== '' && typeof given?.[index]?.[key] !== 'string';
      if (!isKept || !isSet(entry, sentTo) || serverOf(known, sentTo) === serverOf(entry, sentTo)) return [];
      const place = isInList ? `${path.join('.')}[${index}]` : path.join('.');
      return [{ path: `${place}.${key}`, reason: because('secretAskedAgain', 'its address is another server') }];
    });
  });
}

function placesIn({ properties = {}, items }: Node, path: string[]): Place[] {
  const inside = items?.properties ?? properties;
  return Object.entries(inside).flatMap(([key, node]) =>
    node.secret
      ? [{ path, key, sentTo: node.sentTo ?? [], isInList: items !== undefined }]
      : placesIn(node, [...path, key]),
  );
}

function entriesAt(from: unknown, path: string[], isInList: boolean): Values[] {
  const found = path.reduce<unknown>((value, key) => (value as Values | undefined)?.[key], from);
  const entries = isInList ? found : [found];
  return (Array.isArray(entries) ? entries : []).map((entry) => (typeof entry === 'object' && entry) || {}) as Values[];
}

/** An empty address sends nothing. The next address counts as another server. */
const isSet = (entry: Values, sentTo: string[]) => entry[sentTo[0] ?? ''] !== '';

function serverOf(entry: Values, sentTo: string[]): string {
  return JSON.stringify(
    sentTo.map((key) =>
      originOf(
        String(entry[key] ?? '')
          .trim()
          .toLowerCase(),
      ),
    ),
  );
}

const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ...STREAM_PORTS };

/** Scheme, host and port of a plain address. For any other text the whole of it, so that every change counts. */
function originOf(address: string): string {
  const plain =
    /^([a-z][a-z0-9+.-]*):\/\/(?:[^\s/?#\\@]*@)?(\[[0-9a-f:.]+\]|[^\s/?#\\@:[\]]+)(?::(\d+))?(?=[/?]|$)/.exec(address);
  if (!plain) return address;
  const [, name = '', host, port = USUAL_PORTS[name]] = plain;
  return `${name}://${host}:${port}`;
}
