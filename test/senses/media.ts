/** Media that must be told of, and media that must not, over a grid of levels, noises, rooms and light. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Medium } from './play.ts';
import {
  type Backdrop,
  blurred,
  drawnRoom,
  film,
  lit,
  noisy,
  type Picture,
  person,
  photograph,
  SIZE,
  seen,
  slide,
  small,
} from './scenes.ts';
import {
  claps,
  clipped,
  hum,
  joined,
  leveled,
  looped,
  mixed,
  noise,
  peaking,
  RATE,
  type Sound,
  silence,
  slowed,
  tone,
  voices,
} from './sounds.ts';

/** Photographs of rooms, streets and things: Debian's `opencv-doc`, where it is installed. */
const PHOTOGRAPHS = '/usr/share/doc/opencv-doc/examples/data';
const CHOSEN = /^(left01|home|leuvenA|aloeL|box_in_scene|basketball1)\./;

const LONG = 120;
const SPEECH_DB = -25;

/** `all`: with every photograph there is and each step of the grid; else a few of each. */
export function media(all: boolean): Medium[] {
  const rooms = new Map<string, Backdrop>([['drawn room', drawnRoom()]]);
  if (all && existsSync(PHOTOGRAPHS))
    for (const file of readdirSync(PHOTOGRAPHS).filter((name) => CHOSEN.test(name)))
      rooms.set(file.replace(/\..*/, ''), photograph(join(PHOTOGRAPHS, file)));
  const [, voice] = [...voices()][0] as [string, Sound];
  const talk = mixed(leveled(noise(LONG, 'fan', 7), -58), leveled(looped(voice, LONG), SPEECH_DB));
  return [
    ...soundMedia(all),
    ...[...rooms].flatMap(([name, room]) => pictureMedia(name, room, talk, all)),
    ...(all && existsSync(PHOTOGRAPHS) ? filmed(talk) : []),
  ];
}

/** A fixed camera over a street for 79 s, two photographs of one place in other light, a film that fills the picture. */
function filmed(sound: Sound): Medium[] {
  const [day, evening] = ['leuvenA.jpg', 'leuvenB.jpg'].map((name) => small(seen(photograph(join(PHOTOGRAPHS, name)))));
  return [
    { name: 'people in a street', seconds: 78, picture: film(join(PHOTOGRAPHS, 'vtest.avi')), sound },
    {
      name: 'light changes, photographed',
      seconds: LONG,
      picture: (at) => noisy((at > 40 ? evening : day) as Uint8Array, 0.5, at),
      sound,
    },
    { name: 'a film', seconds: LONG, picture: film(join(PHOTOGRAPHS, 'Megamind.avi')), sound },
  ];
}

const few = <Item>(items: readonly Item[], all: boolean): Item[] => (all ? [...items] : items.slice(0, 1));

/** Somebody walks to and fro. */
function walk(picture: Picture, at: number): Picture {
  person(picture, 160 + 140 * Math.sin(at / 4));
  return picture;
}

