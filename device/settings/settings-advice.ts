/**
 * Values that the schema accepts but that cannot work. A box that already has such a value goes on with it, because its
 * recording may well work. A new change to such a value is refused. Pure.
 */
import { isIP } from 'node:net';
import { because, type Reason } from '../reason.ts';
import { addressFaults } from '../transport/transports.ts';
import { isClosedToBrowsers } from './closed-ports.ts';
import { type Settings, type SettingsNode, SettingsSchema } from './settings-schema.ts';
import { blankIn, type SettingsFault } from './value-faults.ts';

export function settingsAdvice(settings: Settings): SettingsFault[] {
  return [...valueAdvice(settings), ...destinationAdvice(settings)];
}

/** Addresses as their protocols understand them. */
function destinationAdvice({ destinations }: Settings): SettingsFault[] {
  return destinations.flatMap((destination, at) =>
    addressFaults(destination).map(({ key, code, values }) => ({
      path: `destinations[${at}].${key}`,
      reason: because(code, 'no such address', values),
    })),
  );
}

function valueAdvice(settings: Settings): SettingsFault[] {
  const walk = (node: SettingsNode, value: unknown, path: string): SettingsFault[] => {
    if (Array.isArray(value)) return value.flatMap((one, at) => walk(node.items ?? {}, one, `${path}[${at}]`));
    if (typeof value === 'object' && value !== null)
      return Object.entries(value).flatMap(([key, inner]) =>
        walk(node.properties?.[key] ?? {}, inner, path === '' ? key : `${path}.${key}`),
      );
    const reason = adviceOn(node, value);
    return reason ? [{ path, reason }] : [];
  };
  return walk(SettingsSchema as SettingsNode, settings, '');
}

function adviceOn(node: SettingsNode, value: unknown): Reason | null {
  const port = node.isForBrowsers ? portOf(value) : null;
  if (port !== null && isClosedToBrowsers(port)) return because('faultPortClosed', `port ${port}`, { port });
  if (typeof value !== 'string' || value === '') return null;
  if (node.isHost && isIP(value) === 0 && !/^[\w-]+(\.[\w-]+)*\.?$/.test(value)) return because('faultHost', 'no host');
  if (/^faultAddressHttps$|^faultAddressWeb$/.test(node.faultCode ?? '') && !URL.canParse(value))
    return because(node.faultCode ?? 'faultForm', 'not an address');
  const at = node.isOneWord ? blankIn(value) : /\p{Cc}/u.test(value) ? value.search(/\p{Cc}/u) + 1 : 0;
  if (at > 0) return because('faultBlankInside', `a blank at ${at}`, { at });
  if (node.isHeader && !/^[\x21-\x7e]*$/.test(value)) return because('faultNotAscii', 'no header');
  return null;
}

function portOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !URL.canParse(value)) return null;
  const { port } = new URL(value);
  return port === '' ? null : Number(port);
}
