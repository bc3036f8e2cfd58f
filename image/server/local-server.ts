/**
 * The shipped server configuration in a real nginx on loopback ports, without root: for the demo, the tests and the
 * bench.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseStat, type ServerStat } from './server-stat.ts';

const SHIPPED = import.meta.dirname;
const PAGES = resolve(SHIPPED, '../../dist');
/** Debian's path, which is not on the PATH of a plain user. */
const NGINX = process.env.NGINX ?? '/usr/sbin/nginx';
const MODULES = '/usr/lib/nginx/modules';
const CERTIFICATE = 'ssl_certificate $pupitre_certificate;\nssl_certificate_key $pupitre_certificate;';
/** nginx tries for 2.5 s to get a port; otherwise it answers within 0.1 s. */
const START_LIMIT_MS = 10_000;
/** SIGTERM ends nginx in milliseconds, unless it is stopped (SIGSTOP). */
const STOP_LIMIT_MS = 3_000;
/** Enough for nginx's own account of why it cannot start. */
const ERROR_TEXT_LIMIT = 4_000;

export interface LocalServerOptions {
  /** Folder for everything the server writes: configuration, HLS segments, log. Made when missing. */
  folder: string;
  /** Free ports are picked by default. */
  rtmpPort?: number;
  httpPort?: number;
  /** Secret to public room name. A box publishes with the stream key `ROOM?key=SECRET`: see `streamKey`. */
  keys: Record<string, string>;
  /** `NAME:HASH` as openssl passwd makes it, for those who may see the state of the rooms. By default nobody may. */
  viewers?: string;
  /** PEM files; with them the server offers RTMPS and HTTPS too. */
  tls?: { certificate: string; key: string };
}

export interface LocalServer {
  /** Process id of the running nginx master. */
  readonly pid: number;
  /** `rtmp://127.0.0.1:PORT/live` */
  readonly rtmpUrl: string;
  /** `rtmps://127.0.0.1:PORT/live`, or null without certificate. */
  readonly rtmpsUrl: string | null;
  readonly httpUrl: string;
  /** `https://127.0.0.1:PORT`, or null without certificate. */
  readonly httpsUrl: string | null;
  /** Address of the private pages, for this machine only: statistics, and Prometheus' list of the rooms. */
  readonly privateUrl: string;
  /** The stream key for a box of that room: `ROOM?key=SECRET`. */
  streamKey(room: string): string;
  watchUrl(room: string): string;
  hlsUrl(room: string): string;
  /** nginx-rtmp's statistics of its streams. Rejects while the server does not answer. */
  stat(): Promise<ServerStat>;
  /** Ends the server and waits for it. Safe twice. */
  stop(): Promise<void>;
  /** Sends a signal to all processes of this nginx: SIGKILL as in a crash, SIGSTOP and SIGCONT as in a freeze. */
  kill(signal: NodeJS.Signals): void;
  /** Replaces the keys that it was started with. They count at once; streams on air stay so. */
  setKeys(keys: LocalServerOptions['keys']): Promise<void>;
  /** Ends it if it still runs, starts it again on the same ports and waits until it answers. */
  restart(): Promise<void>;
}

interface Ports {
  rtmp: number;
  http: number;
  private: number;
  rtmps: number;
  https: number;
}

