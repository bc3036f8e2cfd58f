/**
 * A box that can be updated, in folders of its own: the real service, started by the real `systemd/launch`, the real
 * `systemd/update`, real packages and keys. Only systemd itself is played: restart, readiness and the unit that waits.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Update } from '../../../device/api/contract/update.ts';
import type { Ending } from '../ending.ts';
import { freePort } from '../servers/free-port.ts';
import { Device } from './device.ts';
import { SigningKeys } from './signing-keys.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../../..');
const DIST = join(ROOT, 'dist');
export const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;
export const OWN_VERSION = '1.0.0';
/** In place of 20 s, 40 s and systemd's 90 s. */
const TEST_SECONDS = 2;
const WATCH_SECONDS = 1;
const READY_MS = 15_000;
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

/** As `npm run package` packs them: of a package what runs. */
const modulesBeside = async () =>
  (await run(process.execPath, [join(ROOT, 'image/package/native-modules.mjs')])).stdout.trim().split('\n');
const runs = (name: string) =>
  !/obj\.target|\/(src|docs?|examples?|test)\/|\.(o|d|cc|h|md)$/.test(name.slice(ROOT.length));

export interface PackageParts {
  version: string;
  fields?: Record<string, string>;
  /** What is refused before it is unpacked needs no program. */
  isEmpty?: boolean;
  /** Changes the program before it is packed. */
  change?(program: string): Promise<void>;
  /** One of `keys`; null: not signed. */
  key: string | null;
  /** Of control and data, as `dpkg-deb -Z` calls it. */
  packing?: 'gzip' | 'xz' | 'zstd' | 'none';
}

export class UpdateBox {
  readonly folder: string;
  readonly own: string;
  readonly versions: string;
  readonly state: string;
  readonly run: string;
  readonly keys: SigningKeys;
  readonly port: number;
  readonly box: Device;
  /** What `systemd/update` said. */
  said = '';
  #service: ChildProcess | null = null;
  /** Starts since the test began; systemd starts again what ends. */
  starts = 0;
  #token = '';
  /** How often the system was asked for an update. */
  installs = 0;
  #isWanted = false;
  #isOver = false;
  #installer: ChildProcess | null = null;

  private constructor(folder: string, port: number, keys: SigningKeys) {
    this.folder = folder;
    this.port = port;
    this.own = join(folder, 'own');
    this.versions = join(folder, 'versions');
    this.state = join(folder, 'state');
    this.run = join(folder, 'run');
    this.keys = keys;
    this.box = new Device('', port);
  }

