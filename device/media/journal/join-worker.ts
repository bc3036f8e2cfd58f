/**
 * Entry of the process that joins a recording: takes one order, carries it out, ends. Without GStreamer, which alone would
 * take more memory than the work.
 */
import { writeFileSync } from 'node:fs';
import type { JoinNews, JoinOrder } from './join-order.ts';
import { joinParts } from './join-parts.ts';

/** The kernel takes memory from the join and not from a talk: a join can be done again. */
const FIRST_TO_GO = '1000';
const REPORT_EACH_MS = 1000;

try {
  writeFileSync('/proc/self/oom_score_adj', FIRST_TO_GO);
} catch {
  // Not every system has it.
}

function report(news: JoinNews, then: () => void = () => {}): void {
  process.send?.(news, then);
}

let lastReportedMs = Number.NEGATIVE_INFINITY;

function reportProgress(doneBytes: number, totalBytes: number): void {
  if (performance.now() - lastReportedMs < REPORT_EACH_MS) return;
  lastReportedMs = performance.now();
  report({ type: 'progress', doneBytes, totalBytes });
}

// Orders come from the service alone; without it there is nobody to work for.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});
process.once('message', (order: JoinOrder) => {
  void joinParts(order, reportProgress).then((result) => report({ type: 'done', result }, () => process.exit()));
});
