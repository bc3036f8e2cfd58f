/**
 * The lines of the dry run, numbered from 1 for ever: as often the lamps blink, and under these numbers they stand on the
 * printed sheet. More than eight nobody counts.
 */
export const DRY_RUN_LINES = ['camera', 'microphone', 'disk', 'clock', 'network', 'server', 'uplink', 'power'] as const;

export type DryRunLine = (typeof DRY_RUN_LINES)[number];

export function lineNumber(line: DryRunLine): number {
  return DRY_RUN_LINES.indexOf(line) + 1;
}