/** @throws Error with nginx's own words when it cannot run. */
export async function startServer(options: LocalServerOptions): Promise<LocalServer> {
  const folder = resolve(options.folder);
  for (const [key, room] of Object.entries(options.keys)) {
    // The form that web.conf accepts.
    if (!/^[A-Za-z0-9_-]{1,200}$/.test(key)) throw new Error('a publishing key is 1 to 200 letters, digits, - or _');
    if (!/^[a-z0-9-]+$/.test(room)) throw new Error(`a room is small letters, digits and hyphens, not "${room}"`);
  }
  const started = await firstRun(folder, options);
  const { ports } = started;
  let { running } = started;

  const statAddress = `http://127.0.0.1:${ports.private}/stat`;
  const httpUrl = `http://127.0.0.1:${ports.http}`;
  return {
    get pid() {
      return running.pid as number;
    },
    rtmpUrl: `rtmp://127.0.0.1:${ports.rtmp}/live`,
    rtmpsUrl: options.tls ? `rtmps://127.0.0.1:${ports.rtmps}/live` : null,
    httpUrl,
    httpsUrl: options.tls ? `https://127.0.0.1:${ports.https}` : null,
    privateUrl: `http://127.0.0.1:${ports.private}`,
    streamKey(room) {
      const key = Object.keys(options.keys).find((candidate) => options.keys[candidate] === room);
      if (key === undefined) throw new Error(`no key for the room "${room}"`);
      return `${room}?key=${key}`;
    },
    watchUrl: (room) => `${httpUrl}/watch/${room}`,
    hlsUrl: (room) => `${httpUrl}/live/${room}.m3u8`,
    async stat() {
      const answer = await fetch(statAddress, {
        signal: AbortSignal.timeout(START_LIMIT_MS),
      });
      return parseStat(await answer.text());
    },
    stop: () => end(running),
    kill: (signal) => signalAll(running, signal),
    setKeys: (keys) => writeKeys(folder, keys),
    async restart() {
      await end(running);
      running = await run(folder, ports);
    },
  };
}

async function firstRun(folder: string, options: LocalServerOptions): Promise<{ ports: Ports; running: ChildProcess }> {
  // Another program may take a picked port before nginx has it. Three times in a row is no coincidence.
  for (let triesLeft = 2; ; triesLeft--) {
    const [rtmp = 0, http = 0, loopback = 0, rtmps = 0, https = 0] = await freePorts(5);
    const ports = {
      rtmp: options.rtmpPort ?? rtmp,
      http: options.httpPort ?? http,
      private: loopback,
      rtmps,
      https,
    };
    await writeConfiguration(folder, ports, options);
    try {
      return { ports, running: await run(folder, ports) };
    } catch (error) {
      const picked = [rtmp, http, loopback, rtmps, https].some((port) =>
        String(error).includes(`127.0.0.1:${port} failed`),
      );
      if (triesLeft === 0 || !picked) throw error;
    }
  }
}

async function writeConfiguration(
  folder: string,
  ports: Ports,
  { keys, tls, viewers = '' }: LocalServerOptions,
): Promise<void> {
  const place = join(folder, 'pupitre/place');
  await mkdir(place, { recursive: true });
  await mkdir(join(folder, 'web/live'), { recursive: true });
  await mkdir(join(folder, 'temporary'), { recursive: true });
  await mkdir(join(folder, 'web/reports'), { recursive: true });
  for (const page of ['watch', 'rooms']) {
    await rm(join(folder, 'web', page), { force: true });
    await symlink(join(PAGES, page), join(folder, 'web', page));
  }
  await writeFile(join(folder, 'pupitre/rooms.htpasswd'), `${viewers}\n`, { mode: 0o600 });
  await writeFile(
    join(place, 'reports.conf'),
    `root ${quoted(join(folder, 'web'))};
xslt_stylesheet ${quoted(join(SHIPPED, 'targets.xslt'))};
`,
  );
  await writeKeys(folder, keys);
  await writeFile(
    join(place, 'rtmp.conf'),
    `listen 127.0.0.1:${ports.rtmp};
on_publish http://127.0.0.1:${ports.private}/publish;
hls_path ${quoted(join(folder, 'web/live'))};
`,
  );
  await writeFile(
    join(place, 'web.conf'),
    `listen 127.0.0.1:${ports.http};
${tls ? `listen 127.0.0.1:${ports.https} ssl;\n${CERTIFICATE}` : ''}
root ${quoted(join(folder, 'web'))};
access_log off;
`,
  );
  await writeFile(
    join(place, 'private.conf'),
    `listen 127.0.0.1:${ports.private};
access_log ${quoted(join(folder, 'publish.log'))} pupitre_publish;
`,
  );
  await writeFile(join(place, 'keys.conf'), `set $pupitre_keys ${quoted(join(folder, 'pupitre/keys'))};\n`);
  if (tls) {
    const pem = await Promise.all([tls.key, tls.certificate].map((file) => readFile(file, 'utf8')));
    await writeFile(join(folder, 'pupitre/tls.pem'), pem.join(''), { mode: 0o600 });
    await writeFile(
      join(place, 'rtmps.conf'),
      `listen 127.0.0.1:${ports.rtmps} ssl;
${CERTIFICATE}
proxy_pass 127.0.0.1:${ports.rtmp};
`,
    );
  }
  await writeFile(join(folder, 'nginx.conf'), mainConfiguration(tls !== undefined));
}

