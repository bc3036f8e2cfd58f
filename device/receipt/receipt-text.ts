/** A receipt as people read it: the verdict first, then what is behind it, one fact a line. Pure. */
import type { Language } from '../reason.ts';
import type { Receipt } from './receipt-schema.ts';
import { RECEIPT_WORDS } from './receipt-words.ts';

export interface ReceiptText {
  subject: string;
  verdict: string;
  /** Improvements for next time; mostly empty. */
  advice: string[];
  facts: string[];
}

type Words = (typeof RECEIPT_WORDS)[Language];
type Recording = NonNullable<Receipt['recording']>;
type Destination = Receipt['destinations'][number];

/** Speech on the web is -16 to -20 LUFS, on television -23; who must turn the volume up to the end is far below. */
const QUIET_LUFS = -30;
const VERY_QUIET_LUFS = -36;
const LOUD_LUFS = -12;
/** Samples at full scale; an AAC coder moves them by some tenths. */
const CLIPPED_DB = -0.3;
/** Cuts that are listed: after a night of power cuts the message is still one to read. */
const CUTS_LISTED = 8;
/** Seconds that the proof takes after a connection, and some more: not worth a word. */
const UNKNOWN_SECONDS = 30;
/** Before the box says of a server that it shows nothing, it waits so long: no talk was seen meanwhile, for all it knows. */
const WAITED_SECONDS = 75;

export function receiptText(receipt: Receipt, language: Language): ReceiptText {
  const words = RECEIPT_WORDS[language];
  const verdict = verdictOf(receipt, words);
  const what = receipt.title ?? words.untitled;
  return {
    subject: words.subject(receipt.room, what, verdict),
    verdict,
    advice: receipt.recording ? adviceOn(receipt.recording, words) : [],
    facts: factsOf(receipt, language, words),
  };
}

function verdictOf({ recording, destinations, restarts }: Receipt, words: Words): string {
  const recorded = recordedOf(recording, words);
  if (destinations.length === 0) return `${recorded}.`;
  const said = destinations.map((one) => seenOf(one, words));
  if (recorded === words.complete && restarts === 0 && said.every((one) => one === words.seen))
    return words.completeAndSeen;
  // A sentence that fits all destinations is said once.
  const isOne = new Set(said).size === 1;
  const seen = isOne ? said[0] : destinations.map((one, at) => words.at(nameOf(one), said[at] as string)).join(' ');
  return `${recorded}. ${seen}`;
}

function recordedOf(recording: Receipt['recording'], words: Words): string {
  if (!recording) return words.notRecorded;
  if (recording.state === 'damaged') return words.nothingRecorded;
  const cuts = recording.cuts.filter(({ lost, cause }) => lost === 'everything' && cause !== 'stop');
  const pauses = recording.cuts.filter(({ cause }) => cause === 'stop').length;
  const known = cuts.filter(({ missingSeconds }) => missingSeconds !== null);
  const pictures = recording.cuts.filter(({ lost }) => lost === 'picture');
  const missing = [
    ...(known.length > 0 ? [words.cuts(known.length, span(sum(known), words))] : []),
    ...(known.length < cuts.length ? [words.cutsUnknown(cuts.length - known.length)] : []),
    ...(pauses > 0 ? [words.pauses(pauses)] : []),
    ...(pictures.length > 0 ? [words.pictureCuts(span(sum(pictures), words))] : []),
  ].join(', ');
  const said = [recording.state === 'parts' ? words.inParts : '', missing].filter(Boolean).join(words.colon);
  return said === '' ? words.complete : said.charAt(0).toUpperCase() + said.slice(1);
}

/** Neither claims nor denies what is not known. */
function seenOf({ seenSeconds, notSeenSeconds, unknownSeconds }: Destination, words: Words): string {
  const missed = notSeenSeconds > 0 ? [words.missed(span(notSeenSeconds, words))] : [];
  if (seenSeconds === 0) {
    if (notSeenSeconds === 0) return words.seenUnknown;
    return unknownSeconds > WAITED_SECONDS ? [...missed, words.restUnknown].join(' ') : words.notSeen;
  }
  if (unknownSeconds > Math.max(WAITED_SECONDS, seenSeconds))
    return [words.seenFor(span(seenSeconds, words)), ...missed, words.restUnknown].join(' ');
  return missed[0] ?? words.seen;
}

function adviceOn({ loudnessLufs, peakDb, isSilent }: Recording, words: Words): string[] {
  if (isSilent) return [words.noSound];
  if (loudnessLufs === null) return [];
  const lufs = decimal(loudnessLufs, words);
  if (loudnessLufs < VERY_QUIET_LUFS) return [words.veryQuiet(lufs)];
  if (loudnessLufs < QUIET_LUFS) return [words.quiet(lufs)];
  if (loudnessLufs > LOUD_LUFS) return [words.loud(lufs)];
  return peakDb !== null && peakDb >= CLIPPED_DB ? [words.clipped] : [];
}

