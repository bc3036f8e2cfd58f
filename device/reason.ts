/**
 * The reason for a trouble, fault, failure or refusal: a code and its values. The sentence for people is made from
 * them, in the language of the room or of the reader. The `tech` detail is for the log and never holds a secret.
 */
import { withoutAddressSecrets, withoutSecrets } from './masking.ts';
import { NETWORK_FAULTS } from './sentences/network-faults.ts';
import { type ReasonCode, SENTENCES } from './sentences/sentences.ts';

export type Language = 'fr' | 'en';
export type { ReasonCode };

export interface Reason {
  code: ReasonCode;
  values: Record<string, string | number>;
  tech: string;
  /** False: nothing is being recorded, so no sentence may say that the recording goes on. */
  recording?: false;
}

/** The form of a reason that leaves the box. */
export interface SpokenReason {
  code: ReasonCode;
  message: string;
  tech: string;
}

export function because(code: ReasonCode, tech: string, values: Record<string, string | number> = {}): Reason {
  return { code, values, tech };
}

/** For places where nothing is recorded: a test, or a talk whose recording is off or has failed. */
export function withoutRecording<R extends Reason | null>(reason: R): R {
  return reason && { ...reason, recording: false };
}

/** Checks a value read from a file. Another version may have written it, with sentences that this one does not know. */
export function isReason(value: unknown): value is Reason {
  if (typeof value !== 'object' || value === null) return false;
  const { code, values, tech } = value as Partial<Reason>;
  return (
    typeof code === 'string' &&
    Object.hasOwn(SENTENCES, code) &&
    typeof values === 'object' &&
    values !== null &&
    typeof tech === 'string'
  );
}

/** The end of a sentence that is said during a talk. */
const RECORDING_GOES_ON: Record<Language, string> = {
  en: '; the recording goes on.',
  fr: " ; l'enregistrement continue.",
};

/** One sentence a volunteer can act on: what happened, then what to do. Unknown placeholders stay visible. */
export function sentence({ code, values, recording }: Reason, language: Language): string {
  const whole = (SENTENCES[code][language] as string).replace(
    '{fault}',
    (place) => clause(values.fault, language) ?? place,
  );
  const said = recording === false ? whole.replace(RECORDING_GOES_ON[language], '.') : whole;
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' && language === 'fr' ? String(value).replace('.', ',') : String(value);
  });
}

/** The cause of a failed connection, as the middle of a sentence. */
function clause(fault: unknown, language: Language): string | null {
  const faults: Record<string, Record<Language, string>> = NETWORK_FAULTS;
  return Object.hasOwn(faults, String(fault)) ? (faults[String(fault)]?.[language] ?? null) : null;
}

export function spoken(reason: Reason | null, language: Language): SpokenReason | null {
  if (!reason) return null;
  const message = withoutAddressSecrets(sentence(reason, language));
  return { code: reason.code, message, tech: withoutSecrets(reason.tech) };
}
