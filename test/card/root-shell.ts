/**
 * Root's shell on a second serial line, which systemd opens when the kernel's words ask for it: the one way into a box
 * that has no password, no ssh and no network.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from '../board/board.ts';

/** A terminal takes 4095 characters a line. */
const LINE = 1000;
const ASK_AGAIN_MS = 2_000;

export class RootShell {
  /** Of the kernel. */
  static readonly words = 'systemd.debug_shell=ttyS0';
  readonly #path: string;
  #socket: Socket | null = null;
  #heard = '';
  #last: Promise<unknown> = Promise.resolve();

  /** `path`: of a socket, short as those must be. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Of QEMU: a serial line on PCI, as this machine's only one of its own is the kernel's. */
  get devices(): string[] {
    const line = ['-chardev', `socket,id=shell,path=${this.#path},server=on,wait=off`];
    return [...line, '-device', 'pci-serial,chardev=shell'];
  }

  /** Waits until the shell answers, which is early in the boot. */
  async open(patienceMs: number, isOn: () => boolean): Promise<void> {
    const deadline = performance.now() + patienceMs;
    await this.#connect(deadline);
    // What was typed before there was a shell is lost.
    for (const mark = `open-${randomBytes(4).toString('hex')}`; ; await sleep(ASK_AGAIN_MS)) {
      if (this.#heard.includes(`\n${mark}`)) break;
      assert.ok(isOn() && performance.now() < deadline, `no shell of root's: ${this.#heard.slice(-500)}`);
      this.#type(`stty -echo; PS1=; PS2=; echo; echo ${mark.slice(0, 5)}''${mark.slice(5)}`);
    }
  }

  /** One at a time; what it says on its error output is part of why it failed. */
  sh(script: string, limitMs = PATIENCE_MS): Promise<string> {
    const done = this.#last.then(() => this.#run(script, limitMs));
    this.#last = done.catch(() => {});
    return done;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
    this.#heard = '';
  }

  async #run(script: string, limitMs: number): Promise<string> {
    const mark = randomBytes(6).toString('hex');
    this.#heard = '';
    const typed =
      Buffer.from(script)
        .toString('base64')
        .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
    const limit = `timeout -k 2 ${Math.ceil(limitMs / 1000)}`;
    this.#type(
      [
        `base64 -d >/run/typed <<'${mark}'`,
        ...typed,
        mark,
        `${limit} sh -e /run/typed >/run/said 2>/run/complained; code=$?`,
        `echo; echo begin''-${mark}; base64 /run/said; echo then''-${mark}; tail -c 2000 /run/complained | base64; echo $code end''-${mark}`,
      ].join('\n'),
    );
    const end = new RegExp(`begin-${mark}\\s([^]*)then-${mark}\\s([^]*?)(\\d+) end-${mark}`);
    for (const deadline = performance.now() + limitMs + 10_000; ; await sleep(50)) {
      const [, said, complained = '', code] = end.exec(this.#heard) ?? [];
      if (said !== undefined) {
        const decoded = (text: string) => Buffer.from(text, 'base64').toString('utf8').trim();
        assert.equal(code, '0', `${script.trim()}\nended with ${code}: ${decoded(complained)}\n${decoded(said)}`);
        return decoded(said);
      }
      assert.ok(this.#socket && performance.now() < deadline, `no answer to: ${script}\n${this.#heard.slice(-500)}`);
    }
  }

  #type(text: string): void {
    this.#socket?.write(`${text}\n`);
  }

  async #connect(deadline: number): Promise<void> {
    this.close();
    for (;;) {
      const socket = connect(this.#path);
      const isThere = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      if (isThere) {
        this.#socket = socket;
        socket.on('error', () => {});
        socket.on('close', () => {
          if (this.#socket === socket) this.#socket = null;
        });
        socket.setEncoding('utf8').on('data', (text: string) => {
          this.#heard += text;
        });
        return;
      }
      assert.ok(performance.now() < deadline, 'QEMU opens no line for the shell');
      await sleep(100);
    }
  }
}
