/**
 * Lines of the dry run, numbered from 1. The numbers never change: the lamps blink this often, and the printed sheet
 * lists the lines under them. Nobody counts more than eight.
 */
export const DRY_RUN_LINES = ['camera', 'microphone', 'disk', 'clock', 'network', 'server', 'uplink', 'power'] as const;

export type DryRunLine = (typeof DRY_RUN_LINES)[number];

export function lineNumber(line: DryRunLine): number {
  return DRY_RUN_LINES.indexOf(line) + 1;
}
