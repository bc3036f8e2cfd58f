import assert from 'node:assert/strict';
import test from 'node:test';
import { isClosedToBrowsers } from '../../../device/settings/closed-ports.ts';
import { settingsAdvice } from '../../../device/settings/settings-advice.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';

/** Node's `fetch` has the Fetch standard's list; of another port it says that nobody answers, or what does. */
async function isClosed(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' }).catch((error: Error) => error);
  return answer instanceof Error && /bad port/.test(String(answer.cause));
}

test('the list is that of the Fetch standard', async () => {
  const wrong: number[] = [];
  // Where protocols have their ports, and around those of the list that lie further up.
  const ports = Array.from({ length: 65_535 }, (_, at) => at + 1).filter(
    (port) => port < 1100 || port % 97 === 0 || isClosedToBrowsers(port) || isClosedToBrowsers(port - 1),
  );
  for (const port of ports) if ((await isClosed(port)) !== isClosedToBrowsers(port)) wrong.push(port);
  assert.deepEqual(wrong, []);
});

function advice(settings: unknown): (string | number | undefined)[][] {
  const { settings: whole } = checkSettings(settings);
  assert.ok(whole);
  return settingsAdvice(whole).map(({ path, reason }) => [path, reason.code, reason.values.port]);
}

test('ports that no browser opens are told wherever a browser is sent', () => {
  for (const port of [1, 22, 6000, 6697, 10_080]) {
    const watchUrl = `https://host:${port}/room.m3u8`;
    const destinations = [{ id: 'main', url: `rtmp://host:${port}/live`, watchUrl, readBackUrl: watchUrl }];
    assert.deepEqual(advice({ web: { port }, destinations }), [
      ['web.port', 'faultPortClosed', port],
      ['destinations[0].watchUrl', 'faultPortClosed', port],
    ]);
  }
  for (const port of [0, 80, 443, 8080, 65_535]) assert.deepEqual(advice({ web: { port } }), []);
  // Mail servers have ports of their own.
  assert.deepEqual(advice({ receipt: { email: { port: 587 } } }), []);
});
