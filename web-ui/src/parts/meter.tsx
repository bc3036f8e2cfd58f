/** Sound as it comes in: bar = loudness (rms), line = highest peak of the last moments, in dB below full scale. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Status } from '../../../device/api/contract/status.ts';
import { levels } from '../status-store.ts';
import { words } from '../words.ts';

const FLOOR_DB = -60;
const TICKS_DB = [-50, -40, -30, -20, -10, -3];
/** A peak stands for 1.5 s and then falls 20 dB a second, as on a type I programme meter (IEC 60268-10). */
const PEAK_HOLD_MS = 1_500;
const FALL_DB_PER_MS = 0.02;

const place = (db: number) => Math.min(1, Math.max(0, 1 - db / FLOOR_DB));

/** Said of the held peak: speech at a lectern peaks near -12; above -3 it will clip, below -30 viewers turn up noise. */
function verdict(peakDb: number): keyof Pick<typeof words.sound, 'silent' | 'quiet' | 'good' | 'loud'> {
  if (peakDb > -3) return 'loud';
  if (peakDb > -30) return 'good';
  return peakDb > -50 ? 'quiet' : 'silent';
}

export function Meter({ microphone }: { microphone: Status['microphone'] }) {
  const peak = useSignal(FLOOR_DB);
  const top = useRef({ db: FLOOR_DB, atMs: 0 });
  useSignalEffect(() => {
    if (!levels.value) {
      top.current = { db: FLOOR_DB, atMs: 0 };
      peak.value = FLOOR_DB;
      return;
    }
    const next = levels.value.peakDb;
    const passedMs = performance.now() - top.current.atMs - PEAK_HOLD_MS;
    const fallenDb = top.current.db - Math.max(0, passedMs) * FALL_DB_PER_MS;
    if (next >= fallenDb) top.current = { db: next, atMs: performance.now() };
    peak.value = Math.max(next, fallenDb, FLOOR_DB);
  });

  const current = levels.value;
  const judged = verdict(peak.value);
  return (
    <div class={`meter ${current ? judged : 'none'}`}>
      <div class="line">
        <h2>{words.sound.heading}</h2>
        <span class="verdict">{current ? words.sound[judged] : words.sound.none}</span>
        <output>{current && `${Math.round(peak.value)} dB`}</output>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> their own way, without a peak */}
      <div
        class="bar"
        role="meter"
        aria-label={microphone.name || words.sound.heading}
        aria-valuemin={FLOOR_DB}
        aria-valuemax={0}
        aria-valuenow={Math.round(current?.rmsDb ?? FLOOR_DB)}
      >
        <i class="mask" style={{ transform: `scaleX(${1 - place(current?.rmsDb ?? FLOOR_DB)})` }} />
        <i class="peak" style={{ left: `${100 * place(peak.value)}%` }} />
      </div>
      <div class="scale" aria-hidden="true">
        {TICKS_DB.map((db) => (
          <span key={db} style={{ left: `${100 * place(db)}%` }}>
            {db}
          </span>
        ))}
      </div>
    </div>
  );
}
