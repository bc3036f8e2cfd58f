/** The viewers' page: waits for the stream of its place, plays it, says what is wrong, and comes back by itself. */
import { createPlayer } from './player.ts';
import { isPlaying, type WatchState } from './watch-state.ts';
import { wordsFor } from './words.ts';

/** One small request per look; a thin link carries it beside the voice. */
const LOOK_EVERY_MS = 2_000;
/** A picture that has not come by now is none: the stream is voice only. */
const PICTURE_LIMIT_MS = 3_000;

/** Nothing to play for this long: segments are 2 s long, and the player has its own ways out first. */
const STUCK_MS = 8_000;

/** Where the page is: a server with many rooms, or the box in the room itself. */
export interface Place {
  /** Name of the room; empty while it is not known. */
  room: string;
  playlist: string;
  /** Never rejects. */
  look(wasOnAir: boolean): Promise<WatchState>;
}

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

export function watchPage(place: Place): void {
  const video = element<HTMLVideoElement>('video');
  const listen = element<HTMLButtonElement>('listen');
  const { language, words } = wordsFor(navigator.languages);
  document.documentElement.lang = language;
  element('voice').textContent = words.voiceOnly;
  listen.textContent = words.listen;

  const player = createPlayer(video, place.playlist);
  let wasOnAir = false;
  let playingSinceMs: number | null = null;
  let suppliedMs = performance.now();

  async function tick(): Promise<void> {
    const told = await place.look(wasOnAir);
    if (isPlaying(told)) {
      player?.tend();
      if (!wasOnAir) void begin();
      wasOnAir = true;
    }
    const nowMs = performance.now();
    if (!isPlaying(told) || video.paused || video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) suppliedMs = nowMs;
    const state = nowMs - suppliedMs > STUCK_MS ? 'paused' : told;
    const plays = isPlaying(state);
    document.body.dataset.state = state;
    document.body.dataset.plays = String(plays);
    if (place.room) element('room').textContent = place.room;
    document.title = `${place.room} · ${words.state[state]}`;
    element('state').textContent = words.state[state];
    if (!isPlaying(state)) say(...words.message[state]);
    const note = isPlaying(state) && state !== 'onAir' ? words.note[state] : '';
    element('note').textContent = note;
    // Controls of a player that has nothing to play only confuse.
    video.controls = plays;
    const hasPlayed = playingSinceMs !== null && nowMs - playingSinceMs > PICTURE_LIMIT_MS;
    element('voice').hidden = !(hasPlayed && video.videoWidth === 0);
  }

  function say(headline: string, advice: string): void {
    element('headline').textContent = headline;
    element('advice').textContent = advice;
  }

  /** With sound where the browser allows it; else the picture at once and a button for the sound. */
  async function begin(): Promise<void> {
    try {
      await video.play();
    } catch (error) {
      if ((error as DOMException).name !== 'NotAllowedError') return;
      video.muted = true;
      await video.play().catch(() => {});
    }
    listen.hidden = !video.muted;
  }

  listen.addEventListener('click', () => {
    video.muted = false;
    void video.play();
  });
  // Also when the sound is turned on with the player's own controls.
  video.addEventListener('volumechange', () => {
    listen.hidden = !video.muted;
  });
  video.addEventListener('playing', () => {
    playingSinceMs ??= performance.now();
  });

  if (place.playlist === '' || player === null) {
    say(place.playlist === '' ? words.noRoom : words.unsupported, '');
    element('state').hidden = true;
  } else {
    const again = () => void tick().finally(() => setTimeout(again, LOOK_EVERY_MS));
    again();
  }
}
