/** Judges the board. Each rule has a limit with its proof, the reason for crossing it, and what to do. Pure. */
import { because, type Reason } from '../../reason.ts';
import type { BoardFacts } from './board-facts.ts';

export type Level = 'ok' | 'degraded' | 'failing';

export interface Verdict {
  level: Level;
  /** Null where all is well. */
  reason: Reason | null;
}

export interface Rule {
  id: string;
  /** @param before the last verdict: a reported level stays until it is clearly better. Null: not available. */
  judge(facts: BoardFacts, before: Level): Verdict | null;
}

const OK: Verdict = { level: 'ok', reason: null };
const degraded = (reason: Reason): Verdict => ({ level: 'degraded', reason });
const failing = (reason: Reason): Verdict => ({ level: 'failing', reason });

/** A level rises at its limit and falls only at the gentler one. `rises`: more is worse. */
function levelOf(
  value: number,
  before: Level,
  limits: { degraded: [up: number, down: number]; failing?: [up: number, down: number] },
): Level {
  const isBeyond = ([up, down]: [number, number], isActive: boolean) =>
    up > down ? value >= (isActive ? down : up) : value <= (isActive ? down : up);
  if (limits.failing && isBeyond(limits.failing, before === 'failing')) return 'failing';
  return isBeyond(limits.degraded, before !== 'ok') ? 'degraded' : 'ok';
}

/**
 * A Raspberry Pi lowers its clock from 80 degrees on, and in any case at 85. The smaller step at 60 (3A+, 3B+) costs
 * nothing.
 */
const CELSIUS: { degraded: [number, number]; failing: [number, number] } = { degraded: [80, 75], failing: [85, 82] };
/**
 * A new worker takes 40 MB, the service holds 80. Below this the next start swaps; below half of it the kernel ends
 * something.
 */
const MEGABYTES: { degraded: [number, number]; failing: [number, number] } = { degraded: [50, 70], failing: [25, 35] };
/**
 * Frames are written every 0.4 s. A disk that is busy half of the time has half its reserve left. A fair card is busy
 * for 2 %.
 */
const BUSY_SHARE: { degraded: [number, number] } = { degraded: [0.5, 0.3] };
/** Makers of access points plan no video below -67 dBm. At -75, 2 Mb/s begin to stutter; below -85 links break. */
const DBM: { degraded: [number, number]; failing: [number, number] } = { degraded: [-75, -71], failing: [-85, -82] };
/** One is a hand at the cable. Three within ten minutes are a bad cable. */
const OFTEN = 3;
const MEGABYTE = 1_000_000;

