import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printable, usbPortOf } from './device-names.ts';
import { parseSoundCards } from './parse-sound-cards.ts';

export interface Microphone {
  /** `plughw:CARD=<id>,DEV=<n>`: ALSA converts rate and format where the pipeline asks for others. */
  device: string;
  name: string;
  /** USB port such as `1-1.2`, null where it is not on USB. */
  usbPort: string | null;
  /** It is part of a camera or of an HDMI grabber. */
  onCamera: boolean;
}

/**
 * Lists recording devices, best first: external USB microphones, then built-in inputs, then a camera's own; in the same
 * order at every boot. Never rejects.
 */
export async function listMicrophones(root = '/'): Promise<Microphone[]> {
  const [cards, pcm, cameraPorts] = await Promise.all([
    readFile(join(root, 'proc/asound/cards'), 'utf8').catch(() => ''),
    readFile(join(root, 'proc/asound/pcm'), 'utf8').catch(() => ''),
    portsOfCameras(root),
  ]);
  const found = await Promise.all(
    parseSoundCards(cards, pcm).map(async (card) => {
      const usbPort = await usbPortOf(join(root, `sys/class/sound/card${card.number}`));
      // Screens and headphone sockets; a USB grabber may well have HDMI in its name.
      if (usbPort === null && /hdmi|headphone/i.test(`${card.driver} ${card.name}`)) return [];
      const onCamera = usbPort !== null && cameraPorts.has(usbPort);
      const name = printable(card.name) || card.id;
      return card.captureDevices.map((dev) => ({
        device: `plughw:CARD=${card.id},DEV=${dev}`,
        name,
        usbPort,
        onCamera,
      }));
    }),
  );
  return found.flat().sort(bestFirst);
}

async function portsOfCameras(root: string): Promise<Set<string>> {
  const folder = join(root, 'sys/class/video4linux');
  const entries = await readdir(folder).catch(() => []);
  const ports = await Promise.all(entries.map((entry) => usbPortOf(join(folder, entry))));
  return new Set(ports.filter((port) => port !== null));
}

function bestFirst(one: Microphone, other: Microphone): number {
  const rank = (mic: Microphone) => (mic.onCamera ? 2 : mic.usbPort === null ? 1 : 0);
  // By port before card id: two identical microphones swap their ids between boots.
  const key = (mic: Microphone) => `${mic.usbPort ?? ''} ${mic.device}`;
  return rank(one) - rank(other) || (key(one) < key(other) ? -1 : 1);
}

/** Most channels a USB microphone records; null where the kernel does not say. Opens no device; never rejects. */
export async function microphoneChannels(card: string, dev: number, root = '/'): Promise<number | null> {
  const text = await readFile(join(root, 'proc/asound', card, `stream${dev}`), 'utf8').catch(() => '');
  const capture = text.split(/^Capture:/m)[1]?.split(/^Playback:/m)[0] ?? '';
  const channels = [...capture.matchAll(/^\s*Channels: (\d{1,2})/gm)].map(([, count]) => Number(count));
  return channels.length > 0 ? Math.max(...channels) : null;
}
