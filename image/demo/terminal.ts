/** Keys and the one line of lamps. Without a terminal: no keys, and a line only when a lamp changes. */
import type { Status } from '../../device/api/contract/status.ts';
import type { StreamStat } from '../server/server-stat.ts';

const CTRL_C = '\x03';
/** What the device takes with `--keyboard`. */
const BUTTON_KEYS = [' ', 'o', 'h', 'H'];

export interface Terminal {
  readonly hasKeys: boolean;
  show(line: { lamps: string; detail: string }): void;
  /** True after q, Ctrl-C, SIGINT or SIGTERM. */
  wantsToLeave(): boolean;
  close(): void;
}

export function openTerminal({ send }: { send(bytes: string): void }): Terminal {
  const hasKeys = process.stdin.isTTY === true;
  let leaves = false;
  let shown = '';
  const leave = () => {
    leaves = true;
  };
  const onKeys = (keys: string) => {
    for (const key of keys) {
      if (BUTTON_KEYS.includes(key)) send(key);
      else if (key === 'q' || key === CTRL_C) leave();
    }
  };
  if (hasKeys) process.stdin.setRawMode(true).setEncoding('utf8').on('data', onKeys);
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);

  return {
    hasKeys,
    show({ lamps, detail }) {
      if (process.stdout.isTTY)
        process.stdout.write(`\r  ${`${lamps}   ${detail}`.slice(0, process.stdout.columns - 3)}\x1b[K`);
      else if (lamps !== shown) console.log(`  ${lamps}`);
      shown = lamps;
    },
    wantsToLeave: () => leaves,
    close() {
      if (!hasKeys) return;
      process.stdin.setRawMode(false).pause();
    },
  };
}

const REC: Record<Status['lamps']['rec'], string> = {
  off: '○ off',
  ready: '◦ ready',
  slow: '◐ starting',
  solid: '● recording',
  fast: '◍ FAILED',
};
const LIVE: Record<Status['lamps']['live'], string> = {
  off: '○ off',
  slow: '◐ sending, not confirmed',
  solid: '● seen by viewers',
  fast: '◍ REFUSED',
  privacy: '◦ off the record',
};

export function lampLine({
  status,
  stream,
  segments,
}: {
  status: Status | null;
  stream: StreamStat | null;
  segments: number;
}): {
  lamps: string;
  detail: string;
} {
  if (status === null) return { lamps: 'the device does not answer', detail: '' };
  const { session, recording, lamps, destinations, microphone } = status;
  const clock = new Date(session.seconds * 1000).toISOString().slice(11, 19);
  const reason = destinations[0]?.reason ?? recording.reason ?? status.camera.reason ?? microphone.reason;
  const parts = [
    clock,
    `${(recording.bytes / 1e6).toFixed(1)} MB recorded`,
    `${destinations[0]?.kbps ?? 0} kb/s sent`,
    `${((stream?.bytesIn ?? 0) / 1e6).toFixed(1)} MB received, ${segments} segments`,
    ...(reason ? [reason.message] : []),
  ];
  return {
    lamps: `REC ${REC[lamps.rec]}   LIVE ${LIVE[lamps.live]}`,
    detail: session.phase === 'ready' ? '' : parts.join(' · '),
  };
}