function soundMedia(all: boolean): Medium[] {
  const room = drawnRoom();
  const moving = (at: number) => noisy(small(walk(seen(room), at)), 0.5, at);
  const still = (at: number) => noisy(small(seen(room)), 0.5, at);
  const quiet = leveled(noise(LONG, 'fan', 7), -58);
  const speakers = few(
    [...voices()].map(([name, voice]) => [name, joined(voice, silence(0.7))] as const),
    all,
  );
  const made: Medium[] = [];
  const good = (name: string, sound: Sound, picture = moving) => made.push({ name, seconds: LONG, picture, sound });
  const bad = (code: string, fromSecond: number, name: string, sound: Sound, picture = moving) =>
    made.push({ name, seconds: LONG, picture, sound, expected: { code, fromSecond } });

  for (const [who, voice] of speakers) {
    const talk = leveled(looped(voice, LONG), SPEECH_DB);
    for (const kind of few(['fan', 'white'] as const, all))
      for (const [loudDb, ratioDb] of few(
        [
          [-45, 5],
          [-25, 30],
          [-25, 20],
          [-25, 10],
          [-25, 5],
          [-35, 0],
          [-45, 15],
        ] as const,
        all,
      ))
        good(
          `${who}, ${loudDb} dB, ${ratioDb} dB above a ${kind === 'fan' ? 'fan' : 'hiss'}`,
          mixed(leveled(talk, loudDb), leveled(noise(LONG, kind, 11), loudDb - ratioDb)),
        );
    good(`${who}, just below full scale`, mixed(quiet, peaking(talk, -0.5)));
    const deep = leveled(looped(slowed(voice, 0.75), LONG), SPEECH_DB);
    good(`${who}, slowed to a deep voice`, mixed(quiet, deep));
    const pausing = looped(joined(talk.subarray(0, 25 * RATE), silence(15)), LONG);
    good(`${who}, pauses of 15 s while moving`, mixed(quiet, pausing));
    const reading = looped(joined(talk.subarray(0, 20 * RATE), silence(30)), LONG);
    good(`${who}, pauses of 30 s and nothing moves`, mixed(quiet, reading), still);
    const applause = looped(joined(silence(50), peaking(claps(20, 300, 0.01), 12)), LONG);
    good(`${who}, applause of 20 s at full scale`, mixed(quiet, talk, clipped(applause)));
    const cough = looped(joined(silence(19), peaking(claps(1, 12, 0.05), 10)), LONG);
    good(`${who}, a cough at full scale each 20 s`, mixed(quiet, talk, clipped(cough)));
    good(
      `${who}, keys and chalk`,
      mixed(quiet, talk, leveled(claps(LONG, 7), -35), leveled(claps(LONG, 3, 0.05), -35)),
    );
    for (const [note, hertz] of few(
      [
        ['G', 48.9994],
        ['A', 55],
        ['G', 97.9989],
        ['B', 61.7354],
        ['D', 146.832],
      ] as const,
      all,
    )) {
      const organ = tone(
        LONG,
        [1, 2, 3, 4, 5].map((multiple) => [hertz * multiple, 1 / multiple] as const),
      );
      good(`${who}, an organ holds ${note} (${hertz} Hz)`, mixed(quiet, talk, leveled(organ, -30)));
    }

    for (const overDb of few([12, 6, 20, 30], all))
      bad('soundTooLoud', 0, `${who}, ${overDb} dB above full scale`, mixed(quiet, peaking(talk, overDb)));
    for (const mainsHz of few([50, 60], all))
      for (const db of few([-40, -30, -45, -50], all))
        bad(
          'soundHums',
          0,
          `${who}, hum of ${mainsHz} Hz at ${db} dB`,
          mixed(quiet, talk, leveled(hum(LONG, mainsHz + 0.05), db)),
        );
    if (all) {
      bad(
        'soundHums',
        0,
        `${who}, a transformer sings at 100 Hz`,
        mixed(quiet, talk, leveled(hum(LONG, 50, [0, 1, 0, 0.6, 0]), -40)),
      );
      bad('soundHums', 0, `${who}, mains at 49.85 Hz`, mixed(quiet, talk, leveled(hum(LONG, 49.85), -40)));
    }
    const goes = mixed(quiet, joined(talk.subarray(0, 40 * RATE), silence(LONG - 40)));
    bad('nobodySpeaks', 40, `${who}, then no word`, goes);
  }
  for (const [name, sound] of few(
    [
      ['a fan', leveled(noise(LONG, 'fan', 3), -40)],
      ['hiss', leveled(noise(LONG, 'white', 3), -50)],
      ['keys', mixed(quiet, leveled(claps(LONG, 6), -40))],
      ['chalk', mixed(quiet, leveled(claps(LONG, 3, 0.05), -40))],
      ['steps', mixed(quiet, leveled(claps(LONG, 2, 0.03), -40))],
    ] as const,
    all,
  ))
    bad('nobodySpeaks', 0, `nobody, ${name}`, sound);
  return made;
}

const HALF = { x: 10, y: 10, width: 200, height: 130 };
const MOST = { x: 15, y: 8, width: 290, height: 160 };
const WHOLE = { x: 0, y: 0, ...SIZE };
const SCREEN = { x: 100, y: 30, width: 140, height: 80 };

