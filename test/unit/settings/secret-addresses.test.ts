/** A secret goes to no server that it was not given for. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { SettingsSchema } from '../../../device/settings/settings-schema.ts';
import { SettingsStore } from '../../../device/settings/settings-store.ts';

const BEFORE = {
  destinations: [
    { id: 'main', url: 'rtmp://one.example/live', streamKey: 'first-key' },
    { id: 'second', url: 'rtmps://two.example:1936/live', streamKey: 'second-key' },
    { id: 'open', url: 'rtmp://open.example/live/room' },
  ],
  upload: { url: 'https://cloud.example/dav', password: 'of the upload' },
  receipt: {
    webhook: { url: 'https://hook.example/a', token: 'of-the-webhook' },
    email: { host: 'mail.example', port: 587, user: 'box', password: 'of the mail' },
    matrix: { homeserver: 'https://matrix.example', roomId: '!a:b', accessToken: 'of-the-room' },
  },
  report: { url: 'https://report.example/report/a', token: 'of-the-report' },
};

async function open(t: TestContext, content: object = BEFORE): Promise<SettingsStore> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-secrets-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const store = await SettingsStore.load(join(folder, 'settings.json'));
  assert.deepEqual((await store.patch(content)).faults, []);
  return store;
}

const [MAIN, SECOND, OPEN] = BEFORE.destinations.map(({ id, url }) => ({ id, url }));

const REFUSED: [what: string, change: object, path: string][] = [
  ['another host', { receipt: { webhook: { url: 'https://other.example/a' } } }, 'receipt.webhook.token'],
  ['another scheme', { receipt: { webhook: { url: 'http://hook.example/a' } } }, 'receipt.webhook.token'],
  ['another port', { receipt: { webhook: { url: 'https://hook.example:8443/a' } } }, 'receipt.webhook.token'],
  [
    'the secret as it was shown',
    { receipt: { webhook: { url: 'https://o.example', token: { set: true } } } },
    'receipt.webhook.token',
  ],
  [
    'a name before an @',
    { receipt: { webhook: { url: 'https://hook.example@other.example/' } } },
    'receipt.webhook.token',
  ],
  ['a backslash', { receipt: { webhook: { url: 'https://other.example\\@hook.example/' } } }, 'receipt.webhook.token'],
  ['more slashes', { receipt: { webhook: { url: 'https:///other.example/' } } }, 'receipt.webhook.token'],
  [
    'another ending of the host',
    { receipt: { webhook: { url: 'https://hook.example.other.example/a' } } },
    'receipt.webhook.token',
  ],
  ['a mail server', { receipt: { email: { host: 'other.example' } } }, 'receipt.email.password'],
  ['its port', { receipt: { email: { port: 2525 } } }, 'receipt.email.password'],
  ['its encryption', { receipt: { email: { security: 'none' } } }, 'receipt.email.password'],
  ['a homeserver', { receipt: { matrix: { homeserver: 'https://other.example' } } }, 'receipt.matrix.accessToken'],
  ['a report', { report: { url: 'https://other.example/report/a' } }, 'report.token'],
  ['an upload', { upload: { url: 'https://other.example/dav' } }, 'upload.password'],
  ['an upload of no known form', { upload: { url: 'cloud.example:dav' } }, 'upload.password'],
  ['a destination', { destinations: [{ ...MAIN, url: 'rtmp://other.example/live' }] }, 'destinations[0].streamKey'],
  [
    'one of several',
    { destinations: [MAIN, { ...SECOND, url: 'rtmps://two.example/live' }] },
    'destinations[1].streamKey',
  ],
  [
    'a key as it was shown',
    { destinations: [{ ...MAIN, url: 'rtmp://o.example/live', streamKey: { set: true } }] },
    'destinations[0].streamKey',
  ],
  ['ids that are swapped', { destinations: [{ ...SECOND, id: 'main' }, OPEN] }, 'destinations[0].streamKey'],
];

for (const [what, change, path] of REFUSED) {
  test(`asked for again: ${what}`, async (t) => {
    const store = await open(t);
    const before = structuredClone(store.current());
    const { faults } = await store.patch(change);
    assert.deepEqual(
      faults.map(({ path, reason }) => [path, reason?.code]),
      [[path, 'secretAskedAgain']],
    );
    assert.deepEqual(store.current(), before, 'nothing was changed');
  });
}

test('an address that was taken away meanwhile is no way around', async (t) => {
  const store = await open(t);
  assert.deepEqual((await store.patch({ receipt: { webhook: { url: '' } } })).faults, []);
  const { faults } = await store.patch({ receipt: { webhook: { url: 'https://other.example/' } } });
  assert.equal(faults[0]?.path, 'receipt.webhook.token');
});

test('all that goes to another server at once is told at once', async (t) => {
  const store = await open(t);
  const { faults } = await store.patch({
    upload: { url: 'https://other.example' },
    destinations: [
      { ...MAIN, url: 'rtmp://x.example/live' },
      { ...SECOND, url: 'rtmp://x.example/live' },
    ],
  });
  assert.deepEqual(faults.map(({ path }) => path).sort(), [
    'destinations[0].streamKey',
    'destinations[1].streamKey',
    'upload.password',
  ]);
});

const TAKEN: [what: string, change: object][] = [
  ['the secret comes with it', { receipt: { webhook: { url: 'https://other.example/', token: 'of-the-webhook' } } }],
  ['the secret goes', { receipt: { webhook: { url: 'https://other.example/', token: '' } } }],
  ['another path', { receipt: { webhook: { url: 'https://hook.example/other?room=a' } } }],
  ['the usual port written out', { receipt: { webhook: { url: 'https://HOOK.example:443/a' } } }],
  ['another application', { destinations: [{ ...MAIN, url: 'rtmp://one.example:1935/other' }, SECOND] }],
  ['another order', { destinations: [SECOND, OPEN, MAIN] }],
  ['a destination without a key', { destinations: [{ ...OPEN, url: 'rtmp://other.example/live/room' }] }],
  ['a new destination', { destinations: [{ ...MAIN, id: 'new', url: 'rtmp://other.example/live' }] }],
  ['something else', { room: { name: 'Amphi B' }, upload: { enabled: true } }],
];

for (const [what, change] of TAKEN) {
  test(`not asked for: ${what}`, async (t) => {
    assert.deepEqual((await (await open(t)).patch(change)).faults, []);
  });
}

test('each secret of the schema names keys beside it as its address', () => {
  interface Node {
    properties?: Record<string, Node>;
    items?: Node;
    secret?: boolean;
    sentTo?: string[];
  }
  let count = 0;
  const look = ({ properties, items }: Node): void => {
    const inside = items?.properties ?? properties ?? {};
    for (const [key, node] of Object.entries(inside)) {
      look(node);
      if (!node.secret) continue;
      count += 1;
      assert.ok(node.sentTo?.length && node.sentTo.every((one) => one in inside), key);
    }
  };
  look(SettingsSchema as Node);
  assert.ok(count >= 6);
});
