/** A secret pasted as part of an address moves to its own key, because addresses are shown. Pure. */
import { withoutPassphrase } from '../transport/transports.ts';

/** A copy of settings, or of a change to them, of any shape. */
export function withSecretsApart(given: unknown): unknown {
  if (!isObject(given) || !Array.isArray(given.destinations)) return given;
  return { ...given, destinations: given.destinations.map(apart) };
}

/** The secret in the address replaces the stored one: a pasted address is meant as a whole. */
function apart(destination: unknown): unknown {
  if (!isObject(destination) || typeof destination.url !== 'string') return destination;
  const found = withoutPassphrase(destination.url.trim());
  return found ? { ...destination, ...found } : destination;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
