import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Most channels a USB microphone records; null where the kernel does not say. Opens no device; never rejects. */
export async function microphoneChannels(card: string, dev: number, root = '/'): Promise<number | null> {
  const text = await readFile(join(root, 'proc/asound', card, `stream${dev}`), 'utf8').catch(() => '');
  const capture = text.split(/^Capture:/m)[1]?.split(/^Playback:/m)[0] ?? '';
  const channels = [...capture.matchAll(/^\s*Channels: (\d{1,2})/gm)].map(([, count]) => Number(count));
  return channels.length > 0 ? Math.max(...channels) : null;
}
