import { stat } from 'node:fs/promises';
import { type V4l2Options, v4l2Ctl } from './v4l2-ctl.ts';

/** Last answer of each node, with a mark of the plugged camera: the node is made again at each plugging in. */
const lastAnswers = new Map<string, { plugging: string; text: string }>();

/**
 * Asks v4l2-ctl for a node's formats; '' where it is not installed, fails or is too slow. Never rejects.
 * @param node such as `/dev/video0`
 */
export async function readCameraFormats(node: string, options: V4l2Options = {}): Promise<string> {
  const { text, done } = await v4l2Ctl(node, ['--list-formats-ext'], options);
  if (done) lastAnswers.set(node, { plugging: await pluggingOf(node), text });
  return text;
}

/** Last answer since it was plugged in, without asking; '' where it never was asked. */
export async function lastCameraFormats(node: string): Promise<string> {
  const last = lastAnswers.get(node);
  return last && last.plugging === (await pluggingOf(node)) ? last.text : '';
}

async function pluggingOf(node: string): Promise<string> {
  const { ino, birthtimeMs } = await stat(node).catch(() => ({ ino: 0, birthtimeMs: 0 }));
  return `${ino} ${birthtimeMs}`;
}
