import { flvTag } from './coded-tags.ts';
import { type FlvTag, payloadOf } from './flv-tag.ts';

/** AMF0 markers. */
const NUMBER = 0;
const STRING = 2;
const ECMA_ARRAY = 8;
const OBJECT_END = [0, 0, 9];
/** The name, then the array's own marker and count. */
const NAME = 'onMetaData';
const HEAD_BYTES = 3 + NAME.length + 5;

/** The `onMetaData` tag, which servers and players show of a stream. It does not affect decoding. */
export function metadataTag(facts: Record<string, number | string>): FlvTag {
  const entries = Object.entries(facts);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(entries.length);
  const payload = Buffer.concat([
    ...entries.flatMap(([name, value]) => [shortText(name), typeof value === 'number' ? number(value) : string(value)]),
    Buffer.from(OBJECT_END),
  ]);
  return flvTag('script', 0, [...string(NAME), ECMA_ARRAY, ...count], payload);
}

/** Numbers and words of an `onMetaData` tag, up to the first value of another kind. */
export function metadataOf(tag: FlvTag): Record<string, number | string> {
  const facts: Record<string, number | string> = {};
  const bytes = payloadOf(tag);
  if (bytes.toString('latin1', 3, 3 + NAME.length) !== NAME || bytes[HEAD_BYTES - 5] !== ECMA_ARRAY) return facts;
  for (let at = HEAD_BYTES; at + 2 < bytes.length; ) {
    const valueAt = at + 2 + bytes.readUInt16BE(at);
    const name = bytes.toString('utf8', at + 2, valueAt);
    const kind = bytes[valueAt];
    const textAt = valueAt + 3;
    if (kind === NUMBER && valueAt + 9 <= bytes.length) at = valueAt + 9;
    else if (kind === STRING && textAt <= bytes.length) at = textAt + bytes.readUInt16BE(valueAt + 1);
    else break;
    if (at > bytes.length) break;
    facts[name] = kind === NUMBER ? bytes.readDoubleBE(valueAt + 1) : bytes.toString('utf8', textAt, at);
  }
  return facts;
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
