/** Addresses of every protocol in the settings: what is told of them, and where their secrets stand. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { secretsInAddress } from '../../../device/masking.ts';
import { sentence } from '../../../device/reason.ts';
import { SettingsStore } from '../../../device/settings/settings-store.ts';

const KEY = 'room-key-1';
const PASSPHRASE = 'correct horse battery';

async function store(t: TestContext, destinations: object[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-settings-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'settings.json');
  await writeFile(file, JSON.stringify({ destinations }));
  return { file, store: await SettingsStore.load(file) };
}

test('a passphrase that is pasted as part of an address is kept apart, and never shown again', async (t) => {
  const { file, store: settings } = await store(t);
  const url = `srt://host:9000?streamid=${KEY}&passphrase=${encodeURIComponent(PASSPHRASE)}&latency=200`;
  assert.deepEqual(await settings.patch({ destinations: [{ id: 'main', url }] }), { faults: [] });
  const [main] = settings.current().destinations;
  assert.deepEqual([main?.url, main?.passphrase], [`srt://host:9000?streamid=${KEY}&latency=200`, PASSPHRASE]);
  const shown = settings.redacted() as { destinations: { passphrase: unknown }[] };
  assert.deepEqual(shown.destinations[0]?.passphrase, { set: true });
  assert.ok(!JSON.stringify(shown).includes('horse'));
  assert.ok(settings.secrets().includes(PASSPHRASE) && settings.secrets().includes(KEY));
  assert.deepEqual(JSON.parse(await readFile(file, 'utf8')).destinations[0].url, main?.url);

  // Given back as it was shown it stays; another address with one of its own brings that.
  assert.deepEqual(await settings.patch(shown), { faults: [] });
  assert.equal(settings.current().destinations[0]?.passphrase, PASSPHRASE);
  const other = `${main?.url}&passphrase=another%20one%20as%20long`;
  assert.deepEqual(await settings.patch({ destinations: [{ id: 'main', url: other }] }), { faults: [] });
  assert.equal(settings.current().destinations[0]?.passphrase, 'another one as long');
});

test('a file with a passphrase in an address is taken, and shows none', async (t) => {
  const { store: settings } = await store(t, [
    { id: 'main', url: `srt://host:9000?passphrase=${PASSPHRASE.replaceAll(' ', '-')}` },
  ]);
  assert.equal(settings.current().destinations[0]?.url, 'srt://host:9000');
  assert.ok(!JSON.stringify(settings.redacted()).includes('horse'));
});

test('a passphrase goes to no other server unasked; another stream of the same one is no other', async (t) => {
  const main = { id: 'main', url: 'srt://host:9000?streamid=a', passphrase: PASSPHRASE };
  const { store: settings } = await store(t, [main]);
  const change = (url: string) => settings.patch({ destinations: [{ id: 'main', url }] });
  for (const url of ['srt://other:9000?streamid=a', 'srt://host:9001?streamid=a'])
    assert.deepEqual(
      (await change(url)).faults.map(({ path, reason }) => [path, reason.code]),
      [['destinations[0].passphrase', 'secretAskedAgain']],
    );
  assert.deepEqual(await change('srt://host:9000?streamid=b&latency=500'), { faults: [] });
  assert.equal(settings.current().destinations[0]?.passphrase, PASSPHRASE);
});

const REFUSED: [string, object, string, RegExp][] = [
  ['no port', { url: 'srt://host' }, 'url', /srt:\/\/stream\.example\.org:9000/],
  ['a path', { url: 'srt://host:9000/live/room' }, 'url', /an address such as/],
  ['another protocol', { url: 'udp://host:9000' }, 'url', /an address such as/],
  ['a port of none', { url: 'srt://host:70000' }, 'url', /an address such as/],
  ['a listener', { url: 'srt://host:9000?mode=listener' }, 'url', /mode=listener.*mode=caller/],
  ['a key of 8 bytes', { url: 'srt://host:9000?pbkeylen=8' }, 'url', /pbkeylen.*16, 24, 32/],
  ['two names', { url: 'srt://host:9000?streamid=a', streamKey: 'b' }, 'streamKey', /named twice/],
  [
    'nine characters',
    { url: 'srt://host:9000', passphrase: 'ninechars' },
    'passphrase',
    /10 to 79 characters, and this one 9/,
  ],
  ['nine in the address', { url: 'srt://host:9000?passphrase=ninechars' }, 'passphrase', /10 to 79 characters/],
];

for (const [what, destination, key, told] of REFUSED) {
  test(`refused with a sentence: ${what}`, async (t) => {
    const { store: settings } = await store(t);
    const { faults } = await settings.patch({ destinations: [{ id: 'main', ...destination }] });
    assert.deepEqual(
      faults.map(({ path }) => path),
      [`destinations[0].${key}`],
    );
    for (const { reason } of faults) {
      assert.match(sentence(reason, 'en'), told);
      assert.doesNotMatch(sentence(reason, 'fr'), /[{}]/);
    }
    assert.deepEqual(settings.current().destinations, []);
  });
}

test('a box that has an address which cannot work goes on, and says so', async (t) => {
  const { store: settings } = await store(t, [{ id: 'main', url: 'srt://host:9000?mode=listener' }]);
  assert.equal(settings.trouble?.values.paths, 'destinations[0].url');
});

test('what stands behind a # of a stream id is a secret too', () => {
  assert.ok(
    secretsInAddress('srt://h:9000?streamid=#!::r=live/a,s=hidden1').some((secret) => secret.includes('s=hidden1')),
  );
  assert.ok(secretsInAddress('https://h/a?token=hidden1#part').includes('hidden1'));
});
