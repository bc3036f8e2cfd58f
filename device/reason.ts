/**
 * Why something is not as wished. A reason carries a code and its values; the sentence a person reads is
 * made from them in the language of the room or of who asks, the `tech` detail is for the log and never holds a secret.
 */
import { withoutAddressSecrets, withoutSecrets } from './masking.ts';
import { NETWORK_FAULTS, type ReasonCode, SENTENCES } from './sentences.ts';

export type Language = 'fr' | 'en';
export type { ReasonCode };

export interface Reason {
  code: ReasonCode;
  values: Record<string, string | number>;
  tech: string;
  /** False: nothing is recorded now, so that no sentence may comfort with a recording that goes on. */
  recording?: false;
}

/** The form that leaves the box. */
export interface SpokenReason {
  code: ReasonCode;
  message: string;
  tech: string;
}

export function because(code: ReasonCode, tech: string, values: Record<string, string | number> = {}): Reason {
  return { code, values, tech };
}

/** For where nothing is recorded: in a test, or in a talk whose recording is off or has failed. */
export function withoutRecording<R extends Reason | null>(reason: R): R {
  return reason && { ...reason, recording: false };
}

/** For what was written down, perhaps by another version, which knows other sentences. */
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

/** How a sentence ends that is said in a talk. */
const RECORDING_GOES_ON: Record<Language, string> = {
  en: '; the recording goes on.',
  fr: " ; l'enregistrement continue.",
};

/** One sentence a volunteer can act on: what happened, what to do. Unknown placeholders stay visible. */
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

/** What is the matter with a connection, in the midst of a sentence. */
function clause(fault: unknown, language: Language): string | null {
  const faults: Record<string, Record<Language, string>> = NETWORK_FAULTS;
  return Object.hasOwn(faults, String(fault)) ? (faults[String(fault)]?.[language] ?? null) : null;
}

export function spoken(reason: Reason | null, language: Language): SpokenReason | null {
  if (!reason) return null;
  const message = withoutAddressSecrets(sentence(reason, language));
  return { code: reason.code, message, tech: withoutSecrets(reason.tech) };
}
