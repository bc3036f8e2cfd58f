/** Parses `/proc/asound/cards` and `/proc/asound/pcm`. */

export interface SoundCard {
  /** Place in this boot's order. */
  number: number;
  /** ALSA's own name for it, letters and digits; the value of `CARD=`. */
  id: string;
  driver: string;
  name: string;
  /** `DEV=` numbers that record, ascending. */
  captureDevices: number[];
}

/** Text of another shape gives no cards. Cards that only play are there with no capture device. */
export function parseSoundCards(cards: string, pcm: string): SoundCard[] {
  const found: SoundCard[] = [];
  const captureDevices = captureDevicesIn(pcm);
  for (const line of cards.split('\n')) {
    // " 2 [Device         ]: USB-Audio - USB PnP Sound Device"; the second line of each card has no bracket.
    const [, number, id, driver, name] = /^ *(\d{1,2}) \[(\w{1,15}) *\]: (.*?) - (.*)$/.exec(line) ?? [];
    if (number === undefined || id === undefined || driver === undefined || name === undefined) continue;
    found.push({ number: Number(number), id, driver, name, captureDevices: captureDevices.get(Number(number)) ?? [] });
  }
  return found;
}

/** Recording devices by the card's number. */
function captureDevicesIn(pcm: string): ReadonlyMap<number, number[]> {
  const devices = new Map<number, number[]>();
  for (const line of pcm.split('\n')) {
    const [, card, device] = /^(\d{2})-(\d{2}): .*: capture \d+ *$/.exec(line) ?? [];
    if (card === undefined) continue;
    const list = devices.get(Number(card)) ?? [];
    list.push(Number(device));
    devices.set(Number(card), list);
  }
  for (const list of devices.values()) list.sort((one, other) => one - other);
  return devices;
}
