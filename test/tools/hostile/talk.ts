/** What surrounds a talk of the service: servers that hurt who asks them, and people who send it what they like. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalServer } from '../../../image/server/local-server.ts';
import type { Device } from '../box/device.ts';
import type { Ending } from '../ending.ts';
import { HostileClient } from './client.ts';
import { startHostileRtmp } from './rtmp.ts';
import { ANSWERS, ATTACKS, startHostileWeb } from './web.ts';

/** Of one attack: the list is read twice, and a segment of it. */
const ASKED = { itself: 2, parts: 1 };
const PATIENCE_MS = 20_000;
const ATTACK_MS = 1000;
const CALM_MS = 1500;
const LOOK_MS = 50;
const AGAIN_MS = 200;

/** Bodies for every route that takes one, as large as the service takes them. */
const BODIES = [
  '['.repeat(60_000),
  `{"a":${'['.repeat(30)}${']'.repeat(30)}}`,
  `{${Array.from({ length: 5000 }, (_, at) => `"k${at}":{}`).join(',')}}`,
  `{"destinations":[${'{},'.repeat(20_000)}{}]}`,
  `{"destinations":[{"id":"${'a'.repeat(60_000)}"}]}`,
  `{"room":{"name":"${'\\u0000'.repeat(10_000)}"}}`,
  `{"receipt":{"email":{"to":[${'"@",'.repeat(15_000)}"@"]}}}`,
  `{"web":{"names":[${'"a.",'.repeat(12_000)}"a"]}}`,
  `{"__proto__":{"a":1},"constructor":{"prototype":{}}}`,
  '"'.padEnd(60_000, '\\"'),
  `${'1'.repeat(60_000)}`,
];
const ROUTES: [method: string, path: string][] = [
  ['PATCH', '/api/settings'],
  ['POST', '/api/session/start'],
  ['POST', '/api/login'],
];

export interface Surroundings {
  /** Goes once through all that is hostile; or, calm, through the same steps with honest servers. */
  goThrough(device: Device, isCalm: boolean, onStep?: (attack: string) => void): Promise<void>;
  /** What nobody asked for so far. */
  missed(): string[];
}

/** @param room another than the talk's: its viewers are sent to the hostile server. */
export async function hostileSurroundings(t: Ending, server: LocalServer, room: string): Promise<Surroundings> {
  const web = await startHostileWeb(t);
  const rtmp = await startHostileRtmp(t);
  const honest = { id: 'other', url: server.rtmpUrl, streamKey: server.streamKey(room), watchUrl: server.hlsUrl(room) };
  /** Until it has done its worst, whichever comes first: all of it was asked for, or it holds on to who asks. */
  const read = async (attack: string, before: { itself: number; parts: number }) => {
    const isAskedFor = (wanted: { itself: number; parts: number }) => {
      const { itself, parts } = web.asked('live', attack);
      return itself >= before.itself + wanted.itself && parts >= before.parts + wanted.parts;
    };
    const until = async (ms: number, isSo: () => boolean) => {
      for (const untilMs = performance.now() + ms; performance.now() < untilMs && !isSo(); ) await sleep(LOOK_MS);
    };
    await until(PATIENCE_MS, () => isAskedFor({ itself: 1, parts: 0 }));
    await until(ATTACK_MS, () => isAskedFor(ASKED));
    await sleep(AGAIN_MS);
  };
  const foe = { id: 'foe', url: rtmp.url, streamKey: 'amphi' };
  // Once: what is sent to the log-in are as many wrong passwords, after which nobody gets in for a minute.
  let loggedIn: Promise<{ cookie: string }> | null = null;
  return {
    async goThrough(device, isCalm, onStep = () => {}) {
      loggedIn ??= device.logIn();
      const { cookie } = await loggedIn;
      const client = new HostileClient(device.port, []);
      const settings = (await device.ask('GET', '/api/settings')).body as { destinations: { id: string }[] };
      const others = settings.destinations.filter(({ id }) => id !== 'other' && id !== 'foe');
      const answers = Object.keys(ANSWERS);
      for (const [at, attack] of Object.keys(ATTACKS).entries()) {
        onStep(attack);
        const before = web.asked('live', attack);
        const other = { ...honest, watchUrl: isCalm ? honest.watchUrl : web.address(attack), name: attack };
        const url = isCalm ? '' : web.hook(answers[at % answers.length] ?? '');
        const patch = { destinations: [...others, other, ...(isCalm ? [] : [foe])], receipt: { webhook: { url } } };
        const { status, body } = await device.ask('PATCH', '/api/settings', patch);
        if (status !== 200) throw new Error(`the settings are refused: ${JSON.stringify(body)}`);
        const receipt = isCalm ? null : device.ask('POST', '/api/receipt/test');
        for (const [method, path] of isCalm ? [] : ROUTES)
          await client.ask({ method, path, body: BODIES[at % BODIES.length] ?? '', headers: { cookie } });
        if (isCalm) await sleep(CALM_MS);
        else await read(attack, before);
        // It may take as long as a slow answer does.
        receipt?.catch(() => {});
      }
      await device.ask('PATCH', '/api/settings', { destinations: others, receipt: { webhook: { url: '' } } });
    },
    missed: () => [
      ...Object.keys(ATTACKS).filter((attack) => web.asked('live', attack).itself === 0),
      ...Object.keys(ANSWERS).filter((answer) => web.asked('hook', answer).itself === 0),
      ...(rtmp.done.length < rtmp.deeds ? [`rtmp: ${rtmp.deeds - rtmp.done.length} of ${rtmp.deeds}`] : []),
    ],
  };
}