function pictureMedia(roomName: string, room: Backdrop, sound: Sound, all: boolean): Medium[] {
  const made: Medium[] = [];
  const add = (name: string, deviation: number, draw: (at: number) => Picture, expected?: Medium['expected']) =>
    made.push({
      name: `${roomName}, ${name}`,
      seconds: LONG,
      picture: (at) => noisy(small(draw(at)), deviation, 1 + at),
      sound,
      ...(expected && { expected }),
    });
  const shown = (picture: Picture, area: typeof HALF, number: number, dark = false) => {
    slide(picture, area, number, dark);
    return picture;
  };

  for (const [light, deviation] of few(
    [
      [1, 0.5],
      [0.5, 1.2],
      [0.4, 2.5],
    ] as const,
    all,
  )) {
    const look = () => lit(seen(room), light);
    const at = `light ${light}`;
    add(`nobody moves, ${at}`, deviation, look);
    add(`a speaker walks, ${at}`, deviation, (t) => walk(look(), t));
    add(`slides over half, a speaker walks, ${at}`, deviation, (t) => walk(shown(look(), HALF, Math.floor(t / 15)), t));
    add(`slides over 80 %, ${at}`, deviation, (t) => shown(look(), MOST, Math.floor(t / 30)));
    add(`nothing but slides, ${at}`, deviation, (t) => shown(look(), WHOLE, Math.floor(t / 30)));
    add(`dark slides in a lit room, ${at}`, deviation, (t) => shown(look(), HALF, Math.floor(t / 40), true));
  }
  const dims = (t: number) => (t > 40 && t < 80 ? 0.4 : 1);
  add('lights dimmed and up again', 1, (t) => walk(lit(seen(room), dims(t)), t));
  add('lights out, the screen stays', 2, (t) => shown(lit(seen(room), t > 40 ? 0.12 : 1), SCREEN, Math.floor(t / 20)));
  add('night lecture: a screen in the dark', 2.5, (t) =>
    walk(shown(lit(seen(room), 0.08), SCREEN, Math.floor(t / 20)), t),
  );
  add('lights out for 20 s', 2.5, (t) => lit(seen(room), t > 40 && t < 60 ? 0.08 : 1));
  add('somebody stands before it for 15 s', 0.5, (t) => {
    const picture = seen(room);
    if (t > 40 && t < 55) person(picture, 150, 300, 260);
    return picture;
  });
  add('a hand passes for 5 s', 0.5, (t) => (t > 40 && t < 45 ? blurred(50, 30) : seen(room)));
  add('a page is scrolled over 80 %', 0.5, (t) => {
    const page = new Float32Array(SIZE.width * SIZE.height);
    slide(page, { x: 0, y: t > 40 ? -60 : -10, width: SIZE.width, height: 260 }, 3);
    const picture = seen(room);
    for (let y = MOST.y; y < MOST.y + MOST.height; y++)
      picture.set(
        page.subarray(y * SIZE.width + MOST.x, y * SIZE.width + MOST.x + MOST.width),
        y * SIZE.width + MOST.x,
      );
    return picture;
  });
  add('the table shakes', 0.5, (t) => seen(room, 3 * Math.sin(t * 7), 2 * Math.cos(t * 5)));
  add('daylight goes', 0.8, (t) => walk(lit(seen(room), 1 - 0.5 * (t / LONG)), t));

  const from = 40;
  const expect = (code: string) => ({ code, fromSecond: from });
  for (const [what, cover, deviation] of few(
    [
      ['a cap', blurred(17, 1), 0.5],
      ['a cap, full gain', blurred(18, 2), 2.5],
      ['a dark shutter', blurred(24, 6), 1],
      ['a hand', blurred(60, 60), 0.8],
      ['a sticker', blurred(130, 20), 0.5],
    ] as const,
    all,
  ))
    add(`covered by ${what}`, deviation, (t) => (t > from ? cover : seen(room)), expect('lensCovered'));
  for (const hundredths of few([8, 3, 5, 12, 20], all)) {
    const turn = (hundredths * SIZE.width) / 100;
    add(
      `moved by ${hundredths} % of the width`,
      0.5,
      (t) => walk(seen(room, t > from ? turn : 0, t > from ? turn / 4 : 0), t),
      expect('cameraMoved'),
    );
  }
  for (const light of few([0.1, 0.05, 0.15], all))
    add(`light ${light}`, 2, (t) => walk(lit(seen(room), t > from ? light : 1), t), expect('pictureDark'));
  return made;
}
