/**
 * Text of one pipeline in one process: an input and the programme made of it. A second input has a pipeline of its own
 * (see `media/README.md`). Pure.
 */
import type { MediaKind } from '../flv/flv-tag.ts';
import { audioInput, type InputSpec, replayDecoders, videoInput } from './input/input-pipeline.ts';
import { audioBranches, type ProgrammeSpec, videoBranches } from './programme/programme-pipeline.ts';

export interface CaptureSpec extends InputSpec, ProgrammeSpec {
  /** Tracks of this pipeline: one alone where they are separate devices, so that one survives the other. */
  tracks: readonly MediaKind[];
}

export function capturePipeline(spec: CaptureSpec): string {
  const has = (kind: MediaKind) => spec.tracks.includes(kind);
  return [
    ...(has('audio') ? continued(audioInput(spec), audioBranches(spec)) : []),
    ...(has('video') ? continued(videoInput(spec), videoBranches(spec)) : []),
    ...replayDecoders(spec),
  ].join('  ');
}

function continued(input: string, [first, ...others]: string[]): string[] {
  return [`${input} ! ${first}`, ...others];
}
