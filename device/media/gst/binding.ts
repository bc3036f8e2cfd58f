/**
 * The GStreamer addon, `gstreamer-superficial` with our patch (`patches/`): setting a property converts to the
 * property's own type or throws, `level` readings are arrays of numbers, `play()` reports a failure, `baseTime()` is
 * there, errors lost on NULL->READY are delivered, and bus errors carry their detail. Only worker processes may load
 * it.
 */
import { createRequire } from 'node:module';

export interface BusMessage {
  type: string;
  _src_element_name: string;
  /** Name of the message's structure, such as `level`. */
  name?: string;
  message?: string;
  debug?: string;
  rms?: number[];
  peak?: number[];
  /** File that a `GstMultiFileSink` has completed; the next begins at `timestamp` (ns, as digits). */
  filename?: string;
  timestamp?: string;
  /** Data that nothing decodes, of `missing-plugin`. */
  detail?: string;
  /** Length of a loss (ns), of a `qos` message. */
  duration?: number;
}

export type PropertyValue = string | number | boolean;

export interface NativePipeline {
  play(): boolean;
  pause(): void;
  /** Time of the pipeline's clock (the machine's monotonic one) at running time 0 (ns). Known once it plays. */
  baseTime(): number;
  stop(): void;
  /** Seeks; with an element's name only the file that feeds it. */
  seek(seconds: number, flags: number, element?: string): boolean;
  sendEOS(): void;
  forceKeyUnit(element: string, count: number): void;
  findChild(name: string): NativeElement | undefined;
  pollBus(listener: (message: BusMessage) => void): void;
}

/** `push` is there on an `appsrc`, `pull` on an `appsink`: it calls back once, with null at the end. */
export type NativeElement = Record<string, PropertyValue> & {
  push(bytes: Buffer): void;
  pull(listener: (bytes: Buffer | null, caps: { channels?: number }) => void): void;
};

interface Binding {
  version: string;
  Pipeline: new (text: string) => NativePipeline;
}

const binding = createRequire(import.meta.url)('gstreamer-superficial') as Binding;

/** Version such as `1.26.2`. */
export const gstreamerVersion = /[\d.]+/.exec(binding.version)?.[0] ?? '';
export const NativePipeline = binding.Pipeline;
