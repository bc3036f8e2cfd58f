import assert from 'node:assert/strict';
import test from 'node:test';
import type { BoardFacts } from '../../../../device/health/board/board-facts.ts';
import { type HealthItem, judge } from '../../../../device/health/board/rules.ts';
import { boardFacts } from '../../../tools/api/fake-collaborators.ts';

const told = (items: HealthItem[]) =>
  items.filter(({ level }) => level !== 'ok').map(({ level, reason }) => `${level} ${reason?.code}`);
const of = (parts: Partial<BoardFacts>) => told(judge(boardFacts(parts), []));
const often = (recent: number) => ({ sinceBoot: recent, recent });
const cable = {
  name: 'eth0',
  kind: 'cable' as const,
  isUp: true,
  megabitsPerSecond: 1000,
  changes: 0,
  signalDbm: null,
};
const wifi = (signalDbm: number) => ({ ...cable, name: 'wlan0', kind: 'wifi' as const, signalDbm });

test('a board that is well has nothing to tell', () => {
  assert.deepEqual(of({}), []);
});

test('each rule at its limit', () => {
  const cases: [Partial<BoardFacts>, string[]][] = [
    [{ temperatureCelsius: 79.9 }, []],
    [{ temperatureCelsius: 80 }, ['degraded boardHot']],
    [{ temperatureCelsius: 85 }, ['failing boardTooHot']],
    [{ throttling: { now: ['softLimit', 'frequencyCapped'], sinceBoot: [] } }, []],
    [{ throttling: { now: ['throttled'], sinceBoot: [] } }, ['degraded boardThrottled']],
    [{ underVoltage: true }, ['failing underVoltage']],
    [{ underVoltages: often(1) }, ['degraded underVoltageLately']],
    [{ memory: { totalBytes: 445e6, availableBytes: 51e6 } }, []],
    [{ memory: { totalBytes: 445e6, availableBytes: 50e6 } }, ['degraded memoryLow']],
    [{ memory: { totalBytes: 445e6, availableBytes: 25e6 } }, ['failing memoryLow']],
    [{ outOfMemoryKills: often(1) }, ['failing outOfMemory']],
    [{ diskErrors: often(1) }, ['degraded diskErrors']],
    [{ writes: { ...boardFacts().writes, busyShare: 0.5 } }, ['degraded diskWritesSlowly']],
    [{ links: [{ ...cable, isUp: false }] }, ['degraded networkDown']],
    [{ links: [{ ...cable, isUp: false }], needsNetwork: false }, []],
    [{ links: [{ ...cable, megabitsPerSecond: 10 }] }, ['degraded networkSlow']],
    [{ links: [{ ...cable, megabitsPerSecond: 10 }, wifi(-50)] }, []],
    [{ linkChanges: often(5) }, []],
    [{ linkChanges: often(6) }, ['degraded networkUnsteady']],
    [{ links: [wifi(-74)] }, []],
    [{ links: [wifi(-75)] }, ['degraded wifiWeak']],
    [{ links: [wifi(-85)] }, ['failing wifiWeak']],
    [{ links: [wifi(-85), cable] }, []],
    [{ usbErrors: often(2) }, []],
    [{ usbErrors: often(3) }, ['degraded usbErrors']],
    [{ usbOverCurrents: often(1) }, ['degraded usbOverCurrent']],
    [{ workerEnds: { ...boardFacts().workerEnds, video: often(1), publish: often(2) } }, ['degraded workersEnd']],
    [{ serviceStarts: often(3) }, []],
    [{ serviceStarts: often(4) }, ['degraded serviceRestarts']],
    [{ clockTrusted: false }, ['degraded clockNotTrusted']],
  ];
  for (const [parts, expected] of cases) assert.deepEqual(of(parts), expected, JSON.stringify(parts));
});

test('what was told stays until it is clearly better', () => {
  const course = (values: number[], facts: (value: number) => Partial<BoardFacts>) => {
    let items: HealthItem[] = [];
    return values.map((value) => {
      items = judge(boardFacts(facts(value)), items);
      return items.find(({ level }) => level !== 'ok')?.level ?? 'ok';
    });
  };
  assert.deepEqual(
    course([79, 80, 76, 85, 83, 81, 75.1, 75], (temperatureCelsius) => ({ temperatureCelsius })),
    ['ok', 'degraded', 'degraded', 'failing', 'failing', 'degraded', 'degraded', 'degraded'],
  );
  assert.deepEqual(
    course([80, 74.9, 79], (temperatureCelsius) => ({ temperatureCelsius })),
    ['degraded', 'ok', 'ok'],
  );
  assert.deepEqual(
    course([-74, -75, -72, -70], (dbm) => ({ links: [wifi(dbm)] })),
    ['ok', 'degraded', 'degraded', 'ok'],
  );
});

test('what is not available has no item', () => {
  const items = judge(
    boardFacts({
      temperatureCelsius: null,
      throttling: null,
      underVoltage: null,
      underVoltages: null,
      memory: null,
      outOfMemoryKills: null,
      diskErrors: null,
      links: [],
      usbErrors: null,
      usbOverCurrents: null,
      writes: { ...boardFacts().writes, bytesPerSecond: null },
    }),
    [],
  );
  assert.deepEqual(
    items.map(({ id }) => id),
    ['processes', 'clock'],
  );
});
