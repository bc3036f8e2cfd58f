/** The button while the board starts, and the button that switches it off. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { packetsOf } from '../../tools/measures/ffprobe.ts';
import { hold, press, release } from '../button.ts';
import { measured } from '../measured.ts';
import { type Room, secondsSince } from '../room.ts';

export function powerButtonChecks(room: () => Room): void {
  test('a button that is down since before the boot does nothing, is said after a minute, and works once it is let go', async (t) => {
    await room().waitFor('the page answers', ({ session }) => session.phase === 'ready');
    const { health, session } = await measured(t, room(), 'said', (status) =>
      status.health.items.some(({ id }) => id === 'buttonStuck'),
    );
    assert.match(health.items.find(({ id }) => id === 'buttonStuck')?.reason?.message ?? '', /Release it/);
    assert.equal(session.phase, 'ready', 'no talk began');
    await release(room().board);
    await room().waitFor('well again', (status) => status.health.items.every(({ id }) => id !== 'buttonStuck'));
    const { status } = await fetch(`${room().box.url}/api/claim`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'somebody else' }),
    });
    assert.equal(status, 409, 'the password is kept');
    await press(room().board);
    const { session: started } = await room().onAir();
    assert.equal(started.startedBy, 'button');
  });

  test('held for 10 s on air: the talk is ended, the board switches itself off, the recording is whole', async (t) => {
    const { session } = await room().goesOn();
    const id = session.id as string;
    await room().keepParts(id);
    const { recording } = await room().box.state();
    const startedMs = performance.now();
    await hold(room().board);
    await room().board.switchedOff();
    t.diagnostic(`off ${secondsSince(startedMs).toFixed(1)} s after the button went down`);
    await room().bootAgain();
    assert.equal((await room().box.state()).session.phase, 'ready', 'a talk that was ended is not resumed');
    const { mp4 } = await room().finished(id);
    const seconds = Math.max(...(await packetsOf(mp4)).map(({ pts }) => pts));
    t.diagnostic(
      `${recording.seconds} s were recorded when the button went down, ${seconds.toFixed(1)} s are in the MP4`,
    );
    assert.ok(seconds >= recording.seconds);
  });
}