function factsOf(receipt: Receipt, language: Language, words: Words): string[] {
  const { recording, destinations, marks, restarts, unwatchedSeconds, startedAt, seconds } = receipt;
  return [
    words.started(startedAt === null ? words.timeUnknown : dateOf(startedAt, language)),
    words.length(span(recording?.seconds || seconds, words)),
    ...cutsOf(recording?.cuts ?? [], words),
    ...(restarts > 0 ? [words.restarts(restarts, span(unwatchedSeconds, words))] : []),
    ...destinations.map((one) => words.at(nameOf(one), sentTo(one, words))),
    ...(recording ? soundOf(recording, words) : []),
    ...(marks.length > 0 ? [words.chapters(marks.length)] : []),
    ...(recording ? [words.file(sizeOf(recording.bytes, language, words))] : []),
    ...(recording?.sha256 ? [words.sum(recording.sha256)] : []),
    ...(recording ? [words.link(recording.link)] : []),
    ...destinations.flatMap(({ watchUrl }) => (watchUrl ? [words.watch(watchUrl)] : [])),
  ];
}

function cutsOf(cuts: Recording['cuts'], words: Words): string[] {
  const more = cuts.length - CUTS_LISTED;
  return [...cuts.slice(0, CUTS_LISTED).map((cut) => cutOf(cut, words)), ...(more > 0 ? [words.moreCuts(more)] : [])];
}

function cutOf({ atSeconds, missingSeconds, lost, cause }: Recording['cuts'][number], words: Words): string {
  const place = clockTime(atSeconds);
  if (missingSeconds === null) return words.cutAtUnknown(place);
  const time = span(missingSeconds, words);
  if (cause === 'stop') return words.pauseAt(place, time);
  return lost === 'picture' ? words.pictureCutAt(place, time) : words.cutAt(place, time);
}

function sentTo(destination: Destination, words: Words): string {
  const { kbps, delaySeconds, reconnects, unknownSeconds } = destination;
  const said = seenOf(destination, words).replace(/\.$/, '');
  return [
    said.charAt(0).toLowerCase() + said.slice(1),
    ...(kbps ? [words.sent(rate(kbps.median, words), rate(kbps.least, words))] : []),
    ...(delaySeconds ? [words.delay(span(delaySeconds.median, words), span(delaySeconds.worst, words))] : []),
    ...(reconnects > 0 ? [words.reconnects(reconnects)] : []),
    ...(destination.seenSeconds > 0 && unknownSeconds > UNKNOWN_SECONDS
      ? [words.unknownFor(span(unknownSeconds, words))]
      : []),
  ].join(', ');
}

function soundOf({ loudnessLufs, peakDb, longestSilence, sha256, isSilent }: Recording, words: Words): string[] {
  if (sha256 === null || isSilent) return [];
  return [
    ...(loudnessLufs !== null && peakDb !== null
      ? [words.loudness(decimal(loudnessLufs, words), decimal(peakDb, words))]
      : []),
    longestSilence
      ? words.silence(span(longestSilence.seconds, words), clockTime(longestSilence.atSeconds))
      : words.noSilence,
  ];
}

const nameOf = ({ name, id }: Destination) => name || id;
const sum = (gaps: Recording['cuts']) => gaps.reduce((total, { missingSeconds }) => total + (missingSeconds ?? 0), 0);
const decimal = (value: number, { decimal: point }: Words) => String(Math.round(value * 10) / 10).replace('.', point);
const rate = (kbps: number, words: Words) =>
  kbps < 1000 ? `${Math.round(kbps)}${words.space}kb/s` : `${decimal(kbps / 1000, words)}${words.space}Mb/s`;

/** `3.2 s`, `14 s`, `2 min 5 s`, `1 h 03 min`. */
function span(total: number, words: Words): string {
  const { space } = words;
  if (total < 10) return `${decimal(total, words)}${space}s`;
  const whole = Math.round(total);
  if (whole < 60) return `${whole}${space}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes}${space}min` : `${minutes}${space}min ${whole % 60}${space}s`;
  return `${Math.floor(minutes / 60)}${space}h ${String(minutes % 60).padStart(2, '0')}${space}min`;
}

/** `1:02:03`, or `2:03` below an hour. */
function clockTime(total: number): string {
  const whole = Math.floor(total);
  const pad = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** In the zone of the box, and with it: who reads it may be in another. */
const dateOf = (iso: string, language: Language) =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  }).format(new Date(iso));

const sizeOf = (bytes: number, language: Language, { space }: Words) => {
  const [unit, value] = bytes < 1e9 ? (['MB', bytes / 1e6] as const) : (['GB', bytes / 1e9] as const);
  const shown = new Intl.NumberFormat(language, { maximumFractionDigits: bytes < 1e7 || bytes >= 1e9 ? 1 : 0 });
  return `${shown.format(value)}${space}${language === 'fr' ? unit.replace('B', 'o') : unit}`;
};
