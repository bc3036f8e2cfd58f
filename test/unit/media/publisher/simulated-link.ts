/**
 * A destination behind a link of a given speed, in time that is counted and not waited for: the box's own gauge and adaptation,
 * and in place of encoders and network the sizes and delays that they have.
 */
import {
  type Adaptation,
  isDescent,
  startAdaptation,
  stepAdaptation,
  windowBytes,
} from '../../../../device/media/publisher/adaptation.ts';
import { LinkGauge } from '../../../../device/media/publisher/link-gauge.ts';
import type { QualityLevel, QualityLimits } from '../../../../device/media/publisher/quality-level.ts';
import type { Patience } from '../../../../device/transport/transport.ts';

const STEP_MS = 10;
const LOOK_MS = 50;
const SOUND_MS = 40;
const GOP_MS = 2000;
/** Around each tag. */
const TAG_BYTES = 15;
/** As the box guesses what a connection counts of it. */
const SMALLER_PER_TAG = 7;

interface Packet {
  kind: 'sound' | 'picture';
  /** When it was to leave. */
  madeMs: number;
  bytes: number;
}

export interface SimulatedLinkOptions {
  limits: QualityLimits;
  /** As of a connection over TCP. */
  patience?: Patience;
  /** What the link carries at a time. */
  kbps(atMs: number): number;
  /** There and back. */
  rttMs?: number;
  /** The server acknowledges each time it has so many bytes more; without it, the kernel tells. */
  acknowledgeBytes?: number;
}

export interface SimulatedOutcome {
  /** Each with the time at which it was taken. */
  levels: { atMs: number; level: QualityLevel }[];
  /** From when a sound was to leave until it is there, without the link's own time. */
  soundLateMs: { atMs: number; lateMs: number }[];
  adaptation: Adaptation;
  picturesArrived: number;
}

export function simulate(options: SimulatedLinkOptions, forMs: number): SimulatedOutcome {
  const { limits, rttMs = 0, acknowledgeBytes = 0, patience = { lateMs: 220, calmMs: 120 } } = options;
  const gauge = new LinkGauge();
  let adaptation = startAdaptation(0, null);
  const outcome: SimulatedOutcome = {
    levels: [{ atMs: 0, level: 'full' }],
    soundLateMs: [],
    adaptation,
    picturesArrived: 0,
  };
  let pictures: Packet[] = [];
  let way: Packet[] = [];
  let [sent, arrived, told, heldSinceMs, nextPictureMs, keyMs, toldStep] = [0, 0, 0, -1, 0, -GOP_MS, 0];
  const returning: { atMs: number; arrived: number }[] = [];

  for (let nowMs = 0; nowMs < forMs; nowMs += STEP_MS) {
    const send = (packet: Packet) => {
      gauge.wrote(packet.bytes + TAG_BYTES - SMALLER_PER_TAG, nowMs);
      // As RTMP frames it: now and then with a smaller head.
      const bytes = packet.bytes + (way.length % 3 === 0 ? 4 : 8);
      sent += bytes;
      way.push({ ...packet, bytes });
    };
    const window = windowBytes(adaptation, gauge.link(nowMs));
    if (nowMs % SOUND_MS === 0)
      send({ kind: 'sound', madeMs: nowMs, bytes: adaptation.quality.level === 'full' ? 480 : 240 });
    if (nowMs >= nextPictureMs) {
      const isKey = nowMs - keyMs >= GOP_MS;
      if (isKey) keyMs = nowMs;
      const { everyMs, bytes } = pictureOf(adaptation, limits, isKey);
      nextPictureMs += everyMs;
      pictures.push({ kind: 'picture', madeMs: nowMs, bytes });
    }
    while (pictures.length > 0 && gauge.inFlightBytes < window) send(pictures.shift() as Packet);

    let room = (options.kbps(nowMs) / 8) * STEP_MS;
    while (way[0] && room > 0) {
      const first = way[0];
      const part = Math.min(room, first.bytes);
      first.bytes -= part;
      room -= part;
      arrived += part;
      if (first.bytes > 0) break;
      if (first.kind === 'sound') outcome.soundLateMs.push({ atMs: nowMs, lateMs: nowMs - first.madeMs });
      else outcome.picturesArrived++;
      way = way.slice(1);
    }
    returning.push({ atMs: nowMs + rttMs, arrived });
    while (returning[0] && returning[0].atMs <= nowMs)
      told = Math.max(told, (returning.shift() as { arrived: number }).arrived);
    if (told - toldStep >= acknowledgeBytes) toldStep = told;

    if (nowMs % LOOK_MS !== 0 || sent === 0) continue;
    gauge.reported(
      { sent, acknowledged: 0, delivered: Math.min(sent, Math.floor(toldStep)), slackBytes: acknowledgeBytes },
      nowMs,
    );
    const isHeld = pictures.length > 0 && gauge.inFlightBytes >= window;
    heldSinceMs = isHeld ? (heldSinceMs < 0 ? nowMs : heldSinceMs) : -1;
    const before = adaptation;
    adaptation = stepAdaptation(
      before,
      gauge.sample(nowMs, heldSinceMs < 0 ? 0 : nowMs - heldSinceMs),
      limits,
      patience,
    );
    if (isDescent(before, adaptation)) {
      pictures = [];
      keyMs = -GOP_MS;
      nextPictureMs = Math.min(nextPictureMs, nowMs);
    }
    if (adaptation.quality !== before.quality) nextPictureMs = Math.min(nextPictureMs, nowMs + LOOK_MS);
    if (adaptation.quality.level !== before.quality.level)
      outcome.levels.push({ atMs: nowMs, level: adaptation.quality.level });
  }
  outcome.adaptation = adaptation;
  return outcome;
}

/** A hard picture: each as large as the rate allows, keyframes as the encoders cap them. */
function pictureOf(
  { quality }: Adaptation,
  { fullKbps }: QualityLimits,
  isKey: boolean,
): { everyMs: number; bytes: number } {
  const share = (kbps: number, perSecond: number) => (kbps * 1000) / 8 / perSecond;
  switch (quality.level) {
    case 'full':
      return { everyMs: 30, bytes: isKey ? share(fullKbps, 4) : share(fullKbps * 0.85, 33) };
    case 'reduced':
      return { everyMs: 70, bytes: isKey ? share(quality.kbps, 8) : share(quality.kbps, 15) };
    case 'stills':
      return { everyMs: 1000, bytes: share(quality.kbps, 1) };
    case 'voice':
      return { everyMs: 1000, bytes: 650 };
  }
}
