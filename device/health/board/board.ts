/**
 * The board under the service, polled every ten seconds: the readings of its sensors and their meaning. Forks nothing.
 */
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { BoardFacts } from './board-facts.ts';
import { BootMemory } from './boot-memory.ts';
import { KernelLog } from './kernel-log.ts';
import { readMemory } from './memory.ts';
import { readNetworkLinks } from './network-links.ts';
import { readOverCurrents } from './over-currents.ts';
import { RECENT_MS, RecentCount } from './recent-count.ts';
import { type HealthItem, judge } from './rules.ts';
import { readTemperature } from './temperature.ts';
import { readThrottling } from './throttling.ts';
import { readUnderVoltage } from './under-voltage.ts';
import { wholeDiskOf } from './whole-disk.ts';
import { WriteSpeed } from './write-speed.ts';

const LOOK_EVERY_MS = 10_000;
/** A look takes some milliseconds. One that hangs in the kernel for longer than this says nothing about the present. */
const STALE_MS = 45_000;

export interface BoardOptions<Role extends string> {
  clock: Clock;
  /** `/`; tests give a folder with files as the kernel has them. */
  root: string;
  recordingsFolder: string;
  /** File that remembers what this boot has seen; null: none. */
  memoryFile: string | null;
  /** Roles by which the ends of workers are counted. */
  workerRoles: readonly Role[];
  isClockTrusted(): boolean;
  needsNetwork(): boolean;
  /** The items have changed. */
  onChange(): void;
}

export class Board<Role extends string> {
  readonly #options: BoardOptions<Role>;
  readonly #memory: BootMemory;
  readonly #writes = new WriteSpeed();
  readonly #kills = new RecentCount();
  readonly #linkChanges = new RecentCount();
  readonly #overCurrents = new RecentCount();
  readonly #ends: ReadonlyMap<Role, RecentCount>;
  #kernelLog: KernelLog | null = null;
  /** Under-voltages that the sampler itself saw begin, for boards where the kernel's log may not be read. */
  readonly #underVoltages = new RecentCount();
  #isUnderVoltage = false;
  #facts: BoardFacts<Role> | null = null;
  #polledMs = Number.NEGATIVE_INFINITY;
  #items: HealthItem[] = [];
  #polling: Promise<void> | null = null;
  #cancel = () => {};
  #stopped = false;

  constructor(options: BoardOptions<Role>) {
    this.#options = options;
    this.#memory = new BootMemory(options.memoryFile);
    this.#ends = new Map(options.workerRoles.map((role) => [role, new RecentCount()]));
  }

  /** Resolves at once: the first look runs in the background. */
  start(): void {
    inBackground(this.#lookOn());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    if (this.#kernelLog) inBackground(this.#kernelLog.close());
  }

  /** A piece of a recording is on the disk. */
  written(bytes: number, tookMs: number): void {
    this.#writes.add(bytes, tookMs, this.#options.clock.monotonicMs());
  }

  /** A worker ended without having been asked. */
  workerEnded(role: Role): void {
    this.#ends.get(role)?.add(1, this.#options.clock.monotonicMs());
  }

  /** Null before the first look, and while the newest facts are too old to be true. */
  get facts(): BoardFacts<Role> | null {
    return this.#options.clock.monotonicMs() - this.#polledMs < STALE_MS ? this.#facts : null;
  }

  /** One item for each rule whose sensor is there. */
  get items(): readonly HealthItem[] {
    return this.facts ? this.#items : [];
  }

  /** Power and temperature at this moment, for the dry run. */
  async health(): Promise<HealthItem[]> {
    const tooLong = new Promise<void>((resolve) => this.#options.clock.after(2_000, resolve));
    await Promise.race([this.#poll(), tooLong]);
    return this.items.filter(({ id }) => id === 'power' || id === 'temperature');
  }

  async #lookOn(): Promise<void> {
    await this.#poll();
    if (!this.#stopped) this.#cancel = this.#options.clock.after(LOOK_EVERY_MS, () => inBackground(this.#lookOn()));
  }

  /** One at a time: a sensor that hangs is asked once. */
  #poll(): Promise<void> {
    // A look that fails is "not available", and ends no talk.
    this.#polling ??= this.#take()
      .catch(() => {})
      .finally(() => {
        this.#polling = null;
      });
    return this.#polling;
  }

  async #take(): Promise<void> {
    const { clock, root, recordingsFolder, isClockTrusted, needsNetwork, onChange } = this.#options;
    if (!this.#kernelLog) {
      await this.#memory.begin(clock.monotonicMs());
      this.#kernelLog = new KernelLog(root, await wholeDiskOf(root, recordingsFolder));
    }
    const [temperatureCelsius, underVoltage, throttling, memory, links, overCurrents] = await Promise.all([
      readTemperature(root),
      readUnderVoltage(root),
      readThrottling(root),
      readMemory(root),
      readNetworkLinks(root),
      readOverCurrents(root),
      this.#kernelLog.look(clock.monotonicMs()),
    ]);
    await this.#memory.notice(temperatureCelsius, [...(throttling?.now ?? []), ...(throttling?.before ?? [])]);
    const nowMs = clock.monotonicMs();
    if (underVoltage && !this.#isUnderVoltage) this.#underVoltages.add(1, nowMs);
    this.#isUnderVoltage = underVoltage ?? false;
    const kills = memory?.kills ?? null;
    if (kills !== null) this.#kills.total(kills, nowMs);
    if (overCurrents !== null) this.#overCurrents.total(overCurrents, nowMs);
    const changes = links.map((link) => link.changes).filter((count) => count !== null);
    if (changes.length > 0)
      this.#linkChanges.total(
        changes.reduce((sum, count) => sum + count, 0),
        nowMs,
      );
    const { seen } = this.#memory;
    const ends = [...this.#ends].map(([role, count]) => [role, count.at(nowMs)]);
    const counted = this.#kernelLog.count('underVoltage') ?? (underVoltage === null ? null : this.#underVoltages);
    this.#facts = {
      temperatureCelsius,
      highestCelsius: seen.highestCelsius,
      underVoltage,
      // A board that measures nothing logs nothing, which would read as "never".
      underVoltages: underVoltage === null ? null : (counted?.at(nowMs) ?? null),
      throttling: throttling && { now: throttling.now, sinceBoot: seen.throttling },
      memory: memory && { totalBytes: memory.totalBytes, availableBytes: memory.availableBytes },
      outOfMemoryKills: kills === null ? null : this.#kills.at(nowMs),
      writes: this.#writes.at(nowMs),
      diskErrors: this.#kernelLog.count('disk')?.at(nowMs) ?? null,
      links,
      linkChanges: changes.length > 0 ? this.#linkChanges.at(nowMs) : null,
      usbErrors: this.#kernelLog.count('usb')?.at(nowMs) ?? null,
      usbOverCurrents: overCurrents === null ? null : this.#overCurrents.at(nowMs),
      workerEnds: Object.fromEntries(ends) as BoardFacts<Role>['workerEnds'],
      serviceStarts: {
        sinceBoot: seen.starts,
        recent: seen.startsMs.filter((ms) => nowMs - ms < RECENT_MS).length,
      },
      clockTrusted: isClockTrusted(),
      needsNetwork: needsNetwork(),
    };
    this.#polledMs = nowMs;
    const before = this.#items;
    this.#items = judge(this.#facts, before);
    if (summary(before) !== summary(this.#items)) onChange();
  }
}

const summary = (items: readonly HealthItem[]) =>
  items.map(({ id, level, reason }) => `${id} ${level} ${reason?.code}`).join();
