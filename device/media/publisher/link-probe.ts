/** Input of the probe that watches the connection of a publisher's worker. */
import type { LinkState } from '../../transport/transport.ts';
import { probeName } from '../worker/worker-task.ts';

export interface LinkProbeInput {
  /** The sink. */
  element: string;
  /** Name of the transport that reads its `stats`. */
  transport: string;
  /** Port of the server. */
  port: number;
  /** Interval of reports while no more than `quietBytes` are on their way; above that each sample is reported. */
  everyMs: number;
  quietBytes: number;
}

export const LINK = probeName<LinkProbeInput, LinkState>('link');
