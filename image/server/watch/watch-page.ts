/** The viewers' page: waits for the stream of its place, plays it, reports troubles, and recovers by itself. */
import { createPlayer, type Player } from './player.ts';
import type { RoomOnAir } from './rooms-on-air.ts';
import { isPlaying, type WatchState } from './watch-state.ts';
import { wordsFor } from './words.ts';

/** One small request a poll; a thin link carries it beside the voice. */
const LOOK_EVERY_MS = 2_000;
/** A stream without a picture by then is voice only. */
const PICTURE_LIMIT_MS = 3_000;

/**
 * The player has had nothing to play for this long. Segments are 2 s long, and the player tries its own ways out first.
 */
const STUCK_MS = 8_000;

/**
 * When the talk is over the player first plays what it has left: the last words come some seconds after they were said.
 */
const LAST_WORDS_MS = 6_000;
const ROOMS_EVERY_MS = 10_000;

/** The place of the page: a server with many rooms, or the box in the room itself. */
export interface Place {
  /** Name of the room; empty while it is not known. */
  room: string;
  /** Title of the talk; empty where there is none, or none to be shown. */
  title: string;
  /** Empty: the address names no room. */
  playlist: string;
  /** Never rejects. */
  look(wasOnAir: boolean): Promise<WatchState>;
  /** The other rooms on air, on a server with several; null while they are not known. */
  rooms?(): Promise<RoomOnAir[] | null>;
}

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const { language, words } = wordsFor(navigator.languages);

function say(headline: string, advice: string): void {
  element('headline').textContent = headline;
  element('advice').textContent = advice;
}

export function watchPage(place: Place): void {
  document.documentElement.lang = language;
  const video = element<HTMLVideoElement>('video');
  const player = createPlayer(video, place.playlist);
  if (place.playlist === '') {
    document.body.dataset.state = 'noRoom';
    document.title = words.front;
    // The server's own address, or a page of a room without its room.
    say(location.pathname === '/' ? words.front : words.noRoom, words.roomAddress);
    if (place.rooms) void showRooms(place.rooms, () => true);
  } else if (player === null) {
    document.body.dataset.state = 'unsupported';
    say(words.unsupported, '');
  } else follow(place, video, player);
}

function follow(place: Place, video: HTMLVideoElement, player: Player): void {
  const listen = element<HTMLButtonElement>('listen');
  element('voice').textContent = words.voiceOnly;
  listen.textContent = words.listen;

  let wasOnAir = false;
  let before: WatchState = 'waiting';
  let playingSinceMs: number | null = null;
  let suppliedMs = performance.now();
  let endSinceMs: number | null = null;

  async function tick(): Promise<void> {
    const polled = await place.look(wasOnAir);
    const nowMs = performance.now();
    if (isPlaying(polled)) {
      player.tend();
      if (!isPlaying(before)) void begin();
      wasOnAir = true;
    }
    const hasSupply = video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    if (!isPlaying(polled) || video.paused || hasSupply) suppliedMs = nowMs;
    endSinceMs = polled === 'over' || polled === 'ending' ? (endSinceMs ?? nowMs) : null;
    const hasLastWords = isPlaying(before) && !video.paused && hasSupply;
    let state = polled;
    if (nowMs - suppliedMs > STUCK_MS) state = 'stuck';
    else if (endSinceMs !== null && hasLastWords && nowMs - endSinceMs < LAST_WORDS_MS) state = 'ending';
    if (state === 'over' && before !== 'over') leave();
    show(state, nowMs);
    before = state;
  }

  function show(state: WatchState, nowMs: number): void {
    const plays = isPlaying(state);
    document.body.dataset.state = state;
    document.body.dataset.plays = String(plays);
    if (place.room) element('room').textContent = place.room;
    element('title').textContent = place.title;
    document.title = `${place.title || place.room} · ${words.state[state]}`;
    element('state').textContent = words.state[state];
    if (!plays) say(...words.message[state]);
    element('note').textContent = plays && state !== 'onAir' ? words.note[state] : '';
    // Controls of a player with nothing to play would only confuse.
    video.controls = plays;
    const hasPlayed = playingSinceMs !== null && nowMs - playingSinceMs > PICTURE_LIMIT_MS;
    element('voice').hidden = !(hasPlayed && video.videoWidth === 0);
    if (state === 'wrongRoom' && before !== state && place.rooms) {
      void showRooms(place.rooms, () => document.body.dataset.state === 'wrongRoom');
    }
  }

  /** Removes the last picture where it could be taken for the talk: in full screen, or in a window of its own. */
  function leave(): void {
    player.stop();
    playingSinceMs = null;
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => {});
    if (document.pictureInPictureElement) void document.exitPictureInPicture().catch(() => {});
  }

  /** With sound where the browser allows it. Otherwise the picture starts at once, with a button for the sound. */
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
  // Also when the viewer turns on the sound with the player's own controls.
  video.addEventListener('volumechange', () => {
    listen.hidden = !video.muted;
  });
  video.addEventListener('playing', () => {
    playingSinceMs ??= performance.now();
  });

  const again = () => void tick().finally(() => setTimeout(again, LOOK_EVERY_MS));
  again();
}

/** Renews the list of rooms on air as long as it is wanted. */
async function showRooms(ask: () => Promise<RoomOnAir[] | null>, isWanted: () => boolean): Promise<void> {
  const rooms = await ask();
  const section = element('rooms');
  section.hidden = !isWanted();
  if (section.hidden) return;
  if (rooms) {
    const heading = document.createElement('h2');
    heading.textContent = rooms.length > 0 ? words.rooms : words.noRooms;
    const list = document.createElement('ul');
    list.append(...rooms.map(roomLine));
    section.replaceChildren(heading, ...(rooms.length > 0 ? [list] : []));
  }
  setTimeout(() => void showRooms(ask, isWanted), ROOMS_EVERY_MS);
}

function roomLine({ address, room, title }: RoomOnAir): HTMLElement {
  const link = document.createElement('a');
  link.href = address;
  link.append(room);
  const item = document.createElement('li');
  item.append(link, title && ` ${title}`);
  return item;
}
