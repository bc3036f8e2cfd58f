/** All local times of the box are of one zone. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { sessionId } from '../../../device/control/session/session-id.ts';
import { setTimeZone, timeZone, timeZoneNamed } from '../../../device/platform/time-zone.ts';
import { receiptText } from '../../../device/receipt/receipt-text.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import { receiptWith } from '../receipt/example-receipt.ts';

const NOON = '2026-07-05T12:00:00.000Z';
const WINTER = '2026-12-05T12:00:00.000Z';
const named = (iso: string) =>
  sessionId({
    ...{ title: 'x', roomName: '', wallMs: Date.parse(iso), clockTrusted: true, boot: '', taken: () => false },
  });
const start = (startedAt: string, language: 'en' | 'fr') =>
  receiptText(receiptWith({ startedAt }), language).facts[0]?.replaceAll(/[\u00a0\u202f]/g, ' ') ?? '';

test('the zone of the settings is that of names and receipts, which say it; an empty one is the system’s', (t) => {
  const before = timeZone();
  t.after(() => setTimeZone(''));
  setTimeZone('Europe/Paris');
  assert.equal(timeZone(), 'Europe/Paris');
  assert.deepEqual([named(NOON), named(WINTER)], ['2026-07-05T14-00-00-x', '2026-12-05T13-00-00-x']);
  assert.equal(start(NOON, 'fr'), 'Début : dimanche 5 juillet 2026 à 14:00 UTC+2');
  assert.match(start(WINTER, 'en'), /^Start: Saturday,? 5 December 2026 at 13:00 CET$/);
  setTimeZone('america/new_york');
  assert.equal(named(NOON), '2026-07-05T08-00-00-x');
  setTimeZone('');
  assert.equal(timeZone(), before);
});

test('only names of zones are taken', () => {
  for (const name of [
    '',
    'Europe/Paris',
    'europe/paris',
    'America/Argentina/Ushuaia',
    'UTC',
    'Etc/GMT-1',
    'Asia/Kolkata',
  ])
    assert.deepEqual(checkSettings({ room: { timeZone: name } }).faults, [], name);
  const wrong = ['Paris', 'Europe/Pariss', 'CET+1', '+01:00', 'Europe', 'Europe/Par is', '../etc/passwd', 'UTC+1', '1'];
  for (const name of wrong) {
    const { settings, faults } = checkSettings({ room: { timeZone: name } });
    assert.equal(settings, null, name);
    assert.equal(faults[0]?.path, 'room.timeZone');
  }
  for (const name of wrong) assert.equal(timeZoneNamed(name), null, name);
});
