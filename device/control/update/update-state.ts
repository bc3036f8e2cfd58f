/** The state of an update, from the uploaded file and the files that `systemd/update` has written. Pure. */
import { because, type Reason, type ReasonCode } from '../../reason.ts';
import { SENTENCES } from '../../sentences/sentences.ts';
import type { Held } from './held-back.ts';

/** An update that waits for its moment. `id` names this one request; the next request has another. */
export interface PendingUpdate {
  id: string;
  asked: 'install' | 'return';
  version: string;
}

/** The present step of `systemd/update`. `endsAtSeconds` counts from the boot. */
export type Progress = { phase: 'installing' } | { phase: 'testing'; version: string; endsAtSeconds: number };

export type Outcome = { id: string } & (
  | { outcome: 'done'; version: string; previous: string }
  | { outcome: 'refused'; reason: Reason }
  | { outcome: 'returned'; version: string; reason: Reason }
);

export type UpdateState =
  | { phase: 'none' }
  | { phase: 'waiting'; version: string; why: Held['why']; forMs: number | null }
  | { phase: 'installing'; version: string }
  | { phase: 'testing'; version: string; secondsLeft: number }
  | { phase: 'done'; version: string; previous: string }
  | { phase: 'refused'; reason: Reason }
  | { phase: 'returned'; version: string; reason: Reason };

export interface UpdateFacts {
  pending: PendingUpdate | null;
  progress: Progress | null;
  outcome: Outcome | null;
  held: Held | null;
  upSeconds: number;
}

export function updateState({ pending, progress, outcome, held, upSeconds }: UpdateFacts): UpdateState {
  if (progress?.phase === 'testing') {
    const secondsLeft = Math.max(0, Math.ceil(progress.endsAtSeconds - upSeconds));
    return { phase: 'testing', version: progress.version, secondsLeft };
  }
  if (pending && pending.id !== outcome?.id) {
    if (progress || !held) return { phase: 'installing', version: pending.version };
    return { phase: 'waiting', version: pending.version, ...held };
  }
  if (!outcome) return { phase: 'none' };
  const { outcome: phase } = outcome;
  if (phase === 'done') return { phase, version: outcome.version, previous: outcome.previous };
  if (phase === 'refused') return { phase, reason: outcome.reason };
  return { phase, version: outcome.version, reason: outcome.reason };
}

/** The refusal that `systemd/update` prints or writes as JSON; null for any other text. */
export function refusalFrom(text: string): Reason | null {
  const { code, values } = objectIn(text) ?? {};
  if (typeof code !== 'string') return null;
  const known = (Object.hasOwn(SENTENCES, code) ? code : 'updateDamaged') as ReasonCode;
  return because(known, code, isTexts(values) ? values : {});
}

export function outcomeFrom(text: string): Outcome | null {
  const { id, outcome, version, previous } = objectIn(text) ?? {};
  if (typeof id !== 'string') return null;
  if (outcome === 'done' && typeof version === 'string' && typeof previous === 'string')
    return { id, outcome, version, previous };
  const reason = refusalFrom(text);
  if (outcome === 'refused' && reason) return { id, outcome, reason };
  if (outcome === 'returned' && reason && typeof version === 'string') return { id, outcome, version, reason };
  return null;
}

export function progressFrom(text: string): Progress | null {
  const { phase, version, endsAtSeconds } = objectIn(text) ?? {};
  if (phase === 'installing') return { phase };
  if (phase === 'testing' && typeof version === 'string' && typeof endsAtSeconds === 'number')
    return { phase, version, endsAtSeconds };
  return null;
}

export function pendingFrom(text: string): PendingUpdate | null {
  const { id, asked, version } = objectIn(text) ?? {};
  if (typeof id !== 'string' || typeof version !== 'string') return null;
  return asked === 'install' || asked === 'return' ? { id, asked, version } : null;
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isTexts(values: unknown): values is Record<string, string> {
  return typeof values === 'object' && values !== null && Object.values(values).every((one) => typeof one === 'string');
}
