/** Reads the facts of the sound from an AudioSpecificConfig (ISO 14496-3, 1.6.2.1). Pure. */

/** By index (table 1.18). */
const RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
const SPELLED_OUT = 15;
const EXTENDED_TYPE = 31;
/** Low complexity with spectral band replication, and with parametric stereo too. */
const REPLICATED_TYPES = [5, 29];
/** Channels by index (table 1.19); 0 leaves them to the frames. */
const CHANNELS = [2, 1, 2, 3, 4, 5, 6, 8];

export interface AacConfig {
  /** As it is heard. */
  rate: number;
  channels: number;
  /** How long a frame lasts. */
  frameSeconds: number;
}

/** @throws where it is none */
export function aacConfig(config: Buffer): AacConfig {
  const bits = config.subarray(0, 16).reduce((all, byte) => all + byte.toString(2).padStart(8, '0'), '');
  let at = 0;
  const take = (count: number) => {
    if (at + count > bits.length) throw new Error('an AAC configuration that is cut off');
    at += count;
    return Number.parseInt(bits.slice(at - count, at), 2);
  };
  const takeType = () => {
    const type = take(5);
    return type === EXTENDED_TYPE ? 32 + take(6) : type;
  };
  const takeRate = () => {
    const index = take(4);
    const rate = index === SPELLED_OUT ? take(24) : RATES[index];
    if (!rate) throw new Error(`an AAC configuration of the unknown rate ${index}`);
    return rate;
  };
  const type = takeType();
  if (type === 0) throw new Error('an AAC configuration of no kind');
  const coreRate = takeRate();
  const channels = CHANNELS[take(4)];
  if (channels === undefined) throw new Error('an AAC configuration of unknown channels');
  let rate = coreRate;
  if (REPLICATED_TYPES.includes(type)) {
    rate = takeRate();
    takeType();
  }
  // Samples that the core codes at once, whatever is replicated above it.
  const samples = at < bits.length && take(1) === 1 ? 960 : 1024;
  return { rate, channels, frameSeconds: samples / coreRate };
}
