/**
 * True for the names a camera may have. Such a name holds no quote, space or `!`, so it can stand in a GStreamer
 * pipeline text as it is.
 */
export function isCameraDevice(name: string): boolean {
  return /^\/dev\/(video\d{1,3}|v4l\/by-(path|id)\/[\w.:@+-]{1,200})$/.test(name);
}
