/**
 * In a publisher's worker: samples often how much of what was sent the server has, and reports seldom while that is
 * nearly all. A sample costs this process 0.1 ms; waking the service as often would cost the box a percent of a core.
 */
import type { LinkState } from '../../transport/transport.ts';
import { transportNamed } from '../../transport/transports.ts';
import { type ProbeContext, probe } from '../worker/worker-task.ts';
import { LINK, type LinkProbeInput } from './link-probe.ts';

/** A backlog is seen before it is a picture long: 50 ms at 2 Mb/s are 12 kB. */
const SAMPLE_EVERY_MS = 50;

export const linkProbe = probe(LINK, (input, context) => {
  const watch = new LinkWatch(input, context);
  return (next) => watch.change(next);
});

class LinkWatch {
  readonly #read: (stats: string, nowMs: number) => LinkState;
  readonly #context: ProbeContext<LinkState>;
  #input: LinkProbeInput;
  #reportedMs = Number.NEGATIVE_INFINITY;
  #wasLoud = true;

  constructor(input: LinkProbeInput, context: ProbeContext<LinkState>) {
    this.#input = input;
    this.#read = transportNamed(input.transport).linkReader(input.port);
    this.#context = context;
    setInterval(() => this.#sample(context.read(this.#input.element, 'stats')), SAMPLE_EVERY_MS);
  }

  change(input: LinkProbeInput): void {
    this.#input = input;
  }

  #sample(stats: string): void {
    const nowMs = performance.now();
    const { everyMs, quietBytes } = this.#input;
    const state = this.#read(stats, nowMs);
    const isLoud = state.sent - state.delivered > quietBytes;
    // The first quiet sample is reported too: a picture that waits for it may be sent.
    if (!isLoud && !this.#wasLoud && nowMs - this.#reportedMs < everyMs - SAMPLE_EVERY_MS / 2) return;
    this.#wasLoud = isLoud;
    this.#reportedMs = nowMs;
    this.#context.report(state);
  }
}