/** Rules in the order in which they are shown. */
export const RULES: readonly Rule[] = [
  {
    id: 'power',
    judge: ({ underVoltage, underVoltages }) => {
      if (underVoltage) return failing(because('underVoltage', 'rpi_volt: in0_lcrit_alarm'));
      const recent = underVoltages?.recent ?? 0;
      if (recent > 0) return degraded(because('underVoltageLately', `${recent} in 10 minutes`, { count: recent }));
      return underVoltage === null ? null : OK;
    },
  },
  {
    id: 'temperature',
    judge: ({ temperatureCelsius: celsius, throttling }, before) => {
      const flags = throttling?.now.filter((flag) => flag !== 'softLimit') ?? [];
      const level = celsius === null ? 'ok' : levelOf(celsius, before, CELSIUS);
      const values = { celsius: Math.round(celsius ?? 0) };
      if (level === 'failing') return failing(because('boardTooHot', `${celsius} degrees`, values));
      if (level === 'degraded') return degraded(because('boardHot', `${celsius} degrees`, values));
      // Under-voltage caps the clock too, and is reported by itself.
      if (flags.includes('throttled')) return degraded(because('boardThrottled', flags.join(', ')));
      return celsius === null && throttling === null ? null : OK;
    },
  },
  {
    id: 'memory',
    judge: ({ memory, outOfMemoryKills }, before) => {
      const kills = outOfMemoryKills?.recent ?? 0;
      if (kills > 0) return failing(because('outOfMemory', `${kills} programs ended`, { count: kills }));
      if (!memory) return null;
      const megabytes = Math.round(memory.availableBytes / MEGABYTE);
      const level = levelOf(megabytes, before, MEGABYTES);
      return level === 'ok' ? OK : { level, reason: because('memoryLow', `${megabytes} MB available`, { megabytes }) };
    },
  },
  {
    id: 'diskSpeed',
    judge: ({ writes, diskErrors }, before) => {
      const errors = diskErrors?.recent ?? 0;
      if (errors > 0) return degraded(because('diskErrors', `${errors} in 10 minutes`, { count: errors }));
      if (writes.bytesPerSecond === null) return diskErrors && OK;
      if (levelOf(writes.busyShare, before, BUSY_SHARE) === 'ok') return OK;
      const megabytes = Math.round(writes.bytesPerSecond / (MEGABYTE / 10)) / 10;
      const tech = `busy for ${Math.round(writes.busyShare * 100)} %, slowest write ${writes.slowestMs} ms`;
      return degraded(because('diskWritesSlowly', tech, { megabytes }));
    },
  },
  {
    id: 'network',
    judge: ({ links, linkChanges, needsNetwork }) => {
      if (links.length === 0) return null;
      const up = links.filter(({ isUp }) => isUp);
      if (up.length === 0) return needsNetwork ? degraded(because('networkDown', 'no link is up')) : OK;
      const changes = linkChanges?.recent ?? 0;
      // Unplugging and plugging in again makes two.
      if (changes >= 2 * OFTEN)
        return degraded(because('networkUnsteady', `${changes} changes in 10 minutes`, { count: changes }));
      const slow = up.find(({ kind, megabitsPerSecond: rate }) => kind === 'cable' && rate !== null && rate <= 10);
      return slow && up.length === 1 ? degraded(because('networkSlow', `${slow.name}: 10 Mb/s`)) : OK;
    },
  },
  {
    id: 'wifi',
    judge: ({ links }, before) => {
      const up = links.filter(({ isUp }) => isUp);
      const wifi = up.find(({ kind, signalDbm }) => kind === 'wifi' && signalDbm !== null);
      if (!wifi || wifi.signalDbm === null) return null;
      // Data goes out over the cable where there is one.
      if (up.some(({ kind }) => kind === 'cable')) return OK;
      const level = levelOf(wifi.signalDbm, before, DBM);
      const tech = `${wifi.name}: ${wifi.signalDbm} dBm`;
      return level === 'ok' ? OK : { level, reason: because('wifiWeak', tech, { dbm: wifi.signalDbm }) };
    },
  },
  {
    id: 'usb',
    judge: ({ usbErrors, usbOverCurrents }) => {
      const overCurrents = usbOverCurrents?.recent ?? 0;
      if (overCurrents > 0) return degraded(because('usbOverCurrent', `${overCurrents} in 10 minutes`));
      const errors = usbErrors?.recent ?? 0;
      if (errors >= OFTEN) return degraded(because('usbErrors', `${errors} in 10 minutes`, { count: errors }));
      return usbErrors === null && usbOverCurrents === null ? null : OK;
    },
  },
  {
    id: 'processes',
    judge: ({ workerEnds, serviceStarts }) => {
      // The first start does not count.
      const starts = serviceStarts.recent - 1;
      if (starts >= OFTEN)
        return degraded(because('serviceRestarts', `${starts} restarts in 10 minutes`, { count: starts }));
      const ended = Object.entries(workerEnds).filter(([, { recent }]) => recent > 0);
      const count = ended.reduce((sum, [, { recent }]) => sum + recent, 0);
      if (count < OFTEN) return OK;
      return degraded(
        because('workersEnd', ended.map(([kind, { recent }]) => `${kind}: ${recent}`).join(', '), { count }),
      );
    },
  },
  {
    id: 'clock',
    judge: ({ clockTrusted }) =>
      clockTrusted ? OK : degraded(because('clockNotTrusted', 'no time synchronisation yet')),
  },
];

export interface HealthItem extends Verdict {
  id: string;
}

/** One item for each rule whose facts are available. */
export function judge(facts: BoardFacts, before: readonly HealthItem[]): HealthItem[] {
  return RULES.flatMap(({ id, judge: rule }) => {
    const verdict = rule(facts, before.find((item) => item.id === id)?.level ?? 'ok');
    return verdict ? [{ id, ...verdict }] : [];
  });
}
