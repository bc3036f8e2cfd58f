/** A talk from the camera and the microphone to the server and into one file. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { memoryOf } from '../memory.ts';
import { PICTURE, ROOM, type Room, TONE_HERTZ } from '../room.ts';
import { toneOf } from '../tone.ts';

/** Five periods in a second: far more than clocks differ, far less than another tone. */
const HERTZ_OFF = 5;

export function talkChecks(room: () => Room): void {
  test('a talk: the server receives H.264 and AAC, the tone that was played is recorded, the MP4 plays', async (t) => {
    const { board, server, box } = room();
    await room().settle();
    const id = await room().startTalk();
    const status = await room().waitFor('it hears', ({ microphone }) => microphone.rmsDb > -30);
    assert.deepEqual([status.camera.phase, status.microphone.phase], ['ok', 'ok']);
    await room().goesOn();
    const stream = (await server.stat()).streams.find(({ name }) => name === ROOM);
    assert.ok(stream?.publishing);
    assert.deepEqual(
      [stream.video?.codec, stream.video?.width, stream.video?.height, stream.audio?.codec],
      ['H264', PICTURE.width, PICTURE.height, 'AAC'],
    );
    await room().waitFor('ten seconds', ({ recording }) => recording.seconds >= 10);
    for (const line of await memoryOf(board)) t.diagnostic(line);
    const { camera, lamps } = await box.state();
    t.diagnostic(`${camera.name}: ${camera.framesPerSecond} pictures a second`);
    assert.ok(camera.framesPerSecond > 0 && camera.framesPerSecond < 1.5 * PICTURE.framesPerSecond);
    assert.equal(lamps.rec, 'solid');

    const { mp4, counts } = await room().stopTalk(id);
    const { hertz, loud } = await toneOf(mp4, 4, 5);
    t.diagnostic(`${counts.video} pictures and ${counts.audio} pieces of sound recorded; ${hertz.toFixed(1)} Hz`);
    assert.ok(Math.abs(hertz - TONE_HERTZ) < HERTZ_OFF, `${hertz} Hz`);
    assert.ok(loud > 0.99, `heard in ${loud} of the time`);
  });
}
