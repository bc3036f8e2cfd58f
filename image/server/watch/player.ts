/** Plays one HLS address in a video element, and recovers from lost connections, damaged media and stalls. */
import Hls, { type PlaylistLoaderConstructor } from 'hls.js';
import { fromSegment, newestStretch } from './newest-stretch.ts';

/** Tried as a set against nginx-rtmp with segments of 2 s: three segments behind live bridge an outage of 3 s. */
const LIVE = {
  liveSyncDurationCount: 3,
  liveMaxLatencyDurationCount: 8,
  maxLiveSyncPlaybackRate: 1.1,
  maxBufferHole: 0.5,
  liveDurationInfinity: true,
};
/** Played media is dropped: a talk lasts hours, and a phone's memory is small. */
const BACK_BUFFER_SECONDS = 30;
/** Recovery without a limit was seen to read the same damaged segment again and again. */
const RECOVERIES = 2;
const RECOVERIES_WITHIN_MS = 10_000;
/** No movement for this long while new segments arrive is a stall. hls.js's own nudges take about 3 s. */
const STALL_MS = 4_000;
const RELOAD_AFTER_MS = 1_000;

export interface Player {
  /** Call every second or two while the stream is on air: starts, reloads, recovers. */
  tend(): void;
  /** Releases everything, the last picture too. The next `tend` starts from the beginning. */
  stop(): void;
}

/** Null where the browser cannot play HLS at all. */
export function createPlayer(video: HTMLVideoElement, address: string): Player | null {
  if (Hls.isSupported()) return hlsJsPlayer(video, address);
  // Safari on telephones.
  if (video.canPlayType('application/vnd.apple.mpegurl')) return nativePlayer(video, address);
  return null;
}

function hlsJsPlayer(video: HTMLVideoElement, address: string): Player {
  let hls: Hls | null = null;
  let brokenSinceMs: number | null = null;
  let recoveriesMs: number[] = [];
  let last = { position: -1, atMs: 0 };

  const start = () => {
    hls = new Hls({ ...LIVE, backBufferLength: BACK_BUFFER_SECONDS, pLoader: newestOnly() });
    hls.on(Hls.Events.ERROR, (_event, { fatal, type }) => {
      if (!fatal) return;
      if (type === Hls.ErrorTypes.MEDIA_ERROR) recover();
      else brokenSinceMs ??= performance.now();
    });
    hls.attachMedia(video);
    hls.loadSource(address);
    last = { position: -1, atMs: performance.now() };
  };

  const recover = () => {
    const nowMs = performance.now();
    recoveriesMs = recoveriesMs.filter((atMs) => nowMs - atMs < RECOVERIES_WITHIN_MS);
    if (recoveriesMs.length < RECOVERIES) {
      recoveriesMs.push(nowMs);
      hls?.recoverMediaError();
      return;
    }
    // A new player starts at the live edge, past the part that cannot be decoded.
    recoveriesMs = [];
    hls?.destroy();
    start();
    void video.play().catch(() => {});
  };

  return {
    tend() {
      const nowMs = performance.now();
      if (hls === null) start();
      else if (brokenSinceMs !== null && nowMs - brokenSinceMs >= RELOAD_AFTER_MS) {
        brokenSinceMs = null;
        hls.loadSource(address);
        void video.play().catch(() => {});
      }
      if (video.paused || video.currentTime !== last.position) last = { position: video.currentTime, atMs: nowMs };
      else if (nowMs - last.atMs >= STALL_MS && hls?.liveSyncPosition) {
        video.currentTime = hls.liveSyncPosition;
        last = { position: video.currentTime, atMs: nowMs };
      }
    },
    stop() {
      hls?.destroy();
      hls = null;
      brokenSinceMs = null;
      unload(video);
    },
  };
}

/** Loads playlists without the segments before the newest stretch of the first load. */
function newestOnly(): PlaylistLoaderConstructor {
  let first: number | null = null;
  const Newest = class extends Hls.DefaultConfig.loader {
    override load(...[context, config, callbacks]: Parameters<InstanceType<typeof Hls.DefaultConfig.loader>['load']>) {
      super.load(context, config, {
        ...callbacks,
        onSuccess(response, ...more) {
          const text = response.data;
          if (typeof text === 'string') {
            first ??= newestStretch(text);
            response.data = fromSegment(text, first ?? 0);
          }
          callbacks.onSuccess(response, ...more);
        },
      });
    }
  };
  // The library has one type of loader for playlists and media.
  return Newest as unknown as PlaylistLoaderConstructor;
}

function unload(video: HTMLVideoElement): void {
  video.removeAttribute('src');
  video.load();
}

function nativePlayer(video: HTMLVideoElement, address: string): Player {
  let last = { position: -1, atMs: 0 };
  const load = () => {
    video.src = address;
    video.load();
    void video.play().catch(() => {});
  };
  return {
    tend() {
      const nowMs = performance.now();
      const ended = video.error !== null || video.ended;
      if (!video.src || ended) load();
      if (video.paused || video.currentTime !== last.position) last = { position: video.currentTime, atMs: nowMs };
      else if (nowMs - last.atMs >= 2 * STALL_MS) {
        load();
        last = { position: -1, atMs: nowMs };
      }
    },
    stop: () => unload(video),
  };
}
