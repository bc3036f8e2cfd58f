/** Pictures of a recording of which a poster can be made, as an H.264 stream. */
import { writeFileSync } from 'node:fs';
import { type AvcConfig, avcConfig } from '../flv/avc-config.ts';
import { type FlvTag, isPicture, payloadOf } from '../flv/flv-tag.ts';

/** The decoder gives its first picture only after some more have come (openh264dec gives none for a single one). */
const PICTURES = 8;
/** The first pictures of a talk show a technician's back. */
const AFTER_MS = 20_000;
/** FLV's own bytes before a picture. */
const PICTURE_HEAD = 5;
const START_CODE = Buffer.of(0, 0, 0, 1);

export class Stills {
  #config: Buffer | null = null;
  #pictures: Buffer[] = [];

  /** Copies what it keeps of a tag. */
  push(tag: FlvTag, timestampMs: number): void {
    if (tag.kind === 'video' && tag.sequenceHeader) this.#config = contentOf(tag);
    if (!isPicture(tag)) return;
    if (tag.keyframe && (this.#pictures.length === 0 || timestampMs <= AFTER_MS)) this.#pictures = [contentOf(tag)];
    else if (this.#pictures.length > 0 && this.#pictures.length < PICTURES) this.#pictures.push(contentOf(tag));
  }

  /** Nothing where there is no picture. @throws where they cannot be taken apart */
  write(path: string): void {
    if (!this.#config || this.#pictures.length === 0) return;
    const config = avcConfig(this.#config);
    writeFileSync(
      path,
      Buffer.concat(
        [...config.parameters, ...this.#pictures.flatMap((one) => unitsOf(one, config))].flatMap((unit) => [
          START_CODE,
          unit,
        ]),
      ),
    );
  }
}

const contentOf = (tag: FlvTag) => Buffer.from(payloadOf(tag).subarray(PICTURE_HEAD));

/** NAL units of a picture, each of which follows its length. */
function unitsOf(picture: Buffer, { lengthBytes }: AvcConfig): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + lengthBytes < picture.length; ) {
    const bytes = picture.readUIntBE(at, lengthBytes);
    units.push(picture.subarray(at + lengthBytes, at + lengthBytes + bytes));
    at += lengthBytes + bytes;
  }
  return units;
}
