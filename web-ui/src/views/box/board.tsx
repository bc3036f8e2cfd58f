/** Readings of the board's sensors. A missing sensor is shown as such, in words. */
import { useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Health } from '../../../../device/api/contract/health.ts';
import { box } from '../../api-client.ts';
import { degrees, percent, size, writeRate } from '../../figures.ts';
import { words } from '../../words.ts';

/** The box polls as often. */
const EVERY_MS = 10_000;

type Facts = NonNullable<Health['board']>;
type Count = Facts['serviceStarts'];

export function Board() {
  const text = words.system.board;
  const facts = useSignal<Facts | null>(null);
  useEffect(() => {
    const load = async () => {
      if (document.hidden) return;
      // A stale value must not look like a new one.
      facts.value = (await box.health().catch(() => null))?.board ?? null;
    };
    void load();
    const timer = setInterval(load, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <section class="card">
      <h2>{text.heading}</h2>
      <dl class="box-facts measured">
        {facts.value ? (
          linesOf(facts.value).map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value ?? <span class="none">{text.notAvailable}</span>}</dd>
            </Fragment>
          ))
        ) : (
          <p class="none">{text.notAvailable}</p>
        )}
      </dl>
    </section>
  );
}

/** A name and its value; null where there is no such sensor. */
function linesOf(facts: Facts): [string, string | null][] {
  const text = words.system.board;
  const { temperatureCelsius, highestCelsius, throttling, memory, writes, links } = facts;
  const count = (of: Count | null) => of && text.times(of.sinceBoot);
  const held = throttling && [...new Set(throttling.now)].filter((flag) => flag !== 'softLimit');
  const wasHeld = throttling?.sinceBoot.some((flag) => flag !== 'softLimit');
  const ends = Object.values(facts.workerEnds).reduce((sum, { sinceBoot }) => sum + sinceBoot, 0);
  return [
    [
      text.temperature,
      temperatureCelsius === null
        ? null
        : `${degrees(temperatureCelsius)}${highestCelsius === null ? '' : `, ${text.highest(degrees(highestCelsius))}`}`,
    ],
    [text.power, facts.underVoltage === null ? null : facts.underVoltage ? text.tooWeak : text.strongEnough],
    [text.underVoltages, count(facts.underVoltages)],
    [text.throttling, held && (held.length > 0 ? text.held : wasHeld ? text.wasHeld : text.free)],
    [text.memory, memory && text.of(size(memory.availableBytes), size(memory.totalBytes))],
    [
      text.writes,
      writes.bytesPerSecond === null
        ? null
        : `${writeRate(writes.bytesPerSecond)}, ${text.busy(percent(writes.busyShare))}`,
    ],
    [text.diskErrors, count(facts.diskErrors)],
    ...links.map((link): [string, string] => [
      `${link.kind === 'wifi' ? text.wifi : text.cable} (${link.name})`,
      [
        link.isUp ? text.up : text.down,
        link.isUp && link.megabitsPerSecond !== null && `${link.megabitsPerSecond} Mb/s`,
        link.signalDbm !== null && `${link.signalDbm} dBm`,
      ]
        .filter(Boolean)
        .join(', '),
    ]),
    ...(links.length === 0 ? [[text.network, null] as [string, null]] : []),
    [text.usbErrors, count(facts.usbErrors)],
    [text.workerEnds, text.times(ends)],
    [text.serviceStarts, text.times(facts.serviceStarts.sinceBoot)],
  ];
}
