import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { sentence } from '../../../device/reason.ts';
import { SettingsSchema } from '../../../device/settings/settings-schema.ts';
import { BadSettings, SettingsStore } from '../../../device/settings/settings-store.ts';

const MAIN = { id: 'main', url: 'rtmp://host.example/live', streamKey: 'very secret' };

async function newFile(t: TestContext, content?: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-settings-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'settings.json');
  if (content !== undefined) await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const store = async (t: TestContext, content?: unknown) => SettingsStore.load(await newFile(t, content));

async function faultsOf(t: TestContext, content: unknown): Promise<string[]> {
  const error = await store(t, content).then(
    () => assert.fail('the settings were taken'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof BadSettings);
  return error.faults.map(({ path, reason }) => `${path} ${sentence(reason, 'en')}`);
}

test('no file and an empty object are the same: every key has its default', async (t) => {
  const none = (await store(t)).current();
  assert.deepEqual(none, (await store(t, {})).current());
  assert.deepEqual(none.room, { name: 'Pupitre', language: 'fr', timeZone: '' });
  assert.deepEqual(none.destinations, []);
  assert.equal(none.camera.width, 1280);
  assert.equal(none.web.port, 8080);
});

test('every fault is told at once, each with its path', async (t) => {
  const faults = await faultsOf(t, {
    room: { name: '', colour: 'red' },
    camera: { width: 'wide', framesPerSecond: 500 },
    encoder: { kind: 'mpeg2' },
    destinations: [MAIN, { id: 'Bad Id', url: 'http://not-rtmp' }, { url: 'rtmp://h/live' }],
    wifi: {},
  });
  const expected = [
    /^room\.name This must not be empty/,
    /^room\.colour This is not a known key/,
    /^camera\.width This must be a whole number from 320 to 1920, in steps of 64/,
    /^camera\.framesPerSecond This must be a whole number from 5 to 60/,
    /^encoder\.kind This must be one of: auto, v4l2h264, x264, openh264/,
    /^destinations\[1\]\.id This does not fit: small letters/,
    /^destinations\[1\]\.url This does not fit: an address such as rtmp/,
    /^destinations\[2\]\.id This is missing/,
    /^wifi This is not a known key/,
  ];
  for (const one of expected)
    assert.ok(
      faults.some((fault) => one.test(fault)),
      `${one} in ${faults.join('\n')}`,
    );
  assert.equal(faults.length, expected.length, faults.join('\n'));
});

test('an id that is used twice is a fault of the second', async (t) => {
  assert.deepEqual(await faultsOf(t, { destinations: [MAIN, { ...MAIN, url: 'rtmp://other/live' }] }), [
    'destinations[1].id This name is used twice: main. Choose another.',
  ]);
});

for (const content of ['[]', '"text"', '3', 'null']) {
  test(`${content} is no settings file`, async (t) => {
    assert.deepEqual(await faultsOf(t, content), [' This must be a group of keys and values, in braces.']);
  });
}

test('keys that JavaScript treats in its own way are unknown keys like any other', async (t) => {
  for (const key of ['__proto__', 'constructor', 'toString']) {
    assert.deepEqual(await faultsOf(t, `{"${key}": {"polluted": true}}`), [
      `${key} This is not a known key. Check how it is written; known here: ${Object.keys(SettingsSchema.properties).join(', ')}.`,
    ]);
    const kept = await store(t);
    const { faults } = await kept.patch(JSON.parse(`{"${key}": {"polluted": true}, "camera": {"${key}": 1}}`));
    assert.deepEqual(faults.map(({ path }) => path).sort(), [`camera.${key}`, key].sort());
  }
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test('a file cut off or zeroed by a power cut gives way to the copy before it, loudly', async (t) => {
  for (const damage of ['', '{"room": {"na', '\0\0\0\0\0\0']) {
    const file = await newFile(t, { room: { name: 'First' } });
    await (await SettingsStore.load(file)).patch({ room: { name: 'Second' } });
    await writeFile(file, damage);
    const loaded = await SettingsStore.load(file);
    assert.equal(loaded.current().room.name, 'First');
    assert.equal(loaded.trouble?.code, 'settingsDamaged');
    // Saving again makes it whole.
    await loaded.patch({ room: { name: 'Third' } });
    const again = await SettingsStore.load(file);
    assert.deepEqual([again.current().room.name, again.trouble], ['Third', null]);
  }
});

test('a damaged file without a copy is refused, and so is one with a damaged copy', async (t) => {
  assert.match((await faultsOf(t, '{"room"')).join(), /^ Not JSON at line 1, column 8: the file ends too early/);
  const file = await newFile(t, '{"room"');
  await writeFile(join(file, '../settings.previous.json'), '{"also');
  await assert.rejects(SettingsStore.load(file), BadSettings);
});

test('without a copy, a file that a power cut left empty gives way to the defaults, loudly', async (t) => {
  for (const blank of ['', '\0'.repeat(4096), '\n']) {
    const loaded = await SettingsStore.load(await newFile(t, blank));
    assert.deepEqual([loaded.current().recording.enabled, loaded.current().destinations], [true, []]);
    assert.equal(loaded.trouble?.code, 'settingsLost');
  }
});

test('what is in force is kept for the next start, also when it was never saved here', async (t) => {
  const file = await newFile(t, { room: { name: 'By hand' }, destinations: [MAIN] });
  await (await SettingsStore.load(file)).keepCopy();
  const copy = join(file, '../settings.previous.json');
  assert.equal((await stat(copy)).mode & 0o777, 0o600);
  await writeFile(file, '{"room": {"na');
  const loaded = await SettingsStore.load(file);
  assert.deepEqual([loaded.current().room.name, loaded.trouble?.code], ['By hand', 'settingsDamaged']);
  // Not what is in force for want of better.
  await writeFile(copy, '');
  await writeFile(file, '');
  await (await SettingsStore.load(file)).keepCopy();
  assert.equal(await readFile(copy, 'utf8'), '');
});

test('a file that cannot be read gives way to the copy; without one it is said why', async (t) => {
  const file = await newFile(t, {});
  await (await SettingsStore.load(file)).patch({ room: { name: 'Second' } });
  await rm(file);
  await mkdir(file);
  const loaded = await SettingsStore.load(file);
  assert.deepEqual([loaded.current().room.name, loaded.trouble?.code], ['Pupitre', 'settingsDamaged']);
  await loaded.patch({ room: { name: 'Third' } });
  assert.equal((await SettingsStore.load(file)).current().room.name, 'Third');
  await rm(join(file, '../settings.previous.json'));
  await rm(file);
  await mkdir(file);
  await assert.rejects(SettingsStore.load(file), /EISDIR/);
});

test('the copy is named after its file: damaged settings never give way to those of another file', async (t) => {
  const folder = join(await newFile(t), '..');
  const [tabs, toml, bare] = [join(folder, 'tabs.json'), join(folder, 'toml.json'), join(folder, 'bare')];
  await writeFile(tabs, JSON.stringify({ room: { name: 'Of tabs' } }));
  await (await SettingsStore.load(tabs)).keepCopy();
  for (const file of [toml, bare]) {
    await writeFile(file, 'room = "Amphi"');
    await assert.rejects(SettingsStore.load(file), BadSettings);
  }
  await writeFile(bare, '{}');
  await (await SettingsStore.load(bare)).patch({ room: { name: 'Of bare' } });
  await (await SettingsStore.load(bare)).keepCopy();
  await writeFile(tabs, '{');
  await writeFile(bare, '{');
  assert.equal((await SettingsStore.load(tabs)).current().room.name, 'Of tabs');
  const loaded = await SettingsStore.load(bare);
  assert.deepEqual([loaded.current().room.name, loaded.trouble?.values.file], ['Of bare', 'bare']);
  // Saved, it is damaged no more.
  await loaded.patch({});
  assert.equal(loaded.trouble, null);
});

test('a file is read as any computer saves it', async (t) => {
  const text = JSON.stringify({ room: { name: 'Amphithéâtre' } });
  const utf16 = Buffer.from(text, 'utf16le');
  const marked = Buffer.from(`\ufeff${text}`, 'utf16le');
  const files = [
    Buffer.from(text),
    Buffer.from(`\ufeff${text}`),
    Buffer.from(text, 'latin1'),
    marked,
    Buffer.from(marked).swap16(),
    utf16,
    Buffer.from(utf16).swap16(),
  ];
  for (const [at, bytes] of files.entries()) {
    const file = await newFile(t);
    await writeFile(file, bytes);
    const loaded = await SettingsStore.load(file);
    assert.deepEqual([loaded.current().room.name, loaded.trouble], ['Amphithéâtre', null], `file ${at}`);
    // The copy before it too: somebody put it there by hand.
    await writeFile(join(file, '../settings.previous.json'), bytes);
    await writeFile(file, '{');
    assert.equal((await SettingsStore.load(file)).current().room.name, 'Amphithéâtre', `copy ${at}`);
  }
});

test('what cannot work is told of a file and runs; given anew it is refused with a sentence', async (t) => {
  const unwise = { web: { port: 6000 }, destinations: [{ ...MAIN, streamKey: 'two words' }] };
  const kept = await store(t, unwise);
  assert.equal(kept.trouble?.code, 'settingsUnwise');
  assert.equal(kept.trouble?.values.paths, 'web.port, destinations[0].streamKey');
  assert.deepEqual(await kept.patch({ room: { name: 'Other' } }), { faults: [] });
  const { faults } = await kept.patch({ web: { port: 10_080 } });
  assert.deepEqual(
    faults.map(({ path, reason }) => [path, reason.code, reason.values.port]),
    [['web.port', 'faultPortClosed', 10_080]],
  );
  const right = { web: { port: 8080 }, destinations: [{ ...MAIN, streamKey: 'one-word' }] };
  assert.deepEqual(await kept.patch(right), { faults: [] });
  assert.equal(kept.trouble, null);
  assert.equal((await kept.patch(unwise)).faults.length, 2);
});

test('whatever is nested without end is a fault like any other', async (t) => {
  const deep = `${'{"a":'.repeat(7000)}1${'}'.repeat(7000)}`;
  assert.deepEqual(await faultsOf(t, deep), [' This is nested too deep. Use fewer levels.']);
  const kept = await store(t);
  for (const change of [deep, `{"camera":${deep}}`, `{"destinations":${'['.repeat(7000)}${']'.repeat(7000)}}`])
    assert.equal((await kept.patch(JSON.parse(change))).faults.length, 1);
});

test('a wrong value is never replaced by the copy: a person wrote it and is told', async (t) => {
  const file = await newFile(t, {});
  await (await SettingsStore.load(file)).patch({ room: { name: 'Good' } });
  await writeFile(file, '{"room": {"name": 7}}');
  await assert.rejects(SettingsStore.load(file), /room\.name must be string/);
});

test('what is saved can be read by the owner only, and so can the copy', async (t) => {
  const file = await newFile(t, { destinations: [MAIN] });
  await (await SettingsStore.load(file)).patch({ room: { name: 'B' } });
  for (const path of [file, join(file, '../settings.previous.json')]) {
    assert.equal((await stat(path)).mode & 0o777, 0o600, path);
    assert.match(await readFile(path, 'utf8'), /very secret/);
  }
});

test('secrets never come back, and are kept where they are left out or given back as shown', async (t) => {
  const kept = await store(t, {
    destinations: [MAIN, { id: 'open', url: 'rtmp://h/app/room' }],
    upload: { password: 'hidden' },
  });
  const shown = kept.redacted() as { destinations: object[]; upload: object };
  assert.ok(!JSON.stringify(shown).match(/very secret|hidden/));
  assert.deepEqual(
    shown.destinations.map((one) => (one as { streamKey: unknown }).streamKey),
    [{ set: true }, { set: false }],
  );
  assert.deepEqual(kept.secrets(), ['very secret', 'hidden']);

  assert.deepEqual(await kept.patch(shown), { faults: [] });
  assert.deepEqual(kept.secrets(), ['very secret', 'hidden']);
  await kept.patch({ destinations: [{ id: 'main', url: 'rtmp://host.example/other' }] });
  assert.deepEqual(
    [kept.current().destinations[0]?.url, kept.current().destinations[0]?.streamKey],
    ['rtmp://host.example/other', 'very secret'],
  );
  // Another destination does not inherit it.
  await kept.patch({ destinations: [{ id: 'new', url: 'rtmp://other/live' }], upload: { password: 'changed' } });
  assert.deepEqual(kept.secrets(), ['changed']);
  await kept.patch({ upload: { password: '' } });
  assert.deepEqual(kept.secrets(), []);
});

test('secrets of groups within groups are kept and hidden alike', async (t) => {
  const kept = await store(t, {
    receipt: { email: { password: 'of the mail' }, matrix: { accessToken: 'of the room' } },
  });
  const shown = kept.redacted() as { receipt: { email: { password: unknown }; webhook: { token: unknown } } };
  assert.deepEqual([shown.receipt.email.password, shown.receipt.webhook.token], [{ set: true }, { set: false }]);
  assert.deepEqual(await kept.patch(shown), { faults: [] });
  assert.deepEqual(kept.secrets(), ['of the mail', 'of the room']);
  await kept.patch({ receipt: { email: { to: ['admin@example.org'] }, webhook: { token: 'new' } } });
  assert.deepEqual(kept.secrets().sort(), ['new', 'of the mail', 'of the room']);
  await kept.patch({ receipt: { email: { password: '' } } });
  assert.deepEqual(kept.secrets(), ['new', 'of the room']);
  assert.deepEqual(
    (await kept.patch({ receipt: { email: { to: ['no address'] } } })).faults[0]?.path,
    'receipt.email.to[0]',
  );
});

test('a change merges key by key; arrays are replaced; listeners get both', async (t) => {
  const kept = await store(t, { camera: { width: 640, height: 360 }, destinations: [MAIN] });
  const heard: [number, number, number][] = [];
  const stop = kept.onChange((now, before) => heard.push([before.camera.width, now.camera.width, now.camera.height]));
  assert.deepEqual(await kept.patch({ camera: { width: 320 }, destinations: [] }), { faults: [] });
  assert.deepEqual(kept.current().destinations, []);
  stop();
  await kept.patch({ camera: { width: 1280 } });
  assert.deepEqual(heard, [[640, 320, 360]]);
});

test('a change with one fault changes nothing, in memory or on the disk', async (t) => {
  const file = await newFile(t, { room: { name: 'A' } });
  const kept = await SettingsStore.load(file);
  const before = await readFile(file, 'utf8');
  kept.onChange(() => assert.fail('nothing changed'));
  const { faults } = await kept.patch({ room: { name: 'B' }, camera: { width: 641 } });
  assert.deepEqual(
    faults.map(({ path }) => path),
    ['camera.width'],
  );
  assert.equal(kept.current().room.name, 'A');
  assert.equal(await readFile(file, 'utf8'), before);
  for (const nonsense of [null, [], 'x', 1]) assert.equal((await kept.patch(nonsense)).faults.length, 1);
});

test('controls of the camera are kept by name, and one is removed with null', async (t) => {
  const settings = await store(t, { camera: { controls: { focus_absolute: 30, of_another_camera: 7 } } });
  assert.deepEqual(
    (await settings.patch({ camera: { controls: { focus_absolute: null, brightness: 90 } } })).faults,
    [],
  );
  assert.deepEqual(settings.current().camera.controls, { of_another_camera: 7, brightness: 90 });
  assert.equal(settings.current().camera.width, 1280);
  for (const controls of [{ brightness: 1.5 }, { brightness: 'high' }, { 'a=1,b': 1 }, null, []])
    assert.notEqual((await settings.patch({ camera: { controls } })).faults.length, 0, JSON.stringify(controls));
  assert.notEqual((await settings.patch({ camera: { width: null } })).faults.length, 0);
  assert.deepEqual(settings.current().camera.controls, { of_another_camera: 7, brightness: 90 });
});

test('proxies are addresses or ranges of them', async (t) => {
  const settings = await store(t);
  const good = ['192.168.1.5', '10.0.0.0/8', '0.0.0.0/0', 'fd00::/8', '::1', '2001:db8::5/128'];
  assert.deepEqual((await settings.patch({ web: { proxies: good } })).faults, []);
  for (const bad of ['proxy.example.org', '10.0.0.256', '10.0.0', '10.0.0.0/33', '10.0.0.0/', 'fd00::/129', '*', ''])
    assert.deepEqual(
      (await settings.patch({ web: { proxies: [bad] } })).faults.map(({ path }) => path),
      ['web.proxies[0]'],
      bad,
    );
});

test('the host that an older version saved as its default gives way to both families; one that was chosen stays', async (t) => {
  const hostOf = async (web: object) => (await store(t, { web })).current().web.host;
  assert.equal(await hostOf({ host: '0.0.0.0', port: 8080, names: [] }), '::');
  assert.equal(await hostOf({ names: ['box.example.org'], port: 80, host: '0.0.0.0' }), '::');
  assert.equal(await hostOf({ host: '0.0.0.0' }), '0.0.0.0', 'written by hand');
  assert.equal(await hostOf({ host: '192.168.1.2', port: 8080, names: [] }), '192.168.1.2');
  const file = await newFile(t, {});
  const chosen = await SettingsStore.load(file);
  assert.deepEqual((await chosen.patch({ web: { host: '0.0.0.0' } })).faults, []);
  assert.equal((await SettingsStore.load(file)).current().web.host, '0.0.0.0', 'chosen on the page of today');
});
