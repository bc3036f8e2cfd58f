/** Packagers of other makers: ffmpeg writes what is published on a server as HLS in many forms, without coding it anew. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ending } from '../../tools/ending.ts';

export interface PackagerOptions {
  /** Where it is published, as players get it. */
  rtmpUrl: string;
  /** Below it each form has a folder of its name. */
  folder: string;
  /** By name: words for ffmpeg before the file, and the file's name. */
  forms: Record<string, { words: string; file: string }>;
}

/** Starts once there is something to read: call it when the publication is on. */
export async function startPackager(t: Ending, { rtmpUrl, folder, forms }: PackagerOptions): Promise<void> {
  const outputs: string[] = [];
  for (const [name, { words, file }] of Object.entries(forms)) {
    await mkdir(join(folder, name), { recursive: true });
    outputs.push(...words.split(' '), join(folder, name, file));
  }
  const child: ChildProcess = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'ffmpeg', '-v', 'error', '-nostdin', '-rw_timeout', '20000000', '-i', rtmpUrl, ...outputs],
    { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder },
  );
  t.after(async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });
}
