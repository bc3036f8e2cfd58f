/** A talk on a box from a card: seen by viewers, stopped, downloaded, played; and the page in a real browser. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from '../../board/memory.ts';
import { ROOM } from '../../board/room.ts';
import { openBrowser } from '../../tools/browser/browser.ts';
import { openAsTechnician, sidewaysScroll } from '../../tools/browser/technician.ts';
import { packetsOf } from '../../tools/measures/ffprobe.ts';
import { type Box, PICTURE } from '../box.ts';

const PICTURES = resolve(import.meta.dirname, '../../../.cache/card');
/** A server keeps half a minute of a stream. */
const MOST_BEHIND_SECONDS = 60;

/** A viewer's player waits too where an emulated box sends by fits and starts. @throws when nothing plays within a minute. */
async function watched(url: string): ReturnType<typeof packetsOf> {
  for (const deadline = performance.now() + 60_000; ; await sleep(2000)) {
    try {
      return await packetsOf(url, { seconds: 3 });
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

export function sessionChecks(box: () => Box): void {
  test('a talk: viewers get it as HLS, LIVE says so, and what is downloaded plays', async (t) => {
    const { room, board } = box();
    await simulateDevices(box());
    await room.settle();
    const id = await room.startTalk();
    // What comes after it wants a box at rest, whatever is found here.
    t.after(() => room.box.ask('POST', '/api/session/stop', { now: true }));
    await room.goesOn();
    const seen = await room.waitFor(
      'viewers see it',
      ({ lamps, destinations }) => lamps.live === 'solid' && destinations[0]?.seen === 'seen',
    );
    await room.waitFor('ten seconds', ({ recording }) => recording.seconds >= 10);
    const stream = (await room.server.stat()).streams.find(({ name }) => name === ROOM);
    assert.deepEqual(
      [stream?.publishing, stream?.video?.codec, stream?.video?.width, stream?.audio?.codec],
      [true, 'H264', PICTURE.width, 'AAC'],
    );
    // As a player does: the playlist, then what it names.
    const packets = await watched(room.server.hlsUrl(ROOM));
    const of = (kind: string) => packets.filter((packet) => packet.kind === kind).length;
    const behindSeconds = seen.destinations[0]?.viewerDelaySeconds ?? 0;
    t.diagnostic(
      `a viewer gets ${of('video')} pictures and ${of('audio')} pieces of sound in 3 s, ${behindSeconds} s behind`,
    );
    assert.ok(of('video') > 0 && of('audio') > 0);
    assert.ok(behindSeconds < MOST_BEHIND_SECONDS);
    for (const line of await memoryOf(board)) t.diagnostic(line);
    const { mp4, counts } = await room.stopTalk(id);
    const { cookie } = await room.box.logIn();
    const answer = await fetch(`${room.box.url}/api/recordings/${id}/video`, { headers: { cookie } });
    assert.equal(answer.status, 200);
    const downloaded = join(room.folder, 'downloaded.mp4');
    await writeFile(downloaded, Buffer.from(await answer.arrayBuffer()));
    assert.deepEqual(await readFile(downloaded), await readFile(mp4), 'what is downloaded is what is on the card');
    t.diagnostic(`downloaded, as on the card: ${counts.video} pictures, ${counts.audio} pieces of sound, all decoded`);
  });

  test('the dry run tries camera, microphone and disk of the box', async (t) => {
    const { status, body } = await box().room.box.ask('POST', '/api/checks');
    assert.equal(status, 200);
    const { checks } = body as { checks: { id: string; level: string; message: string }[] };
    for (const { id, level, message } of checks) t.diagnostic(`${id} ${level}: ${message}`);
    // What an emulated processor has time for is no measure of the way to the server.
    const failing = checks.filter(({ level, id }) => level === 'failing' && !/^(destination|uplink)-/.test(id));
    assert.deepEqual(failing, []);
    assert.ok(checks.length >= 6);
  });
}

export function pageChecks(box: () => Box): void {
  test('the page in a browser: the room is named, a talk is started and stopped by its button', async (t) => {
    const { room, wanted } = box();
    await simulateDevices(box());
    await room.settle();
    const browser = await openBrowser(t);
    const { page, complaints } = await openAsTechnician(browser, room.box, { viewport: { width: 390, height: 844 } });
    await page.goto(room.box.url);
    await page
      .getByText(wanted.room?.name ?? '?')
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^start/i }).click();
    await page.getByText('Recording', { exact: true }).waitFor();
    await room.onAir();
    await page.locator('.lamp.live.solid').waitFor();
    await mkdir(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, 'page.png') });
    assert.equal(await sidewaysScroll(page), 0);
    assert.equal((await room.box.ask('POST', '/api/session/stop', { now: true })).status, 200);
    await room.waitFor('the end', ({ session }) => session.phase === 'ready');
    await page.goto(`${room.box.url}/#box`);
    await page.getByText('Loading…').waitFor({ state: 'hidden' });
    await page.screenshot({ path: join(PICTURES, 'page-box.png'), fullPage: true });
    assert.deepEqual(complaints, []);
    t.diagnostic(`${PICTURES}/page.png`);
  });

  test('the address without a port leads to the same page', async () => {
    const { board } = box();
    const answer = await fetch(`http://127.0.0.1:${board.ports.pageOnItsOwnPort}/`);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /<title>/);
  });
}

/** What a camera and a microphone would give, small enough for an emulated processor. */
export async function simulateDevices({ room }: Box): Promise<void> {
  await room.change({ camera: { device: 'test', ...PICTURE }, microphone: { device: 'test' } });
}
