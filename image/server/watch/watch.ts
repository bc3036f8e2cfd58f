/** The viewers' page: /watch/ROOM plays /live/ROOM.m3u8 of the same server, waits for it, and comes back by itself. */
import { createPlayer } from './player.ts';
import { type Look, lookAt, watchState } from './watch-state.ts';
import { wordsFor } from './words.ts';

/** One small request per look; a thin link carries it beside the voice. */
const LOOK_EVERY_MS = 2_000;
const LOOK_LIMIT_MS = 8_000;
/** A picture that has not come by now is none: the stream is voice only. */
const PICTURE_LIMIT_MS = 3_000;

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const video = element<HTMLVideoElement>('video');
const listen = element<HTMLButtonElement>('listen');

const { language, words } = wordsFor(navigator.languages);
const room = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const playlist = `/live/${encodeURIComponent(room)}.m3u8`;

document.documentElement.lang = language;
if (room) element('room').textContent = room;
element('voice').textContent = words.voiceOnly;
listen.textContent = words.listen;

const player = createPlayer(video, playlist);
let wasOnAir = false;
let playingSinceMs: number | null = null;

async function look(): Promise<Look> {
  try {
    const answer = await fetch(playlist, {
      cache: 'no-cache',
      signal: AbortSignal.timeout(LOOK_LIMIT_MS),
    });
    const header = (name: string) => answer.headers.get(name);
    return lookAt({
      status: answer.status,
      date: header('date'),
      lastModified: header('last-modified'),
      text: await answer.text(),
    });
  } catch {
    return 'unreachable';
  }
}

async function tick(): Promise<void> {
  const state = watchState(await look(), wasOnAir);
  if (state === 'onAir') {
    player?.tend();
    if (!wasOnAir) void begin();
    wasOnAir = true;
  }
  document.body.dataset.state = state;
  document.title = `${room} · ${words.state[state]}`;
  element('state').textContent = words.state[state];
  if (state !== 'onAir') say(...words.message[state]);
  // Controls of a player that has nothing to play only confuse.
  video.controls = state === 'onAir';
  const hasPlayed = playingSinceMs !== null && performance.now() - playingSinceMs > PICTURE_LIMIT_MS;
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

if (room === '' || player === null) {
  say(room === '' ? words.noRoom : words.unsupported, '');
  element('state').hidden = true;
} else {
  const again = () => void tick().finally(() => setTimeout(again, LOOK_EVERY_MS));
  again();
}
