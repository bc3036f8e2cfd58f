/**
 * One pipeline in one process: an input and the programme that is made of it. With a second input each has a pipeline of its
 * own (see `media/README.md`). Pure.
 */
import type { MediaKind } from '../flv/flv-tag.ts';
import { audioInput, type InputSpec, replayDecoders, videoInput } from './input/input-pipeline.ts';
import { audioBranches, type ProgrammeSpec, videoBranches } from './programme/programme-pipeline.ts';

export interface CaptureSpec extends InputSpec, ProgrammeSpec {
  /** What is made of the two: each alone where they are devices of their own, so that one survives the other. */
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
