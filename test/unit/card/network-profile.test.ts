/** Profiles for NetworkManager: whatever the name and the password are made of, each line stays one line. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { hotspotText, newHotspot, parseHotspot } from '../../../device/card/hotspot.ts';
import { hotspotProfile, roomWifiProfile, wifiNameIn, wifiPasswordIn } from '../../../device/card/network-profile.ts';

/** As GLib reads a text of a key file; blanks to it are those of ASCII. */
const read = (written: string) =>
  written
    .replace(/^[ \t\n\v\f\r]+/, '')
    .replace(/\\(.)/g, (_, letter: string) => ({ s: ' ', n: '\n', t: '\t', r: '\r' })[letter] ?? letter);
const lineOf = (profile: string, key: string) =>
  profile
    .split('\n')
    .filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1));

test('any name and any password come back as they were', () => {
  // What may stand in `pupitre.toml`: no control characters, no halves of letters.
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((one) => !/\p{Cc}/u.test(one));
  fc.assert(
    fc.property(text, text, (name, password) => {
      const profile = roomWifiProfile({ name, password });
      assert.equal(wifiNameIn(profile), name);
      assert.equal(wifiPasswordIn(profile), password);
      assert.deepEqual(lineOf(profile, 'psk').map(read), [password]);
      assert.equal(lineOf(profile, 'ssid').length, 1);
    }),
    {
      examples: [
        [' ', '\u3000 '],
        ['\u2028', 'a\u2028psk=b'],
      ],
    },
  );
});

test('an open network has no group of its security; what NetworkManager wrote itself is read too', () => {
  assert.doesNotMatch(roomWifiProfile({ name: 'A', password: null }), /security|psk/);
  assert.equal(wifiNameIn('[wifi]\nssid=Livebox 1\nmode=infrastructure\n'), 'Livebox 1');
  assert.equal(wifiNameIn('[connection]\nid=x\n'), null);
});

test('the hotspot: its name from the machine, its password by chance, both read again as they were written', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'pupitre-root-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  assert.match((await newHotspot(root)).name, /^Pupitre-[0-9A-F]{4}$/);
  const net = join(root, 'sys/class/net/wlan0');
  await mkdir(net, { recursive: true });
  await writeFile(join(net, 'address'), 'b8:27:eb:12:ab:cd\n');
  assert.equal((await newHotspot(root)).name, 'Pupitre-ABCD');
  await mkdir(join(root, 'proc/device-tree'), { recursive: true });
  await writeFile(join(root, 'proc/device-tree/serial-number'), '100000003d1f9e77\0');
  const made = await Promise.all(Array.from({ length: 200 }, () => newHotspot(root)));
  assert.deepEqual([...new Set(made.map(({ name }) => name))], ['Pupitre-9E77']);
  assert.equal(new Set(made.map(({ password }) => password)).size, 200);
  for (const one of made) {
    assert.deepEqual(parseHotspot(hotspotText(one)), one);
    assert.equal(wifiNameIn(hotspotProfile(one)), one.name);
  }
  assert.equal(parseHotspot(''), null);
  assert.equal(parseHotspot('Pupitre-9E77\nshort\n'), null);
});
