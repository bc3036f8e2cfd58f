/**
 * Reads a finished recording once, in a worker of its own, for its hash and its loudness. A card gives 20 MB/s, so a
 * second reading would cost more than all that is done with the first.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setPriority } from 'node:os';
import type { NativeElement } from '../gst/binding.ts';
import { Pipeline, type PipelineEnd } from '../gst/pipeline.ts';
import { mp4PacketCounts } from '../journal/mp4-packet-counts.ts';
import { job } from '../worker/worker-task.ts';
import { WEIGHTED_RATE } from './k-weighting.ts';
import { type FileFigures, MEASURE, type MeasureInput, type MeasureResult } from './measure-job.ts';
import { type SoundFigures, SoundMeter } from './sound-meter.ts';

/** Priority below everything on air. */
const LOWEST_PRIORITY = 19;
const CHUNK_BYTES = 256 * 1024;
/** Most bytes that wait for the decoder. */
const QUEUED_BYTES = 4 * CHUNK_BYTES;
const FULL_PAUSE_MS = 5;

export const measureJob = job(MEASURE, measureRecording);

async function measureRecording({ file }: MeasureInput): Promise<MeasureResult> {
  try {
    setPriority(LOWEST_PRIORITY);
    return { how: 'measured', ...(await measure(file)) };
  } catch (error) {
    return { how: 'failed', message: (error as Error).message };
  }
}

async function measure(path: string): Promise<FileFigures> {
  const { audio } = await mp4PacketCounts(path);
  const ear = audio > 0 ? new Ear() : null;
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let bytes = 0;
  const file = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) break;
      const read = chunk.subarray(0, bytesRead);
      bytes += bytesRead;
      hash.update(read);
      await ear?.push(read);
    }
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex'), sound: ear && (await ear.finish()) };
}

/** Decodes and measures the sound of an MP4 that comes piece by piece. */
class Ear {
  readonly #pipeline: Pipeline;
  readonly #heard: Promise<SoundFigures>;
  #end: PipelineEnd | null = null;

  constructor() {
    this.#pipeline = new Pipeline({
      // A hole in the sound is filled with silence, so that samples count the time; a second at once costs few calls.
      text:
        `appsrc name=file max-bytes=0 ! qtdemux ! aacparse ! avdec_aac ! audioconvert ! audioresample ` +
        `! audio/x-raw,format=F32LE,layout=interleaved,rate=${WEIGHTED_RATE} ` +
        '! audiobuffersplit output-buffer-duration=1/1 gapless=true ! appsink name=samples sync=false max-buffers=4',
      onPlaying: () => {},
      onLevels: () => {},
      onFile: () => {},
      onLost: () => {},
      onEnd: (end) => {
        this.#end = end;
      },
    });
    this.#pipeline.play();
    this.#heard = this.#hear();
  }

  async push(bytes: Buffer): Promise<void> {
    this.#pipeline.element('file').push(bytes);
    await this.#drained(QUEUED_BYTES);
  }

  async finish(): Promise<SoundFigures> {
    // The end of the stream would overtake bytes that wait in `appsrc`.
    await this.#drained(0);
    this.#pipeline.endOfStream();
    const figures = await this.#heard;
    this.#throwFailure();
    this.#pipeline.stop();
    return figures;
  }

  async #hear(): Promise<SoundFigures> {
    const sink = this.#pipeline.element('samples');
    let meter: SoundMeter | null = null;
    for (;;) {
      const { bytes, channels } = await pulled(sink);
      if (bytes === null) return (meter ?? new SoundMeter(1)).figures();
      meter ??= new SoundMeter(channels);
      meter.push(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / Float32Array.BYTES_PER_ELEMENT));
    }
  }

  /** @throws what stopped the decoding */
  async #drained(bytes: number): Promise<void> {
    for (;;) {
      this.#throwFailure();
      if (this.#end || Number(this.#pipeline.read('file', 'current-level-bytes')) <= bytes) return;
      await new Promise((resume) => setTimeout(resume, FULL_PAUSE_MS));
    }
  }

  #throwFailure(): void {
    if (this.#end?.how === 'failed') throw new Error(`${this.#end.element}: ${this.#end.message} ${this.#end.debug}`);
  }
}

function pulled(sink: NativeElement): Promise<{ bytes: Buffer | null; channels: number }> {
  return new Promise((resolve) => sink.pull((bytes, { channels = 1 }) => resolve({ bytes, channels })));
}
