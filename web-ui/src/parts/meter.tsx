/**
 * Level of the sound that comes in. Bar: loudness (rms). Line: highest peak of the last moments. Both in dB below full
 * scale.
 */
import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Levels, levels as newest } from '../stores/status-store.ts';
import { words } from '../words.ts';

const FLOOR_DB = -60;
/** Speech at a lectern peaks near -12. From -18 it is loud enough; from -9 a raised voice clips. */
const ZONES_DB = [-18, -9] as const;
/** The converter has cut off a peak that reaches this: an S16 sample of 32 767 is 0.0003 dB below full scale. */
const CLIP_DB = -0.1;
/** A peak is held for 1.5 s and then falls 20 dB a second, as on a type I programme meter (IEC 60268-10). */
const PEAK_HOLD_MS = 1_500;
const FALL_DB_PER_MS = 0.02;
/** Long enough to be seen by someone who looked at the speaker meanwhile. */
const CLIP_SHOWN_MS = 5_000;

const place = (db: number) => Math.min(1, Math.max(0, 1 - db / FLOOR_DB));

/** Judges the held peak: above -3 it will clip, below -30 viewers turn up noise. */
function verdict(peakDb: number): keyof Pick<typeof words.sound, 'silent' | 'quiet' | 'good' | 'loud'> {
  if (peakDb > -3) return 'loud';
  if (peakDb > -30) return 'good';
  return peakDb > -50 ? 'quiet' : 'silent';
}

export interface MeterProps {
  name: string;
  /** The readings to show; by default those of the microphone in use. */
  levels?: Signal<Levels | null>;
  /** Expectation of sound: an intended silence is no alarm. */
  sound?: 'expected' | 'muted' | 'asleep';
}

export function Meter({ name, levels = newest, sound = 'expected' }: MeterProps) {
  const peak = useSignal(FLOOR_DB);
  const clipped = useSignal(false);
  const top = useRef({ db: FLOOR_DB, atMs: 0 });
  const clipEnd = useRef<ReturnType<typeof setTimeout>>(undefined);
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
    if (next < CLIP_DB) return;
    clipped.value = true;
    clearTimeout(clipEnd.current);
    clipEnd.current = setTimeout(() => {
      clipped.value = false;
    }, CLIP_SHOWN_MS);
  });
  useEffect(() => () => clearTimeout(clipEnd.current), []);

  const current = levels.value;
  const judged = clipped.value ? 'clipped' : verdict(peak.value);
  const state = sound === 'muted' || (sound === 'asleep' && !current) ? 'meant' : current ? judged : 'none';
  return (
    <div class={`meter ${state}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> their own way, without a peak */}
      <div
        class="bar"
        role="meter"
        aria-label={words.sound.heading}
        aria-description={name || undefined}
        aria-valuemin={FLOOR_DB}
        aria-valuemax={0}
        aria-valuenow={Math.round(current?.rmsDb ?? FLOOR_DB)}
        aria-valuetext={`${Math.round(current?.rmsDb ?? FLOOR_DB)} dB`}
      >
        <i class="mask" style={{ transform: `scaleX(${1 - place(current?.rmsDb ?? FLOOR_DB)})` }} />
        {ZONES_DB.map((db) => (
          <i key={db} class="zone" style={{ left: `${100 * place(db)}%` }} />
        ))}
        <i class="peak" style={{ left: `${100 * place(peak.value)}%` }} />
        <i class="clip" />
      </div>
      <p class="line">
        <span class="judged">{state === 'meant' ? sound === 'muted' && words.sound.muted : words.sound[state]}</span>
        <output>{current && state !== 'meant' && `${Math.round(peak.value)} dB`}</output>
      </p>
    </div>
  );
}
