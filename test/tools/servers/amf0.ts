/** The little of AMF0 that RTMP commands use. */

export type Amf = number | boolean | string | null | { [key: string]: Amf };

export function encodeAmf(values: Amf[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

function encodeValue(value: Amf): Buffer {
  if (value === null) return Buffer.from([5]);
  if (typeof value === 'boolean') return Buffer.from([1, value ? 1 : 0]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (typeof value === 'string') return Buffer.concat([Buffer.from([2]), encodeKey(value)]);
  const members = Object.entries(value).flatMap(([key, member]) => [encodeKey(key), encodeValue(member)]);
  return Buffer.concat([Buffer.from([3]), ...members, Buffer.from([0, 0, 9])]);
}

function encodeKey(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

/** @throws Error on a kind of value that RTMP commands do not use, RangeError on a cut one. */
export function decodeAmf(bytes: Buffer): Amf[] {
  const values: Amf[] = [];
  let at = 0;
  const key = () => {
    const end = at + 2 + bytes.readUInt16BE(at);
    const text = bytes.toString('utf8', at + 2, end);
    at = end;
    return text;
  };
  const object = () => {
    const members: { [key: string]: Amf } = {};
    while (bytes.readUIntBE(at, 3) !== 9) {
      const name = key();
      members[name] = value();
    }
    at += 3;
    return members;
  };
  const value = (): Amf => {
    const kind = bytes.readUInt8(at++);
    switch (kind) {
      case 0:
        at += 8;
        return bytes.readDoubleBE(at - 8);
      case 1:
        return bytes.readUInt8(at++) !== 0;
      case 2:
        return key();
      case 3:
        return object();
      case 5:
      case 6:
        return null;
      case 8:
        at += 4;
        return object();
      default:
        throw new Error(`AMF0 value of kind ${kind}`);
    }
  };
  while (at < bytes.length) values.push(value());
  return values;
}
