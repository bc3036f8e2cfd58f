/** How long the event loop of a service stood still at most, in its running or last session, as its metrics tell it. */
import type { Device } from './device.ts';

/** In seconds. @throws where the service does not tell it */
export async function longestTurnOf({ url }: Pick<Device, 'url'>): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1];
  if (found === undefined) throw new Error('no figure of the event loop');
  return Number(found);
}
