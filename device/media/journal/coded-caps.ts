/** What GStreamer calls a track, from the configuration that FLV keeps of it. Pure. */

/** ISO 14496-3, table 1.18; index 15 would spell the rate out, which no encoder of ours does. */
const RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/** @param config AVCDecoderConfigurationRecord */
export function pictureCaps(config: Buffer): string {
  return `video/x-h264, stream-format=(string)avc, alignment=(string)au, codec_data=(buffer)${config.toString('hex')}`;
}

/** @param config AudioSpecificConfig: 5 bits of object type, 4 of the rate's index, 4 of channels */
export function soundCaps(config: Buffer): string {
  const bits = config.length >= 2 ? config.readUInt16BE(0) : 0;
  const rate = RATES[(bits >> 7) & 0x0f] ?? 48_000;
  const channels = (bits >> 3) & 0x0f || 1;
  return (
    `audio/mpeg, mpegversion=(int)4, stream-format=(string)raw, framed=(boolean)true, rate=(int)${rate}, ` +
    `channels=(int)${channels}, codec_data=(buffer)${config.toString('hex')}`
  );
}
