/**
 * `hw:CARD=…` and `plughw:CARD=…`, with or without the device; card numbers are refused since they change from boot to
 * boot. Such a name holds no quote, space or `!`, so it can stand in a GStreamer pipeline text as it is.
 */
const ALSA_NAME = /^(?:plug)?hw:CARD=(?!\d+(?:,|$))(\w{1,15})(?:,DEV=(\d{1,2})(?:,SUBDEV=\d{1,2})?)?$/;

/** One spelling for all names of the same device; null where it is not one. ALSA takes DEV=0 where none is given. */
export function plugName(device: string): string | null {
  const [whole, card, dev = '0'] = ALSA_NAME.exec(device) ?? [];
  return whole === undefined ? null : `plughw:CARD=${card},DEV=${Number(dev)}`;
}
