import { flvTag } from './coded-tags.ts';
import type { FlvTag } from './flv-tag.ts';

/** AMF0 markers. */
const NUMBER = 0;
const STRING = 2;
const ECMA_ARRAY = 8;
const OBJECT_END = [0, 0, 9];

/** The `onMetaData` tag: what servers and players show of a stream. Nothing is decoded by it. */
export function metadataTag(facts: Record<string, number | string>): FlvTag {
  const entries = Object.entries(facts);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(entries.length);
  const payload = Buffer.concat([
    ...entries.flatMap(([name, value]) => [shortText(name), typeof value === 'number' ? number(value) : string(value)]),
    Buffer.from(OBJECT_END),
  ]);
  return flvTag('script', 0, [...string('onMetaData'), ECMA_ARRAY, ...count], payload);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(9, NUMBER);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function string(text: string): Buffer {
  return Buffer.concat([Buffer.from([STRING]), shortText(text)]);
}

function shortText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
