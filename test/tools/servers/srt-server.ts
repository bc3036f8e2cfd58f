/** SRT servers that are not ours: Debian's `srt-live-transmit` writes to a file what is published, and refuses a wrong passphrase. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { srtHello } from '../../../device/transport/srt/srt-call.ts';
import type { Ending } from '../ending.ts';
import { eventually } from '../eventually.ts';

const LISTENER = join(import.meta.dirname, 'srt-listener.py');

export interface SrtServer {
  port: number;
  url: string;
  /** What has been received in this life. */
  file: string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

/** A UDP port of the loopback interface that was free a moment ago. */
export async function freeUdpPort(): Promise<number> {
  const probe = createSocket('udp4');
  probe.bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

export interface SrtServerOptions {
  port?: number;
  passphrase?: string;
  latencyMs?: number;
  /** What is received, as it comes; nothing is then written to the file. */
  onBytes?(bytes: Buffer): void;
}

export async function startSrtServer(t: Ending, options: SrtServerOptions = {}): Promise<SrtServer> {
  const { port = await freeUdpPort(), passphrase = '', latencyMs = 120, onBytes } = options;
  const folder = mkdtempSync(join(tmpdir(), 'pupitre-srt-'));
  const file = join(folder, 'received.ts');
  const secret = passphrase ? `&passphrase=${passphrase}` : '';
  const output = openSync(file, 'w');
  const child = spawn(
    // What is received is in the file at once, however the process ends.
    'stdbuf',
    [
      '-o0',
      'srt-live-transmit',
      '-q',
      '-loglevel:error',
      `srt://127.0.0.1:${port}?mode=listener&latency=${latencyMs}${secret}`,
      'file://con',
    ],
    { stdio: ['ignore', onBytes ? 'pipe' : output, 'ignore'] },
  );
  closeSync(output);
  if (onBytes) child.stdout?.on('data', onBytes);
  const server = serverOf(child, port, file);
  t.after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await listening(port);
  return server;
}

export interface SrtRefuser extends SrtServer {
  /** Stream ids of those who called. */
  streamIds: string[];
}

/** One that tells callers why it does not want them. @param reason libsrt's, 1000 and more being a server's own; 0: all are taken */
export async function startSrtRefuser(t: Ending, reason: number): Promise<SrtRefuser> {
  const port = await freeUdpPort();
  const child = spawn('python3', [LISTENER, '--port', `${port}`, '--reject', `${reason}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const streamIds: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const { event, streamId } = JSON.parse(line) as { event: string; streamId?: string };
      if (event === 'caller' && streamId !== undefined) streamIds.push(streamId);
    }
  });
  const server = serverOf(child, port, '');
  t.after(() => server.stop());
  await listening(port);
  return { ...server, streamIds };
}

function serverOf(child: ChildProcess, port: number, file: string): SrtServer {
  const ended = once(child, 'exit');
  return {
    port,
    url: `srt://127.0.0.1:${port}`,
    file,
    kill: (signal) => child.kill(signal),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function listening(port: number): Promise<void> {
  await eventually('the SRT server listens', async () => (await srtHello({ host: '127.0.0.1', port })).what === 'srt');
}