  static async make(t: Ending, settings: object): Promise<UpdateBox> {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-update-'));
    const made = new UpdateBox(folder, await freePort(), await SigningKeys.in(join(folder, 'gpg')));
    t.after(() => made.#close());
    for (const one of [made.own, made.versions, made.state, made.run, join(made.folder, 'root')]) await mkdir(one);
    await made.#ownProgram();
    for (const name of ['launch', 'update', 'trust-key']) await cp(join(ROOT, 'systemd', name), join(made.own, name));
    await writeFile(
      join(made.state, 'settings.json'),
      JSON.stringify({ room: { language: 'en' }, web: { host: '127.0.0.1', port: made.port }, ...settings }),
    );
    // The words of `systemctl` that `update` uses, carried out by this process.
    const stand = join(made.folder, 'systemctl');
    await writeFile(
      stand,
      `#!/bin/sh
case "$*" in *is-active*) exec test -e "${made.folder}/active" ;; esac
rm -f "${made.folder}/answer"; echo "$1" >"${made.folder}/asked.new"; mv "${made.folder}/asked.new" "${made.folder}/asked"
until [ -e "${made.folder}/answer" ]; do sleep 0.05; done
exit "$(cat "${made.folder}/answer")"
`,
    );
    await chmod(stand, 0o755);
    void made.#beSystemd();
    return made;
  }

  get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PUPITRE_OWN: this.own,
      PUPITRE_VERSIONS: this.versions,
      PUPITRE_STATE: this.state,
      PUPITRE_RUN: this.run,
      PUPITRE_PROGRESS: join(this.folder, 'progress'),
      PUPITRE_ROOT: join(this.folder, 'root'),
      PUPITRE_USER: userInfo().username,
      PUPITRE_SYSTEMCTL: join(this.folder, 'systemctl'),
      PUPITRE_NODE: process.execPath,
      PUPITRE_TEST_SECONDS: String(TEST_SECONDS),
      PUPITRE_WATCH_SECONDS: String(WATCH_SECONDS),
      RUNTIME_DIRECTORY: this.run,
    };
  }

  /** As `pupitre trust FILE` does. */
  async trust(key: string): Promise<void> {
    const file = join(this.folder, 'key.asc');
    await writeFile(file, await this.keys.publicKey(key));
    await run(join(this.own, 'trust-key'), [file, join(this.folder, 'root')]);
  }

  async pack({ version, fields = {}, isEmpty = false, change, key, packing = 'gzip' }: PackageParts): Promise<Buffer> {
    const tree = await mkdtemp(join(this.folder, 'tree-'));
    const program = join(tree, 'usr/lib/pupitre');
    if (!isEmpty) {
      await this.#program(program, version);
      for (const name of await modulesBeside())
        await cp(join(ROOT, 'node_modules', name), join(program, 'node_modules', name), {
          recursive: true,
          filter: runs,
        });
    }
    await change?.(program);
    const control = {
      Package: 'pupitre',
      Version: version,
      Architecture: ARCHITECTURE,
      Maintainer: 'Pupitre <pupitre@pupitre.invalid>',
      Depends: 'dpkg (>= 1.20)',
      'Pupitre-System': '1',
      Description: 'of a test',
      ...fields,
    };
    await mkdir(join(tree, 'DEBIAN'));
    const lines = Object.entries(control).map(([name, value]) => `${name}: ${value}\n`);
    await writeFile(join(tree, 'DEBIAN/control'), lines.join(''));
    const file = `${tree}.deb`;
    await mkdir(program, { recursive: true });
    await run('dpkg-deb', ['--root-owner-group', `-Z${packing}`, '-z1', '-b', tree, file]);
    if (key !== null) await this.keys.sign(file, key);
    const packed = await readFile(file);
    await rm(tree, { recursive: true });
    await rm(file);
    return packed;
  }

  /** The signature of one package on another, so many times. */
  async moveSignature(from: Buffer, to: Buffer, times = 1): Promise<Buffer> {
    const folder = await mkdtemp(join(this.folder, 'signature-'));
    await writeFile(join(folder, 'from'), from);
    await writeFile(join(folder, 'to'), to);
    await run('sh', ['-ec', 'ar x from _gpgorigin; mv _gpgorigin one'], { cwd: folder });
    await run('sh', ['-ec', `cat ${'one '.repeat(times)} >_gpgorigin; ar q to _gpgorigin`], { cwd: folder });
    return readFile(join(folder, 'to'));
  }

  /** Resolves when the page answers, after however many starts. */
  async start(): Promise<void> {
    this.#isWanted = true;
    for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
      if (await this.#untilReady().catch(() => false)) return;
      assert.ok(performance.now() < deadline, 'the page answers');
    }
  }

  get pid(): number {
    assert.ok(this.#service?.pid);
    return this.#service.pid;
  }

  /** The last session was so long ago. The service must not run. */
  async passHours(hours: number): Promise<void> {
    const file = join(this.state, 'last-session.json');
    const ended = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...ended, monotonicMs: ended.monotonicMs - hours * 3600_000 }));
    await rm(join(this.state, 'recordings'), { recursive: true });
  }

  /** As a power cut leaves it: /run is empty, nothing runs. */
  async cutPower(): Promise<void> {
    this.#isWanted = false;
    const installer = this.#installer;
    if (installer?.pid) {
      const gone = once(installer, 'close');
      process.kill(-installer.pid, 'SIGKILL');
      await gone;
    }
    await this.#endService('SIGKILL');
    await rm(this.run, { recursive: true });
    await mkdir(this.run);
    await rm(join(this.folder, 'progress'), { force: true });
    await rm(join(this.folder, 'asked'), { force: true });
  }

  /** With a token, which outlives restarts. */
  async ask(method: string, path: string, body?: unknown, type = 'application/json') {
    const isFile = body instanceof Buffer || body instanceof ReadableStream;
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#theToken()}`,
        ...(body !== undefined && { 'content-type': type }),
      },
      body: (isFile || body === undefined ? body : JSON.stringify(body)) as BodyInit,
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    } as RequestInit);
    return { status: answer.status, body: (await answer.json()) as unknown };
  }

  send(body: Buffer | ReadableStream) {
    return this.ask('POST', '/api/update', body, 'application/octet-stream');
  }

  async #theToken(): Promise<string> {
    if (this.#token === '') {
      const { body } = await this.box.ask('POST', '/api/tokens', { name: 'test' });
      this.#token = (body as { token: string }).token;
    }
    return this.#token;
  }

  /** The code of the reason why it is not taken. */
  async refusalOf(body: Buffer | ReadableStream): Promise<string> {
    const answer = await this.send(body);
    assert.notEqual(answer.status, 200, JSON.stringify(answer.body));
    const { code, message } = (answer.body as { error: { code: string; message: string } }).error;
    assert.doesNotMatch(message, /\{\w+\}/, 'each value of the sentence is given');
    return code;
  }

  async update(): Promise<Update> {
    const { status, body } = await this.ask('GET', '/api/update');
    assert.equal(status, 200);
    return body as Update;
  }

  async waitFor(phase: Update['update']['phase']): Promise<Update> {
    let last: Update | null = null;
    for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await sleep(LOOK_MS)) {
      last = await this.update().catch(() => last);
      if (last?.update.phase === phase) return last;
    }
    assert.fail(`no ${phase}: ${JSON.stringify(last)}\n${this.said}`);
  }

  /** The system has installed it, has refused it, or has returned. */
  async waitForEnd(): Promise<Update> {
    for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
      const last = await this.update().catch(() => null);
      if (last && ['done', 'refused', 'returned'].includes(last.update.phase)) return last;
      assert.ok(performance.now() < deadline, `it ends: ${JSON.stringify(last)}\n${this.said}`);
    }
  }

  inUse(): Promise<string | null> {
    return readlink(join(this.versions, 'current')).catch(() => null);
  }

  async #program(folder: string, version: string): Promise<void> {
    await mkdir(dirname(folder), { recursive: true });
    await cp(DIST, folder, { recursive: true, filter: (name) => !name.endsWith('.map') });
    await writeFile(join(folder, 'version'), `${version}\n`);
  }

  async #ownProgram(): Promise<void> {
    await this.#program(this.own, OWN_VERSION);
    await symlink(join(ROOT, 'node_modules'), join(this.own, 'node_modules'));
  }

  /** As a power cut leaves it right after the version was put into use: nobody has said so. */
  async forgetOutcome(asked: 'install' | 'return', version: string): Promise<void> {
    const outcome = join(this.versions, 'outcome');
    const { id } = JSON.parse(await readFile(outcome, 'utf8'));
    await rm(outcome);
    await writeFile(join(this.state, 'update/wish.json'), JSON.stringify({ id, asked, version }));
  }

  /** As if the last wish had been asked for once more; resolves when the system has answered. */
  async askAgain(): Promise<void> {
    const { id } = JSON.parse(await readFile(join(this.versions, 'outcome'), 'utf8'));
    await writeFile(join(this.run, 'update-request'), `install ${id}\n`);
    const { installs } = this;
    for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
      if (this.installs > installs && this.#installer === null) return;
      assert.ok(performance.now() < deadline, 'it is answered');
    }
  }

  // ---- What systemd does ----

  async #beSystemd(): Promise<void> {
    const [asked, request] = [join(this.folder, 'asked'), join(this.run, 'update-request')];
    for (; !this.#isOver; await sleep(LOOK_MS)) {
      if (this.#isWanted && this.#service === null) this.#startService();
      if (this.#installer === null && existsSync(request)) this.#install();
      if (!existsSync(asked)) continue;
      const word = (await readFile(asked, 'utf8')).trim();
      await rm(asked);
      void this.#carryOut(word);
    }
  }

  async #carryOut(word: string): Promise<void> {
    if (word === 'restart') await this.#endService('SIGTERM');
    const starts = this.starts + (word === 'restart' ? 1 : 0);
    const isReady = await this.#untilReady().catch(() => false);
    if (!isReady && this.starts === starts) await this.#endService('SIGKILL');
    await writeFile(join(this.folder, 'answer'), isReady ? '0' : '1');
  }

  #startService(): void {
    this.starts += 1;
    const words = ['--settings', join(this.state, 'settings.json'), '--state', this.state];
    const service = spawn('setpriv', ['--pdeathsig', 'KILL', join(this.own, 'launch'), ...words], {
      env: this.env,
      stdio: 'ignore',
    });
    this.#service = service;
    service.once('close', () => {
      this.#service = null;
    });
  }

  /** Rejects where the process that is started ends, or takes too long. */
  async #untilReady(): Promise<true> {
    const deadline = performance.now() + READY_MS;
    for (; this.#service === null; await sleep(LOOK_MS)) assert.ok(performance.now() < deadline, 'it starts');
    const { pid } = this.#service;
    while ((await fetch(`http://127.0.0.1:${this.port}/healthz`).catch(() => null)) === null) {
      assert.ok(this.#service?.pid === pid && performance.now() < deadline, 'it gets ready');
      await sleep(LOOK_MS);
    }
    await writeFile(join(this.folder, 'active'), '');
    await run(join(this.own, 'launch'), ['--ready'], { env: this.env });
    return true;
  }

  async #endService(signal: NodeJS.Signals): Promise<void> {
    const service = this.#service;
    if (service === null) return;
    const closed = once(service, 'close');
    service.kill(signal);
    await closed;
  }

  #install(): void {
    this.installs += 1;
    const installer = spawn('setpriv', ['--pdeathsig', 'KILL', join(this.own, 'update')], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#installer = installer;
    for (const stream of [installer.stdout, installer.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
      });
    installer.once('close', () => {
      this.#installer = null;
      // Its runtime folder goes with the unit.
      void rm(join(this.folder, 'progress'), { force: true });
    });
  }

  async #close(): Promise<void> {
    this.#isOver = true;
    await this.cutPower();
    await this.keys.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
