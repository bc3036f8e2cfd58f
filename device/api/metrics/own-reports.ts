/** The reports on the box to the server: exactly what a program on the room's network could read from it. */
import type { Report } from '../../health/report/reporter.ts';
import type { Moment } from './metric-families.ts';
import { metricsText } from './metrics-text.ts';

export async function ownReports(moment: Moment): Promise<Report[]> {
  const { text, contentType } = await metricsText(moment);
  return [
    { name: 'metrics', contentType, body: text },
    { name: 'status.json', contentType: 'application/json', body: JSON.stringify(moment.status) },
  ];
}
