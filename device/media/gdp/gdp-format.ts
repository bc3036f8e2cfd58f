/** GStreamer Data Protocol 1.0: what `gdppay` writes and `gdpdepay` reads, one packet for each buffer, caps or event. */

export const HEADER_BYTES = 62;
export const TYPE_BUFFER = 1;
export const TYPE_CAPS = 2;
/** 64 + GST_EVENT_STREAM_START (10254) and GST_EVENT_SEGMENT (17934); part of GStreamer's binary interface. */
export const TYPE_STREAM_START = 64 + 10254;
export const TYPE_SEGMENT = 64 + 17934;
