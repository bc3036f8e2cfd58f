/** A talk from the camera and the microphone to the server and into one file. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Checks } from '../../../device/api/contract/checks.ts';
import type { Status } from '../../../device/api/contract/status.ts';
import { toneOf } from '../../tools/measures/tone.ts';
import { PATIENCE_MS } from '../board.ts';
import { memoryOf } from '../memory.ts';
import { ROOM, type Room } from '../room.ts';

/** Five periods in a second: far more than clocks differ, far less than another tone. */
const HERTZ_OFF = 5;

/**
 * The stream, once the server has picture and voice of it: on a slow board the voice is there long before. The picture is
 * that of the settings, or the smaller one that the box says it makes.
 */
async function seenByServer({ server, box, picture }: Room) {
  let last = '';
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await sleep(500)) {
    const { camera } = await box.state();
    const stream = (await server.stat()).streams.find(({ name }) => name === ROOM);
    const told = camera.reason?.code === 'pictureReduced' ? camera.reason.tech : `${picture.width}x${picture.height}`;
    last = `box: ${told}, server: ${JSON.stringify(stream)}`;
    const { video, audio } = stream ?? {};
    if (!stream?.publishing || !video || !audio || video.codec !== 'H264') continue;
    if (told.split(' ')[0] === `${video.width}x${video.height}`) return stream;
  }
  return assert.fail(`the server has not what the box says it sends; ${last}`);
}

export function talkChecks(room: () => Room): void {
  test('a talk: the server receives H.264 and AAC, what is heard is recorded, the MP4 plays', async (t) => {
    const { board, picture, toneHertz } = room();
    await room().settle();
    const id = await room().startTalk();
    const hears = ({ microphone }: Status) => microphone.phase === 'ok' && microphone.rmsDb > (toneHertz ? -30 : -90);
    const heard = await room().waitFor('it sees and hears', (status) => status.camera.phase === 'ok' && hears(status));
    // A slow board's microphone may begin some seconds after the recording has.
    const fromSeconds = Math.ceil(heard.recording.seconds) + 4;
    await room().goesOn();
    const stream = await seenByServer(room());
    assert.equal(stream.audio?.codec, 'AAC');
    t.diagnostic(`the server has ${stream.video?.width}x${stream.video?.height}`);
    await room().waitFor('ten seconds of what is heard', ({ recording }) => recording.seconds >= fromSeconds + 6);
    for (const line of await memoryOf(board)) t.diagnostic(line);
    // Pictures that a slow board kept waiting come in a burst, which the figure of one moment shows.
    const fits = ({ camera: { framesPerSecond } }: Status) =>
      framesPerSecond > 0 && framesPerSecond < 1.5 * picture.framesPerSecond;
    const { camera, lamps } = await room().waitFor('pictures at the rate of the settings', fits);
    t.diagnostic(`${camera.name}: ${camera.framesPerSecond} pictures a second`);
    assert.equal(lamps.rec, 'solid');

    const { mp4, counts } = await room().stopTalk(id);
    const { hertz, loud } = await toneOf(mp4, fromSeconds, 5);
    t.diagnostic(
      `${counts.video} pictures and ${counts.audio} pieces of sound recorded; ${hertz.toFixed(1)} Hz in ${(loud * 100).toFixed(1)} % of the time`,
    );
    // Where nobody plays a tone, nobody knows what there is to hear.
    if (toneHertz === null) return;
    assert.ok(Math.abs(hertz - toneHertz) < HERTZ_OFF, `${hertz} Hz`);
    assert.ok(loud > 0.99, `heard in ${loud} of the time`);
  });

  test('the dry run tries the real camera, the real microphone and the server', async (t) => {
    const { status, body } = await room().box.ask('POST', '/api/checks');
    assert.equal(status, 200);
    const { checks } = body as Checks;
    for (const { line, id, level, message } of checks) t.diagnostic(`${line} ${id} ${level}: ${message}`);
    const failing = checks.filter(({ level }) => level === 'failing').map(({ id }) => id);
    // What an emulated processor has time for is no measure of the uplink.
    assert.deepEqual(
      failing.filter((id) => !id.startsWith('uplink')),
      [],
    );
  });
}
