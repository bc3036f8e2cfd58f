/** Servers that can inform viewers about the talk, from the settings. Pure. */
import type { Destination, Settings } from '../../settings/settings-schema.ts';
import { roomKey, watchPlaces } from '../../settings/watch-places.ts';
import { addressOf } from '../../transport/transports.ts';

export interface AnnounceTarget {
  url: string;
  /** The room's publishing key. */
  token: string;
}

export function announceTargets({ destinations, report }: Pick<Settings, 'destinations' | 'report'>): AnnounceTarget[] {
  const enabled = destinations.filter((destination) => destination.enabled);
  const targets = enabled.flatMap((destination) => ofDestination(destination) ?? []);
  const reported = /\/report\/([a-z0-9-]+)\/?$/.exec(report.url)?.[1];
  // The server that gets the reports on the box, where it has the stream too.
  if (reported !== undefined && enabled.some(({ streamKey }) => roomKey(streamKey)?.room === reported))
    targets.push({ url: `${report.url.replace(/\/$/, '')}/talk.json`, token: report.token });
  return [...new Map(targets.map((target) => [target.url, target])).values()];
}

/**
 * The key goes only to the host that it publishes to, and unencrypted only where it is published unencrypted. Null for
 * any other kind of server.
 */
function ofDestination(destination: Destination): AnnounceTarget | null {
  const key = roomKey(destination.streamKey);
  if (key === null) return null;
  const { host, isEncrypted } = addressOf(destination);
  for (const watchUrl of [destination.watchUrl, destination.readBackUrl]) {
    const { page } = watchPlaces({ watchUrl, streamKey: destination.streamKey });
    if (page === '') continue;
    const { protocol, hostname, origin, pathname } = new URL(page);
    if (pathname !== `/watch/${key.room}` || hostname !== host.toLowerCase()) continue;
    if (protocol === 'https:' || !isEncrypted)
      return { url: `${origin}/report/${key.room}/talk.json`, token: key.secret };
  }
  return null;
}
