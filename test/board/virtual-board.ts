/** A Debian board in QEMU: booted, commanded, its plug pulled, booted again from the same disk. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../tools/servers/free-port.ts';
import { type Board, PATIENCE_MS } from './board.ts';
import { Emulator } from './emulator.ts';
import { Ssh } from './ssh.ts';

const run = promisify(execFile);

/** This machine's loopback in QEMU's own network. */
const HOST = '10.0.2.2';
/** As much as the cheapest Pi has. */
const MEMORY_MEGABYTES = 512;
/** What the board syncs survives this QEMU, which is all that is killed; this machine's own disk may be busy. */
const CACHE = 'cache=unsafe';
const PAGE_PORT = 8080;
const BOOT_LIMIT_MS = 180_000;
/** The processor's own virtualisation, and QEMU's emulation of a processor, some ten times slower. */
const PROCESSORS = {
  kvm: ['-accel', 'kvm', '-cpu', 'host'],
  // Newer ones have wide vector instructions, which cost more to emulate than they save: a quarter in x264 and in starting node.
  emulated: ['-accel', 'tcg,thread=multi,tb-size=512', '-cpu', 'Nehalem'],
};
/**
 * Two emulated processors that change the code they run (static keys, while netfilter is loaded) crash a kernel now and
 * then, which no processor does: `int3` or an invalid instruction in the first seconds.
 */
const EMULATED_BOOTS = 3;
const PANIC = /Kernel panic/;
/** What QEMU says before it waits for ever, where /dev/kvm is there but cannot run this kernel, as in some virtual machines. */
const KVM_FAILS = /KVM internal error/;

export class VirtualBoard implements Board {
  readonly stateFolder = '/var/lib/pupitre';
  readonly pagePort: number;
  /** Words for `ssh` that reach it, while it is on. */
  readonly sshWords: string[];
  /** What it runs on. */
  processor: keyof typeof PROCESSORS = isUsable('/dev/kvm') ? 'kvm' : 'emulated';
  readonly #image: string;
  readonly #folder: string;
  readonly #sshPort: number;
  readonly #ssh: Ssh;
  readonly #emulator: Emulator;

  private constructor(image: string, folder: string, sshPort: number, pagePort: number) {
    this.#image = image;
    this.#folder = folder;
    this.#sshPort = sshPort;
    this.pagePort = pagePort;
    const known = [
      'HostKeyAlias=board',
      'StrictHostKeyChecking=yes',
      `UserKnownHostsFile=${join(image, 'known_hosts')}`,
    ];
    const options = known.flatMap((option) => ['-o', option]);
    this.sshWords = ['-F', 'none', '-i', join(image, 'key'), '-p', String(sshPort), ...options, 'root@127.0.0.1'];
    this.#ssh = new Ssh(this.sshWords, join(folder, 'ssh'));
    this.#emulator = new Emulator('qemu-system-x86_64', folder);
  }

  /** `image`: what `build/build.sh` made. `folder`: for what this board writes, its disk above all. */
  static async make(image: string, folder: string): Promise<VirtualBoard> {
    const disk = ['-q', '-f', 'qcow2', '-F', 'qcow2', '-b', join(image, 'disk.qcow2'), join(folder, 'disk.qcow2')];
    await run('qemu-img', ['create', ...disk]);
    return new VirtualBoard(image, folder, await freePort(), await freePort());
  }

  /** `isButtonHeld`: from the first moment on, until a script lets it go. */
  async boot({ isButtonHeld = false } = {}): Promise<void> {
    for (let tries = 1; !(await this.#boot(isButtonHeld, tries === EMULATED_BOOTS)); tries++) await this.cutPower();
    await this.#ssh.connect();
  }

  /** False where the emulation failed, which is no fault of the board's; `isLast`: then it throws. */
  async #boot(isButtonHeld: boolean, isLast: boolean): Promise<boolean> {
    const forward = (port: number, to: number) => `hostfwd=tcp:127.0.0.1:${port}-:${to}`;
    const kernel = 'root=/dev/vda rw console=ttyS0 quiet panic=-1 mitigations=off net.ifnames=0 systemd.show_status=0';
    const words = [
      ...['-M', 'q35', ...PROCESSORS[this.processor]],
      ...['-smp', '2', '-m', String(MEMORY_MEGABYTES), '-monitor', 'none'],
      ...['-drive', `file=${join(this.#folder, 'disk.qcow2')},if=virtio,${CACHE}`, '-device', 'virtio-rng-pci'],
      ...['-nic', `user,model=virtio-net-pci,${forward(this.#sshPort, 22)},${forward(this.pagePort, PAGE_PORT)}`],
      ...['-kernel', join(this.#image, 'vmlinuz'), '-initrd', join(this.#image, 'initrd.img')],
      ...['-append', isButtonHeld ? `${kernel} board.held` : kernel],
    ];
    await this.#emulator.start(words);
    for (const deadline = performance.now() + BOOT_LIMIT_MS; ; await sleep(200)) {
      const { isOn } = this.#emulator;
      const shown = await this.#emulator.shown();
      if (shown.includes('BOARD-READY')) return true;
      const complaint = await this.#emulator.complaint();
      if (this.processor === 'kvm' && (KVM_FAILS.test(complaint) || !isOn)) {
        this.processor = 'emulated';
        return false;
      }
      if (this.processor === 'emulated' && !isOn && PANIC.test(shown) && !isLast) {
        console.log(`board: the emulated processor crashed the kernel, booted again: ${/RIP: .*/.exec(shown)?.[0]}`);
        return false;
      }
      const isWaiting = isOn && performance.now() < deadline;
      assert.ok(isWaiting, `the board does not boot: ${complaint}${shown.slice(-2000)}`);
    }
  }

  async reach(port: number): Promise<string> {
    return `${HOST}:${port}`;
  }

  sh(script: string, limitMs?: number): Promise<string> {
    return this.#ssh.sh(script, limitMs);
  }

  /** After its cable was out for longer than the connection bears. */
  reconnect(): Promise<void> {
    return this.#ssh.connect();
  }

  put(from: string, to: string): Promise<void> {
    return this.#ssh.put(from, to);
  }

  get(from: string, to: string): Promise<void> {
    return this.#ssh.get(from, to);
  }

  async cutPower(): Promise<void> {
    await this.#emulator.cut();
    await this.#ssh.close();
  }

  async switchedOff(): Promise<void> {
    await this.#emulator.switchedOff(PATIENCE_MS);
    await this.cutPower();
  }

  close(): Promise<void> {
    return this.cutPower();
  }
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
