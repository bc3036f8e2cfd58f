/** Where the box's cost is: its processes, each with its part of the CPU time and of the memory. */
import type { Look } from './steady.ts';
import { markdown, median } from './table.ts';

export function splitTable(looks: Look[]): string {
  const kinds = [...new Set(looks.flatMap(({ processes }) => processes.map(({ does }) => does)))];
  const lines = kinds.map((kind) => {
    const own = looks.map(({ processes }) => processes.filter(({ does }) => does === kind));
    const sum = (of: (each: Look['processes'][number]) => number) =>
      median(own.map((those) => those.reduce((total, each) => total + of(each), 0))).toFixed(1);
    return [kind, sum(({ cpuPercent }) => cpuPercent), sum(({ pssMegabytes }) => pssMegabytes)];
  });
  return markdown(['process of ours', '% of a core', 'MB PSS'], lines);
}
