/** Runs one GStreamer pipeline and closes the binding's traps. */
import { type BusMessage, type NativeElement, NativePipeline, type PropertyValue } from './binding.ts';

export type PipelineEnd =
  | { how: 'endOfStream' }
  /** `isMissing`: the data for this element is not there. */
  | { how: 'failed'; element: string; message: string; debug: string; isMissing?: boolean };

/** GST_SEEK_FLAG_FLUSH and GST_SEEK_FLAG_SEGMENT: with the latter the end of the file is a message, not an EOS. */
const SEEK_FLUSH = 1;
const SEEK_SEGMENT = 8;

/** Digital silence reads as minus infinity, which JSON cannot carry; 16-bit sound ends at -96 dB. */
const SILENCE_DB = -100;

/** The element that reports lost pictures; encoders report theirs too, and those are counted where they are missing. */
const CAMERA = 'camera';

/** Message about an element that a decoder found nothing for: its pads exist only once the file is known. */
const NOT_LINKED = /failed delayed linking .* named (\S+)$/s;

/** 5 s in all: typefinding and the first pictures of an MP4 take 20 to 60 ms here, 10 times that on an A53 core. */
const LOOP_RETRY_MS = 10;
const LOOP_TRIES = 500;

/** A reading of the sound, in dB below full scale. */
export interface AudioLevels {
  rmsDb: number;
  peakDb: number;
}

export interface PipelineOptions {
  text: string;
  /** It plays, with this base time (ns on the machine's monotonic clock). */
  onPlaying(baseNs: number): void;
  onLevels(levels: AudioLevels): void;
  /** A `multifilesink` has completed a file. */
  onFile(file: { path: string; endMs: number }): void;
  /** A camera has numbered pictures that never arrived, of this length. */
  onLost(lostMs: number): void;
  /** Called once. After it nothing more comes. */
  onEnd(end: PipelineEnd): void;
}

export class Pipeline {
  #native: NativePipeline;
  #elements = new Map<string, NativeElement>();
  #options: PipelineOptions;
  #loop: string[] = [];
  /** A stream that nothing here decodes. */
  #undecoded = '';
  #ending = false;
  #ended = false;

  /** @throws when the text is not a pipeline: syntax, unknown element or property, pads that do not fit. */
  constructor(options: PipelineOptions) {
    // A single element or a bare bin makes an object that is no pipeline and crashes the process when used.
    if (!options.text.includes(' ! ')) throw new Error('not a pipeline: it needs at least two linked elements');
    this.#options = options;
    this.#native = new NativePipeline(options.text);
  }

  /** `loop`: elements; the file that feeds each is played from its start again, without a gap, when it ends. */
  play(loop: string[] = []): void {
    this.#loop = loop;
    this.#native.pollBus((message) => this.#hear(message));
    if (loop.length === 0) {
      this.#toPlaying();
      return;
    }
    this.#native.pause();
    this.#enterLoops(LOOP_TRIES);
  }

  /** @throws when the element or the property is not there, or the value does not fit. */
  set(element: string, property: string, value: PropertyValue): void {
    const found = this.element(element);
    if (!(property in found)) throw new Error(`${element} has no property ${property}`);
    found[property] = value;
  }

  read(element: string, property: string): PropertyValue | undefined {
    return this.element(element)[property];
  }

  element(name: string): NativeElement {
    const known = this.#elements.get(name) ?? this.#native.findChild(name);
    if (!known) throw new Error(`the pipeline has no element ${name}`);
    this.#elements.set(name, known);
    return known;
  }

  /** Asks the encoder that feeds `element` for a keyframe: the request goes up the stream from there. */
  requestKeyframe(element: string): void {
    this.element(element);
    this.#native.forceKeyUnit(element, 0);
  }

  /** Lets the data inside run out; `onEnd` follows. */
  endOfStream(): void {
    this.#ending = true;
    this.#native.sendEOS();
  }

  /** Lets go of files and devices. */
  stop(): void {
    this.#ended = true;
    this.#native.stop();
  }

  /** A seek is refused until the demuxer knows its streams. */
  #enterLoops(triesLeft: number): void {
    if (this.#ended) return;
    if (this.#loop.every((element) => this.#native.seek(0, SEEK_FLUSH | SEEK_SEGMENT, element))) {
      this.#toPlaying();
    } else if (triesLeft > 0) {
      setTimeout(() => this.#enterLoops(triesLeft - 1), LOOP_RETRY_MS);
    } else {
      const message = 'the file cannot be played from its start again';
      this.#end({ how: 'failed', element: this.#loop[0] ?? '', message, debug: '' });
    }
  }

  #toPlaying(): void {
    if (this.#native.play()) this.#options.onPlaying(this.#native.baseTime());
    // The reason follows on the bus; if it does not, the failure must not be silent.
    else {
      setTimeout(
        () => this.#end({ how: 'failed', element: '', message: 'the pipeline refused to start', debug: '' }),
        500,
      );
    }
  }

  #hear(message: BusMessage): void {
    // The fields of `missing-plugin` hide its own name and type.
    if (message.type === 'decoder') this.#undecoded = message.detail ?? 'what it holds';
    switch (message.type) {
      case 'warning': {
        const element = NOT_LINKED.exec(message.debug ?? '')?.[1];
        if (element) this.#end({ how: 'failed', element, debug: '', ...this.#lack });
        return;
      }
      case 'element':
        if (message.name === 'level') {
          const [rmsDb, peakDb] = [message.rms?.[0], message.peak?.[0]].map((db) =>
            Math.max(SILENCE_DB, db ?? SILENCE_DB),
          );
          this.#options.onLevels({ rmsDb: rmsDb as number, peakDb: peakDb as number });
        } else if (message.name === 'GstMultiFileSink') {
          this.#options.onFile({ path: message.filename ?? '', endMs: Number(message.timestamp) / 1e6 });
        }
        return;
      case 'qos':
        if (message._src_element_name === CAMERA) this.#options.onLost(Number(message.duration) / 1e6);
        return;
      case 'segment-done':
        // A looped file has no EOS of its own.
        if (this.#ending) this.#end({ how: 'endOfStream' });
        else for (const element of this.#loop) this.#native.seek(0, SEEK_SEGMENT, element);
        return;
      case 'eos':
        this.#end({ how: 'endOfStream' });
        return;
      case 'error':
        this.#end({
          how: 'failed',
          element: message._src_element_name,
          message: message.message ?? '',
          debug: message.debug ?? '',
        });
        return;
      default:
    }
  }

  get #lack(): { message: string; isMissing: boolean } {
    return this.#undecoded
      ? { message: `nothing here decodes ${this.#undecoded}`, isMissing: false }
      : { message: 'the file holds nothing for it', isMissing: true };
  }

  #end(end: PipelineEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd(end);
  }
}
