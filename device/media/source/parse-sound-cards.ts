/** Reads `/proc/asound/cards` and `/proc/asound/pcm`. */

export interface SoundCard {
  /** Place in this boot's order. */
  number: number;
  /** ALSA's own word for it, letters and digits; what `CARD=` takes. */
  id: string;
  driver: string;
  name: string;
  /** `DEV=` numbers that record, ascending. */
  captureDevices: number[];
}

/** Text of another shape gives no cards. Cards that only play are there with no capture device. */
export function parseSoundCards(cards: string, pcm: string): SoundCard[] {
  const found: SoundCard[] = [];
  for (const line of cards.split('\n')) {
    // " 2 [Device         ]: USB-Audio - USB PnP Sound Device"; the second line of each card has no bracket.
    const [, number, id, driver, name] = /^ *(\d{1,2}) \[(\w{1,15}) *\]: (.*?) - (.*)$/.exec(line) ?? [];
    if (number === undefined || id === undefined || driver === undefined || name === undefined) continue;
    found.push({ number: Number(number), id, driver, name, captureDevices: captureDevicesOf(Number(number), pcm) });
  }
  return found;
}

function captureDevicesOf(card: number, pcm: string): number[] {
  return pcm
    .split('\n')
    .map((line) => /^(\d{2})-(\d{2}): .*: capture \d+ *$/.exec(line))
    .filter((match) => match !== null && Number(match[1]) === card)
    .map((match) => Number(match?.[2]))
    .sort((one, other) => one - other);
}
