/**
 * Entry of the process that joins a recording: takes one order, carries it out, ends. Without GStreamer, which alone would
 * take more memory than the work.
 */
import { writeFileSync } from 'node:fs';
import type { JoinNews, JoinOrder } from './join-order.ts';
import { joinParts } from './join-parts.ts';

/** Nor is memory taken from a talk: it can be done again. */
const FIRST_TO_GO = '1000';
const TOLD_EACH_MS = 1000;

try {
  writeFileSync('/proc/self/oom_score_adj', FIRST_TO_GO);
} catch {
  // Not every system has it.
}

function tell(news: JoinNews, then: () => void = () => {}): void {
  process.send?.(news, then);
}

let toldMs = Number.NEGATIVE_INFINITY;

function tellProgress(doneBytes: number, totalBytes: number): void {
  if (performance.now() - toldMs < TOLD_EACH_MS) return;
  toldMs = performance.now();
  tell({ type: 'progress', doneBytes, totalBytes });
}

// Orders come from the service alone; without it there is nobody to work for.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});
process.once('message', (order: JoinOrder) => {
  void joinParts(order, tellProgress).then((result) => tell({ type: 'done', result }, () => process.exit()));
});
