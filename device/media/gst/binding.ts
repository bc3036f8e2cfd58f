/**
 * The GStreamer addon, `gstreamer-superficial` with our patch (`patches/`): setting a property converts to the
 * property's own type or throws, `level` readings are arrays of numbers, `play()` tells a failure, `baseTime()` is there,
 * errors lost on NULL->READY are delivered, and bus errors carry their detail. Only worker processes may load it.
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
  /** Of `GstMultiFileSink`: a file is complete, and the next begins at `timestamp` (ns, as digits). */
  filename?: string;
  timestamp?: string;
  /** Of `missing-plugin`: what nothing decodes. */
  detail?: string;
  /** Of a `qos` message: how much is lost (ns). */
  duration?: number;
}

export type PropertyValue = string | number | boolean;

export interface NativePipeline {
  play(): boolean;
  pause(): void;
  /** Of the pipeline's clock (the machine's monotonic one), when its running time was 0 (ns). Known once it plays. */
  baseTime(): number;
  stop(): void;
  /** With an element's name, only what feeds that element is sought. */
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

/** Such as `1.26.2`. */
export const gstreamerVersion = /[\d.]+/.exec(binding.version)?.[0] ?? '';
export const NativePipeline = binding.Pipeline;
