/**
 * Entry of every worker process: loads GStreamer, parks, takes one order, carries it out, ends.
 * It ends itself by SIGKILL: `process.exit` hangs while the bus is being polled, and there is nothing left to flush.
 */
import { gstreamerVersion } from '../gst/binding.ts';
import { Pipeline, type PipelineEnd } from '../gst/pipeline.ts';
import { measureRecording } from '../measure/measure-worker.ts';
import { LinkWatch } from '../publisher/link-watch.ts';
import type { FromWorker, LastWord, PipelineOrder, ToWorker } from './worker-protocol.ts';

const endNow = () => process.kill(process.pid, 'SIGKILL');

function tell(message: FromWorker): void {
  process.send?.(message);
}

function endWith(word: LastWord): void {
  process.send?.(word, endNow);
}

let pipeline: Pipeline | null = null;
let prepared: { text: string; pipeline: Pipeline } | null = null;

const end = (how: PipelineEnd) => endWith({ type: 'ended', end: how });

function makePipeline(text: string): Pipeline {
  return new Pipeline({
    text,
    onPlaying: (baseNs) => tell({ type: 'playing', baseNs }),
    onLevels: (levels) => tell({ type: 'levels', ...levels }),
    onFile: (file) => tell({ type: 'file', ...file }),
    onLost: (lostMs) => tell({ type: 'lost', lostMs }),
    onEnd: end,
  });
}

function prepare(text: string): void {
  if (text === prepared?.text) return;
  try {
    prepared = { text, pipeline: makePipeline(text) };
  } catch {
    // Whoever orders it is told why.
    prepared = null;
  }
}

function runPipeline(order: PipelineOrder): void {
  try {
    pipeline = order.text === prepared?.text ? prepared.pipeline : makePipeline(order.text);
    for (const { element, property, value } of order.set) pipeline.set(element, property, value);
    pipeline.play(order.loop);
  } catch (error) {
    end({ how: 'failed', element: '', message: (error as Error).message, debug: '' });
    return;
  }
  const { report, link } = order;
  if (report) setInterval(() => tell({ type: 'report', value: read(report) }), report.everyMs);
  if (link) linkWatch = new LinkWatch(link, () => read({ ...link, property: 'stats' }), tell);
}

let linkWatch: LinkWatch | null = null;

function read({ element, property }: { element: string; property: string }): string {
  return String(pipeline?.read(element, property));
}

function carryOut(message: ToWorker): void {
  switch (message.type) {
    case 'prepare':
      prepare(message.text);
      return;
    case 'runPipeline':
      runPipeline(message.order);
      return;
    case 'measure':
      void measureRecording(message.order).then((result) => endWith({ type: 'measured', result }));
      return;
    case 'set':
    case 'requestKeyframe':
      try {
        if (message.type === 'set') pipeline?.set(message.element, message.property, message.value);
        else pipeline?.requestKeyframe(message.element);
      } catch (error) {
        tell({ type: 'commandFailed', message: (error as Error).message });
      }
      return;
    case 'watchLink':
      linkWatch?.change(message.link);
      return;
    case 'endOfStream':
      pipeline?.endOfStream();
      return;
  }
}

// Orders come from the service alone; without it there is nobody to work for.
process.on('disconnect', endNow);
process.on('SIGINT', () => {});
process.on('message', (message) => carryOut(message as ToWorker));
tell({ type: 'parked', gstreamer: gstreamerVersion });
