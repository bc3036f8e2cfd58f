/** How the connection of a publisher's worker is watched, as the service asks for it. */
import type { LinkState } from '../../transport/transport.ts';
import { probeName } from '../worker/worker-task.ts';

export interface LinkProbeInput {
  /** The sink. */
  element: string;
  /** Name of the transport that reads its `stats`. */
  transport: string;
  /** Of the server. */
  port: number;
  /** While no more than `quietBytes` are on their way; at each look while there are. */
  everyMs: number;
  quietBytes: number;
}

export const LINK = probeName<LinkProbeInput, LinkState>('link');