/** Stands in for Debian's /etc/nginx/nginx.conf of a server. */
function mainConfiguration(hasTls: boolean): string {
  return `load_module ${MODULES}/ngx_rtmp_module.so;
load_module ${MODULES}/ngx_http_xslt_filter_module.so;
${hasTls ? `load_module ${MODULES}/ngx_stream_module.so;` : ''}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr error;
${userInfo().uid === 0 ? 'user root;' : ''}
events {}
include ${quoted(join(SHIPPED, 'rtmp.conf'))};
${hasTls ? `include ${quoted(join(SHIPPED, 'rtmps.conf'))};` : ''}
http {
${lines(['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'], (kind) => `  ${kind}_temp_path temporary/${kind};`)}
  include ${quoted(join(SHIPPED, 'web.conf'))};
}
`;
}

async function writeKeys(folder: string, keys: LocalServerOptions['keys']): Promise<void> {
  const all = join(folder, 'pupitre/keys');
  await rm(all, { recursive: true, force: true });
  await mkdir(all, { mode: 0o700 });
  for (const [key, room] of Object.entries(keys)) {
    await mkdir(join(all, room), { recursive: true });
    await writeFile(join(all, room, key), '');
  }
}

function lines<T>(items: T[], line: (item: T) => string): string {
  return items.map((item) => `${line(item)}\n`).join('');
}

function quoted(path: string): string {
  if (/["\\$;{}]/.test(path)) throw new Error(`nginx cannot use the folder ${path}`);
  return `"${path}"`;
}

async function run(folder: string, ports: Ports): Promise<ChildProcess> {
  // setpriv: nginx ends with this process even if this process is killed. In a group of its own, so that signals reach
  // the workers too.
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'TERM', NGINX, '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-ERROR_TEXT_LIMIT);
  });
  let gone = false;
  child.on('error', (error) => {
    said += error.message;
    gone = true;
  });
  child.on('close', () => {
    gone = true;
  });
  const deadline = performance.now() + START_LIMIT_MS;
  while (!gone && performance.now() < deadline) {
    if (await answers(ports)) return child;
    await sleep(20);
  }
  await end(child);
  throw new Error(`nginx did not start: ${saidOnce(said) || `no answer within ${START_LIMIT_MS / 1000} s`}`);
}

/** nginx repeats itself while it waits for a port. Its time stamps and process ids say nothing here. */
function saidOnce(text: string): string {
  const words = text.split('\n').map((line) => line.replace(/^\S+ \S+ (\[\w+\]) [\d#]+: /, '$1 ').trim());
  return [...new Set(words)].filter(Boolean).join('; ');
}

/** True when the server on these ports answers. nginx opens HTTP and RTMP ports before the first answer. */
async function answers(ports: Ports): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${ports.private}/stat`, {
      signal: AbortSignal.timeout(1_000),
    });
    return answer.ok && (await answer.text()).includes('<rtmp>');
  } catch {
    return false;
  }
}

function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || hasEnded(child)) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  signalAll(child, 'SIGTERM');
  const timer = setTimeout(() => signalAll(child, 'SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Ports that were free a moment ago, all different. */
async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer();
      await once(probe.listen(0, '127.0.0.1'), 'listening');
      return probe;
    }),
  );
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
  return ports;
}
