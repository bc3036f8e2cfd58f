/** The facts behind the metrics: the status at this moment, and the service's own figures. */
import type { BoardFacts } from '../../health/board/board-facts.ts';
import { eventLoopDelay } from '../../platform/event-loop-delay.ts';
import type { Status } from '../contract/status.ts';
import type { Moment } from './metric-families.ts';

export function takeMoment(status: Status, board: BoardFacts | null, isHealthy: boolean): Moment {
  const { user, system } = process.cpuUsage();
  return {
    status,
    board,
    isHealthy,
    uptimeSeconds: Number(process.hrtime.bigint()) / 1e9,
    process: {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
      uptimeSeconds: process.uptime(),
      eventLoop: eventLoopDelay(),
    },
  };
}
