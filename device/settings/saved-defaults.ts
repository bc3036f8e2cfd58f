/**
 * Settings saved by older versions, which wrote out every default. A value that nobody chose becomes the default of
 * this version. Pure.
 */

/** A page saves a whole group. A group without `proxies` was saved when the default host was the IPv4 one. */
const KEYS_OF_IPV4 = ['host', 'names', 'port'];
const IPV4 = '0.0.0.0';

export function withoutSavedDefaults(given: unknown): unknown {
  const web = isObject(given) ? given.web : null;
  if (!isObject(given) || !isObject(web) || web.host !== IPV4) return given;
  if (Object.keys(web).sort().join() !== KEYS_OF_IPV4.join()) return given;
  const { host: _, ...rest } = web;
  return { ...given, web: rest };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
