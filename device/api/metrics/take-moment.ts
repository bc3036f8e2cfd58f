/** What the metrics are made of, as it is now. */
import type { Collaborators } from '../collaborators.ts';
import type { Moment } from './metric-families.ts';

export function takeMoment({ status, board, healthy, settings }: Collaborators): Moment {
  const { user, system } = process.cpuUsage();
  return {
    status: status.current(settings.current().room.language),
    board: board(),
    isHealthy: healthy(),
    uptimeSeconds: Number(process.hrtime.bigint()) / 1e9,
    process: {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
      uptimeSeconds: process.uptime(),
    },
  };
}
