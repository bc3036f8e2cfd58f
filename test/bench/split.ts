/** Where the box's cost is: its processes, each with its part of the CPU time and of the memory. */
import type { Steady } from './steady.ts';
import { markdown, median } from './table.ts';

export function splitTable(runs: Steady[]): string {
  const kinds = [...new Set(runs.flatMap(({ processes }) => processes.map(({ does }) => does)))];
  const lines = kinds.map((kind) => {
    const own = runs.map(({ processes }) => processes.filter(({ does }) => does === kind));
    const sum = (of: (each: Steady['processes'][number]) => number) =>
      median(own.map((those) => those.reduce((total, each) => total + of(each), 0))).toFixed(1);
    return [kind, sum(({ cpuPercent }) => cpuPercent), sum(({ pssMegabytes }) => pssMegabytes)];
  });
  return markdown(['process of ours', '% of a core', 'MB PSS'], lines);
}
