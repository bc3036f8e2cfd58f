/** Keys and the lines of lamps. Without a terminal there are no keys, and a line only when a lamp changes. */
import type { Status } from '../../device/api/contract/status.ts';
import { systemClock } from '../../device/platform/clock.ts';
import type { StreamStat } from '../server/server-stat.ts';
import { SpaceBar } from './space-bar.ts';
import type { Words } from './words.ts';

const CTRL_C = '\x03';
/** Keys of the device's `--keyboard`, beside the space bar. */
const BUTTON_KEYS = ['o', 'h', 'H'];

export interface Terminal {
  readonly hasKeys: boolean;
  show(line: { lamps: string; detail: string }): void;
  /** Prints an event on a line that stays. */
  say(text: string): void;
  /** True after q, Ctrl-C, SIGINT or SIGTERM, and when nobody reads the output any more. */
  wantsToLeave(): boolean;
  close(): void;
}

export interface TerminalOptions {
  /** Bytes for the device's `--keyboard`. */
  send(bytes: string): void;
  /** True during a talk, when two presses in a row differ in meaning from one. */
  isInTalk(): boolean;
}

export function openTerminal({ send, isInTalk }: TerminalOptions): Terminal {
  const hasKeys = process.stdin.isTTY === true;
  const isScreen = process.stdout.isTTY === true;
  let leaves = false;
  let shown = '';
  const leave = () => {
    leaves = true;
  };
  const bar = new SpaceBar({
    clock: systemClock,
    doubleHasMeaning: isInTalk,
    press: (gesture) => send(gesture === 'double' ? 'o' : ' '),
  });
  const onKeys = (keys: string) => {
    for (const key of keys) {
      if (key === ' ') bar.pressed();
      else if (BUTTON_KEYS.includes(key)) send(key);
      else if (key === 'q' || key === CTRL_C) leave();
    }
  };
  if (hasKeys) process.stdin.setRawMode(true).setEncoding('utf8').on('data', onKeys);
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  // The reader of the output has gone, as `head` does. The talk is ended in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', leave);

  const fitting = (text: string) => `  ${text}`.slice(0, (process.stdout.columns || 80) - 1);
  return {
    hasKeys,
    show({ lamps, detail }) {
      // Both lines are drawn over the previous ones. The cursor stays on the first.
      if (isScreen) process.stdout.write(`\r\x1b[J${fitting(lamps)}\n${fitting(detail)}\x1b[1A\r`);
      else if (lamps !== shown) console.log(`  ${lamps}`);
      shown = lamps;
    },
    say(text) {
      process.stdout.write(isScreen ? `\r\x1b[J  ${text}\n` : `  ${text}\n`);
    },
    wantsToLeave: () => leaves,
    close() {
      if (isScreen) process.stdout.write('\x1b[J');
      if (hasKeys) process.stdin.setRawMode(false).pause();
    },
  };
}

export interface Seen {
  status: Status | null;
  stream: StreamStat | null;
  segments: number;
}

export function lampLine({ status, stream, segments }: Seen, words: Words): { lamps: string; detail: string } {
  if (status === null) return { lamps: words.noAnswer, detail: '' };
  const { session, recording, lamps, destinations, microphone } = status;
  const reason = destinations[0]?.reason ?? recording.reason ?? status.camera.reason ?? microphone.reason;
  const parts = [
    clockTime(session.seconds),
    words.recorded(megabytes(recording.bytes)),
    words.sent(destinations[0]?.kbps ?? 0),
    words.received(megabytes(stream?.bytesIn ?? 0), segments),
  ];
  return {
    lamps: `REC ${words.rec[lamps.rec]}   LIVE ${words.live[lamps.live]}`,
    // A trouble is more important than figures.
    detail: session.phase === 'ready' ? '' : (reason?.message ?? parts.join(' · ')),
  };
}

/** Events of a talk, from the box's previous status and the present one. */
export function eventsBetween(before: Status | null, now: Status | null, words: Words): string[] {
  if (!before || !now) return [];
  const [was, is] = [before.session, now.session];
  const isSame = was.id !== null && was.id === is.id;
  const isNew = is.marks.length > was.marks.length;
  const chapters = isSame && isNew && was.offTheRecord === is.offTheRecord;
  return [
    ...(chapters ? [words.chapter(is.marks.length, clockTime(is.marks.at(-1)?.atSeconds ?? 0))] : []),
    ...(isSame && was.offTheRecord !== is.offTheRecord
      ? [is.offTheRecord ? words.offTheRecord : words.onTheRecord]
      : []),
    ...(was.phase !== 'ending' && is.phase === 'ending' ? [words.ending] : []),
    ...(was.id !== null && is.id === null ? [words.over] : []),
  ];
}

const clockTime = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19);
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
