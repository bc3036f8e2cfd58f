/** A box that boots from a card, its own kernel and initrd, in QEMU: on a network or on none, cut off, booted again. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Board, PATIENCE_MS } from '../board/board.ts';
import { Emulator } from '../board/emulator.ts';
import { Ssh } from '../board/ssh.ts';
import { freePort } from '../tools/servers/free-port.ts';
import type { BootFiles, Card } from './card.ts';
import { RootShell } from './root-shell.ts';

/** This machine's loopback in QEMU's own network. */
const HOST = '10.0.2.2';
/** As much as the cheapest Pi has. */
const MEMORY_MEGABYTES = 512;
/** The Pi 4's; of no later instructions, which cost more to emulate. */
const PROCESSOR = ['-accel', 'tcg,thread=multi,tb-size=512', '-cpu', 'cortex-a72', '-smp', '2'];
/** A Pi has no clock of its own. */
const CLOCK = ['-rtc', 'base=2020-01-01T00:00:00'];
/** What the box syncs survives this QEMU, which is all that is killed; this machine's own disk may be busy. */
const CACHE = 'cache=unsafe';
/** Beside what cmdline.txt says: where to show it, and that a panic ends this QEMU. */
const KERNEL = `console=ttyAMA0 panic=-1 mitigations=off systemd.show_status=0 ${RootShell.words}`;
/** Three times what it takes with other work on all cores. */
const BOOT_LIMIT_MS = 360_000;
/** See `test/board/virtual-board.ts`: an emulated processor crashes a kernel now and then. */
const EMULATED_BOOTS = 3;
const PANIC = /Kernel panic/;
const PORTS = { page: 8080, pageOnItsOwnPort: 80, ssh: 22 };

export interface BootTimes {
  /** From the start of the kernel to that of systemd, the initrd's part too. */
  kernelSeconds: number;
  /** From there until the service says that it is ready. */
  serviceSeconds: number;
  /** From power-on until the page is there for a browser outside; null where there is no network. */
  pageSeconds: number | null;
}

export interface BootOptions {
  /** Default: a cable with a router that gives addresses. */
  network?: 'cable' | 'none';
  /** Where the card's own can no longer be read. */
  files?: BootFiles;
}

export class CardBoard implements Board {
  readonly stateFolder = '/var/lib/pupitre';
  readonly card: Card;
  /** On 127.0.0.1 of this machine, each the box's port of that name. */
  readonly ports: typeof PORTS;
  readonly #folder: string;
  readonly #emulator: Emulator;
  readonly #shell: RootShell;
  readonly #ssh: Ssh;

  private constructor(card: Card, folder: string, key: string, ports: typeof PORTS) {
    this.card = card;
    this.ports = ports;
    this.#folder = folder;
    this.#emulator = new Emulator('qemu-system-aarch64', folder);
    this.#shell = new RootShell(join(folder, 'shell'));
    this.#ssh = new Ssh([...this.sshOptions, '-i', key, 'root@127.0.0.1'], join(folder, 'ssh'));
  }

  /** `key`: what `ssh` opens the box with, if it lets anybody in. `folder`: for what the emulator writes. */
  static async make(card: Card, folder: string, key: string): Promise<CardBoard> {
    const ports = { page: await freePort(), pageOnItsOwnPort: await freePort(), ssh: await freePort() };
    return new CardBoard(card, folder, key, ports);
  }

  get pagePort(): number {
    return this.ports.page;
  }

  /** All but key and user. The first time the box's own key is taken, and no other from then on. */
  get sshOptions(): string[] {
    const known = ['HostKeyAlias=box', 'StrictHostKeyChecking=accept-new', 'IdentitiesOnly=yes'];
    const options = [...known, `UserKnownHostsFile=${join(this.#folder, 'known_hosts')}`];
    return ['-F', 'none', '-p', String(this.ports.ssh), ...options.flatMap((option) => ['-o', option])];
  }

  /** Resolves once the service is ready and, on a network, the page is seen from outside. */
  async boot(options: BootOptions = {}): Promise<BootTimes> {
    for (let tries = 1; ; tries++) {
      const times = await this.#boot(options, tries === EMULATED_BOOTS);
      if (times) return times;
      await this.cutPower();
    }
  }

