/** A Debian board in QEMU: booted, commanded, its plug pulled, booted again from the same disk. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../tools/free-port.ts';

const run = promisify(execFile);

/** How the board reaches this machine, in QEMU's own network. */
export const HOST_FROM_BOARD = '10.0.2.2';
/** As much as the cheapest Pi has. */
const MEMORY_MEGABYTES = 512;
const PAGE_PORT = 8080;

/** Several times what anything on an emulated board takes; waiting ends as soon as what is awaited is there. */
export const PATIENCE_MS = 120_000;
const BOOT_LIMIT_MS = 180_000;
/** The processor's own virtualisation, and QEMU's emulation of a processor, some ten times slower. */
const PROCESSORS = {
  kvm: ['-accel', 'kvm', '-cpu', 'host'],
  emulated: ['-accel', 'tcg,thread=multi,tb-size=512', '-cpu', 'max'],
};
/** What QEMU says where /dev/kvm is there but cannot run this kernel, as in some virtual machines. */
const KVM_FAILS = /KVM internal error|failed to initialize kvm/;

export class VirtualBoard {
  readonly #image: string;
  readonly #folder: string;
  readonly #sshPort: number;
  /** Port of the technician's page on 127.0.0.1. */
  readonly pagePort: number;
  /** What it runs on. */
  processor: keyof typeof PROCESSORS = isUsable('/dev/kvm') ? 'kvm' : 'emulated';
  #qemu: ChildProcess | null = null;

  private constructor(image: string, folder: string, sshPort: number, pagePort: number) {
    this.#image = image;
    this.#folder = folder;
    this.#sshPort = sshPort;
    this.pagePort = pagePort;
  }

  /** `image`: what `build/build.sh` made. `folder`: for what this board writes, its disk above all. */
  static async make(image: string, folder: string): Promise<VirtualBoard> {
    const disk = ['-q', '-f', 'qcow2', '-F', 'qcow2', '-b', join(image, 'disk.qcow2'), join(folder, 'disk.qcow2')];
    await run('qemu-img', ['create', ...disk]);
    return new VirtualBoard(image, folder, await freePort(), await freePort());
  }

  /** Resolves once it takes commands, with the seconds that took. */
  async boot(): Promise<number> {
    const startedMs = performance.now();
    const console = join(this.#folder, 'console.log');
    const forward = (port: number, to: number) => `hostfwd=tcp:127.0.0.1:${port}-:${to}`;
    const words = [
      ...['-M', 'q35', ...PROCESSORS[this.processor]],
      ...['-smp', '2', '-m', String(MEMORY_MEGABYTES), '-no-reboot', '-display', 'none', '-monitor', 'none'],
      ...['-serial', `file:${console}`, '-drive', `file=${join(this.#folder, 'disk.qcow2')},if=virtio`],
      ...['-device', 'virtio-rng-pci'],
      ...['-nic', `user,model=virtio-net-pci,${forward(this.#sshPort, 22)},${forward(this.pagePort, PAGE_PORT)}`],
      ...['-kernel', join(this.#image, 'vmlinuz'), '-initrd', join(this.#image, 'initrd.img')],
      ...['-append', 'root=/dev/vda rw console=ttyS0 quiet mitigations=off net.ifnames=0 systemd.show_status=0'],
    ];
    // Of an earlier boot.
    await rm(console, { force: true });
    const said = openSync(join(this.#folder, 'qemu.log'), 'w');
    // It ends with this process, even if this process is killed.
    this.#qemu = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...words], {
      stdio: ['ignore', said, said],
    });
    for (const deadline = startedMs + BOOT_LIMIT_MS; ; await sleep(200)) {
      const shown = await readFile(console, 'utf8').catch(() => '');
      if (shown.includes('BOARD-READY')) break;
      const complaint = await readFile(join(this.#folder, 'qemu.log'), 'utf8');
      if (this.processor === 'kvm' && KVM_FAILS.test(complaint)) {
        this.processor = 'emulated';
        await this.cutPower();
        return this.boot();
      }
      const isWaiting = this.isOn && performance.now() < deadline;
      assert.ok(isWaiting, `the board does not boot: ${complaint}${shown.slice(-2000)}`);
    }
    await this.sh('true');
    return (performance.now() - startedMs) / 1000;
  }

  get isOn(): boolean {
    return this.#qemu !== null && this.#qemu.exitCode === null && this.#qemu.signalCode === null;
  }

  /** Runs a script on the board and resolves with what it printed. Rejects when it fails or takes longer. */
  async sh(script: string, limitMs = PATIENCE_MS): Promise<string> {
    const limited = `timeout -k 2 ${Math.ceil(limitMs / 1000)} sh -ec ${quoted(script)}`;
    const { stdout } = await run('ssh', [...this.#ssh(), limited], {
      // The board's own limit comes first: it says which command it was.
      timeout: limitMs + 10_000,
      maxBuffer: 50_000_000,
    });
    return stdout.trim();
  }

  /** Unpacks the content of a folder here into a folder there. */
  put(from: string, to: string): Promise<void> {
    return this.#pipe(
      `tar -C ${quoted(from)} --owner=0 --group=0 -cf - . | ssh "$@" ${quoted(`mkdir -p ${to} && tar -C ${to} -xf -`)}`,
    );
  }

  /** Copies the content of a folder there into a folder here. */
  get(from: string, to: string): Promise<void> {
    return this.#pipe(`ssh "$@" ${quoted(`tar -C ${from} -cf - .`)} | tar -C ${quoted(to)} -xf -`);
  }

  /** As when somebody pulls the plug: what the board had not yet given to its disk is gone. */
  async cutPower(): Promise<void> {
    const qemu = this.#qemu;
    if (qemu && this.isOn) {
      const closed = once(qemu, 'close');
      qemu.kill('SIGKILL');
      await closed;
    }
    await run('ssh', ['-O', 'exit', ...this.#ssh()]).catch(() => {});
  }

  /** Resolves once the board has switched itself off. */
  async switchedOff(): Promise<void> {
    for (const deadline = performance.now() + PATIENCE_MS; this.isOn; await sleep(100)) {
      assert.ok(performance.now() < deadline, 'the board is still on');
    }
    await this.cutPower();
  }

  async #pipe(script: string): Promise<void> {
    await run('bash', ['-o', 'pipefail', '-c', script, 'pipe', ...this.#ssh()], { timeout: PATIENCE_MS });
  }

  /** One connection for all commands: emulated, each new one takes seconds. */
  #ssh(): string[] {
    const options = {
      BatchMode: 'yes',
      ConnectTimeout: '30',
      HostKeyAlias: 'board',
      StrictHostKeyChecking: 'yes',
      UserKnownHostsFile: join(this.#image, 'known_hosts'),
      ControlMaster: 'auto',
      ControlPath: join(this.#folder, 'ssh'),
      ControlPersist: '60',
      LogLevel: 'ERROR',
    };
    const words = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    return ['-F', 'none', '-i', join(this.#image, 'key'), '-p', String(this.#sshPort), ...words, 'root@127.0.0.1'];
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
