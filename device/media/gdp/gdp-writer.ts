/**
 * Writes GDP for `gdpdepay`: one buffer stays one. So a tag reaches a publisher's sink whole without media passing
 * through a worker's JavaScript.
 */

import { HEADER_BYTES, TYPE_BUFFER, TYPE_CAPS, TYPE_SEGMENT, TYPE_STREAM_START } from './gdp-format.ts';

const NO_TIME = '18446744073709551615';

/** Packets before the first buffer, as `gdppay` of GStreamer 1.22 writes them. @param caps of the buffers */
export function gdpPreamble(caps: string): Buffer {
  return Buffer.concat([
    text(
      TYPE_STREAM_START,
      'GstEventStreamStart, stream-id=(string)pupitre, flags=(GstStreamFlags)GST_STREAM_FLAG_NONE, group-id=(uint)1;',
    ),
    text(TYPE_CAPS, caps),
    text(
      TYPE_SEGMENT,
      'GstEventSegment, segment=(GstSegment)"segment, flags=(GstSegmentFlags)GST_SEGMENT_FLAG_NONE, rate=(double)1, ' +
        'applied-rate=(double)1, format=(GstFormat)time, base=(guint64)0, offset=(guint64)0, start=(guint64)0, ' +
        `stop=(guint64)${NO_TIME}, time=(guint64)0, position=(guint64)0, duration=(guint64)${NO_TIME};";`,
    ),
  ]);
}

/** Goes before the `payloadBytes` of one tag. `head` (the tag's own first bytes) is put behind it into one small buffer. */
export function gdpBufferHeader(payloadBytes: number, head: Buffer): Buffer {
  const packet = Buffer.allocUnsafe(HEADER_BYTES + head.length);
  writeHeader(packet, TYPE_BUFFER, payloadBytes);
  head.copy(packet, HEADER_BYTES);
  return packet;
}

function text(type: number, content: string): Buffer {
  const packet = Buffer.alloc(HEADER_BYTES + Buffer.byteLength(content) + 1);
  writeHeader(packet, type, packet.length - HEADER_BYTES);
  packet.write(content, HEADER_BYTES);
  return packet;
}

function writeHeader(packet: Buffer, type: number, payloadBytes: number): void {
  packet.fill(0, 0, HEADER_BYTES);
  packet.writeUInt8(1, 0);
  packet.writeUInt16BE(type, 4);
  packet.writeUInt32BE(payloadBytes, 6);
  // Timestamp and duration: none.
  packet.fill(0xff, 10, 26);
}