  /** Null where the emulation failed, which is no fault of the box's; `isLast`: then it throws. */
  async #boot({ network = 'cable', files }: BootOptions, isLast: boolean): Promise<BootTimes | null> {
    const { kernel, initrd, words } = files ?? (await this.card.bootFiles());
    const forwards = Object.entries(PORTS).map(
      ([name, port]) => `hostfwd=tcp:127.0.0.1:${this.ports[name as keyof typeof PORTS]}-:${port}`,
    );
    const cable = ['-nic', `user,model=virtio-net-pci,ipv6=off,${forwards.join(',')}`];
    const startedMs = performance.now();
    await this.#emulator.start([
      ...['-M', 'virt', ...PROCESSOR, '-m', String(MEMORY_MEGABYTES), ...CLOCK, '-monitor', 'none'],
      ...[
        '-drive',
        `file=${this.card.file},format=raw,if=none,id=card,${CACHE}`,
        '-device',
        'virtio-blk-pci,drive=card',
      ],
      ...['-device', 'virtio-rng-pci', ...this.#shell.devices, ...(network === 'cable' ? cable : ['-nic', 'none'])],
      ...['-kernel', kernel, '-initrd', initrd, '-append', `${words} ${KERNEL}`],
    ]);
    const page = network === 'cable' ? this.#pageSeen(startedMs) : Promise.resolve(null);
    try {
      await this.#shell.open(BOOT_LIMIT_MS, () => this.#emulator.isOn);
      const pageSeconds = await page;
      return { ...(await this.#readyTimes()), pageSeconds };
    } catch (error) {
      await page.catch(() => {});
      const shown = await this.#emulator.shown();
      if (!isLast && !this.#emulator.isOn && PANIC.test(shown)) {
        console.log(`card: the emulated processor crashed the kernel, booted again: ${/pc : .*/.exec(shown)?.[0]}`);
        return null;
      }
      const why = `${(error as Error).message}\n${await this.#emulator.complaint()}${shown.slice(-3000)}`;
      throw new Error(`the box does not boot: ${why}`);
    }
  }

  async #pageSeen(startedMs: number): Promise<number> {
    for (;;) {
      const isThere = await fetch(`http://127.0.0.1:${this.ports.page}/healthz`, { signal: AbortSignal.timeout(5_000) })
        .then(() => true)
        .catch(() => false);
      const ms = performance.now() - startedMs;
      if (isThere) return ms / 1000;
      assert.ok(this.#emulator.isOn && ms < BOOT_LIMIT_MS, 'the page does not answer');
      await sleep(200);
    }
  }

  async #readyTimes(): Promise<Omit<BootTimes, 'pageSeconds'>> {
    const said = await this.sh(
      `for i in $(seq 300); do systemctl is-active -q pupitre && break; sleep 1; done
       systemctl show -p UserspaceTimestampMonotonic; systemctl show pupitre -p ActiveEnterTimestampMonotonic`,
      BOOT_LIMIT_MS,
    );
    const [handOver = Number.NaN, ready = Number.NaN] = [...said.matchAll(/=(\d+)/g)].map(([, us]) => Number(us) / 1e6);
    assert.ok(ready > 0, `the service is not ready: ${said}`);
    return { kernelSeconds: handOver, serviceSeconds: ready - handOver };
  }

  /** The console's words since power-on. */
  shown(): Promise<string> {
    return this.#emulator.shown();
  }

  async reach(port: number): Promise<string> {
    return `${HOST}:${port}`;
  }

  sh(script: string, limitMs?: number): Promise<string> {
    return this.#shell.sh(script, limitMs);
  }

  /** @throws what ssh says where no key was given. */
  async put(from: string, to: string): Promise<void> {
    await this.#connected();
    return this.#ssh.put(from, to);
  }

  /** @throws what ssh says where no key was given. */
  async get(from: string, to: string): Promise<void> {
    await this.#connected();
    return this.#ssh.get(from, to);
  }

  async #connected(): Promise<void> {
    if (!(await this.#ssh.isConnected())) await this.#ssh.connect();
  }

  async cutPower(): Promise<void> {
    await this.#emulator.cut();
    await this.#ssh.close();
    this.#shell.close();
  }

  /** What is not yet on the card is written, and the plug pulled: for the laptop, which reads only the card. */
  async unplug(): Promise<void> {
    await this.sh('sync');
    await this.cutPower();
  }

  async switchedOff(): Promise<void> {
    await this.#emulator.switchedOff(PATIENCE_MS);
    await this.cutPower();
  }

  close(): Promise<void> {
    return this.cutPower();
  }
}
