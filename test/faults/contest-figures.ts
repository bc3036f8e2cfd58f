/** What each fault cost the box and its peers, a row each. */
import { markdown } from '../bench/table.ts';
import { PEERS, type PeerName } from './peer.ts';

export type ContenderName = 'box' | PeerName;
const CONTENDERS: readonly ContenderName[] = ['box', ...PEERS];

export interface Outcome {
  /** From the repair until the server gets its media with no further pause; null: not by itself. */
  backSeconds: number | null;
  /** Of the local recording, in all. */
  recordingLostSeconds: number;
  /** The longest stop of a player that was 6 s behind. */
  viewerStoodSeconds: number;
}

export type Outcomes = ReadonlyMap<ContenderName, Outcome>;

const rows: { fault: string; outcomes: Outcomes }[] = [];

export function keepOutcomes(fault: string, outcomes: Outcomes): void {
  rows.push({ fault, outcomes });
}

export function contestFigures(): string {
  if (rows.length === 0) return '';
  const head = ['fault', 'back after s', 'recording lost s', 'viewer stood s'];
  const lines = rows.map(({ fault, outcomes }) => {
    const each = (figure: (outcome: Outcome) => number | null) =>
      CONTENDERS.map((name) => {
        const outcome = outcomes.get(name);
        return outcome ? (figure(outcome)?.toFixed(1) ?? 'never') : '-';
      }).join(' / ');
    return [
      fault,
      each(({ backSeconds }) => backSeconds),
      each(({ recordingLostSeconds }) => recordingLostSeconds),
      each(({ viewerStoodSeconds }) => viewerStoodSeconds),
    ];
  });
  return `Each figure: ${CONTENDERS.join(' / ')}\n\n${markdown(head, lines)}`;
}
