/** Every text of the settings, found by walking the schema: how long it may be, what is taken off, and what is told. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { ALL_CARD_KEYS, type CardKey, ruleOf } from '../../../device/card/card-keys.ts';
import { sentence } from '../../../device/reason.ts';
import { settingsAdvice } from '../../../device/settings/settings-advice.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import { type SettingsNode, SettingsSchema } from '../../../device/settings/settings-schema.ts';
import { LONGEST_ADDRESS } from '../../../device/settings/text-limits.ts';

interface Text {
  path: string[];
  node: SettingsNode & { enum?: unknown; pattern?: string };
}

const DESTINATION = { id: 'main', url: 'rtmp://host.example/live' };

function textsIn(node: SettingsNode, path: string[] = []): Text[] {
  if (node.type === 'string') return [{ path, node }];
  if (node.items) return textsIn(node.items, [...path, '0']);
  return Object.entries(node.properties ?? {}).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}

/** Choices are no texts. */
const TEXTS = textsIn(SettingsSchema as SettingsNode).filter(({ node }) => !node.enum);

function settingsWith([first = '', ...rest]: string[], value: string): unknown {
  const inside = (keys: string[]): unknown =>
    keys.reduceRight<unknown>((inner, key) => (key === '0' ? [inner] : { [key]: inner }), value);
  if (first !== 'destinations') return { [first]: inside(rest) };
  return { destinations: [{ ...DESTINATION, ...(inside(rest.slice(1)) as object) }] };
}

function told(path: string[], value: string): string[] {
  const { settings, faults } = checkSettings(settingsWith(path, value));
  return [...faults, ...(settings ? settingsAdvice(settings) : [])].map(({ reason }) => sentence(reason, 'en'));
}

/** Right for its form, and so long; ends in `end`. */
function filled({ path, node }: Text, characters: number, end = ''): string {
  const name = path.at(-1) ?? '';
  const begin = node.faultCode?.startsWith('faultAddress')
    ? name === 'url' && path[0] === 'destinations'
      ? 'rtmp://host/live?k='
      : 'https://host/report/room?k='
    : node.faultCode === 'faultMatrixRoom'
      ? '!'
      : node.faultCode === 'faultMailAddress'
        ? 'someone@'
        : '';
  return `${begin}${'a'.repeat(Math.max(1, characters - begin.length - end.length))}${end}`;
}

test('the texts are found', () => assert.ok(TEXTS.length > 25, `${TEXTS.length}`));

/** No letters make them longer. */
const OF_ONE_FORM = ['destinations.0.id', 'room.timeZone', 'web.proxies.0'];

for (const text of TEXTS.filter(({ path }) => !OF_ONE_FORM.includes(path.join('.')))) {
  const { path, node } = text;
  const name = path.join('.');

  test(`${name}: taken at its longest, told one character further`, () => {
    const { maxLength = 0 } = node;
    assert.ok(maxLength > 0, 'has a limit');
    assert.deepEqual(told(path, filled(text, maxLength)), []);
    assert.deepEqual(told(path, filled(text, maxLength + 1)), [
      `This has ${maxLength + 1} characters, and at most ${maxLength} are possible. Shorten it.`,
    ]);
  });

  test(`${name}: what is pasted around it is taken off`, () => {
    const value = filled(text, 40);
    const { settings, faults } = checkSettings(settingsWith(path, `\u00a0 \u200b\t${value}\r\n\ufeff\n`));
    assert.deepEqual(faults, []);
    assert.equal(
      path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], settings),
      value,
    );
  });

  test(`${name}: a line break inside it is told`, () => {
    assert.equal(told(path, filled(text, 40, '\nb')).length, 1);
  });

  if (node.secret || node.faultCode?.startsWith('faultAddress'))
    test(`${name}: long as signed ones are`, () => {
      assert.equal(node.maxLength, LONGEST_ADDRESS);
      assert.deepEqual(told(path, filled(text, 5000)), []);
    });

  if ((node.secret && node.isOneWord) || node.faultCode?.startsWith('faultAddress'))
    test(`${name}: a blank inside it is told, with its place`, () => {
      for (const blank of [' ', '\t', '\u00a0', '\u2009'])
        assert.match(told(path, `${filled(text, 40)}${blank}b`).join(), /^A blank .* at character 41\./);
    });
}

test('a secret is a word, or a password that may have blanks', () => {
  const secrets = TEXTS.filter(({ node }) => node.secret);
  assert.deepEqual(
    secrets.filter(({ node }) => !node.isOneWord).map(({ path }) => path.at(-1)),
    ['passphrase', 'password', 'password'],
  );
  assert.deepEqual(told(['upload', 'password'], 'abcd efgh ijkl mnop'), []);
});

test('what goes into a header of HTTP is ASCII', () => {
  const tokens = TEXTS.filter(({ node }) => node.isHeader);
  assert.deepEqual(
    tokens.map(({ path }) => path.join('.')),
    ['receipt.webhook.token', 'receipt.matrix.accessToken', 'report.token'],
  );
  for (const { path } of tokens) assert.match(told(path, 'clé').join(), /^Only plain letters/);
  assert.deepEqual(told(['destinations', '0', 'streamKey'], 'amphi?key=clé&a=/%2F'), []);
});

test('the form cuts nothing: it has no lengths of its own', () => {
  const folder = resolve(import.meta.dirname, '../../../web-ui/src/views/settings');
  for (const name of readdirSync(folder))
    assert.doesNotMatch(readFileSync(join(folder, name), 'utf8'), /maxlength/i, name);
});

test('the card takes as much as the page, and tells the same', () => {
  const facts = { hasTimezone: () => true };
  const codesOf = (key: CardKey, text: string) => ruleOf(key).check(text, facts)?.code ?? null;
  const keys = ALL_CARD_KEYS.filter((key) => /\.(url|stream_key|watch_url|token)$/.test(key));
  assert.equal(keys.length, 6);
  for (const key of keys) {
    const begin = key === 'server.url' ? 'rtmp://h/live?k=' : key.endsWith('url') ? 'https://h/report/r?k=' : '';
    assert.equal(codesOf(key, begin + 'a'.repeat(5000)), null, key);
    assert.equal(codesOf(key, begin + 'a'.repeat(LONGEST_ADDRESS + 1)), 'cardTooLong', key);
    assert.equal(codesOf(key, ` ${begin}abc `), null, key);
    if (key !== 'agenda.url') assert.equal(codesOf(key, `${begin}abc def`), 'cardBlankInside', key);
  }
  assert.equal(codesOf('report.token', 'clé'), 'cardNotAscii');
  assert.equal(codesOf('server.watch_url', 'http://h:6000/live.m3u8'), 'cardPortClosed');
});

test('addresses that only look like one are told', () => {
  for (const url of ['http://[::1/x', 'https://host:99999/x', 'http://%/'])
    assert.equal(told(['destinations', '0', 'watchUrl'], url).length, 1, url);
  for (const host of ['::', '0.0.0.0', '::1', '192.168.1.2', 'box', 'box.example.org', 'fe80::1%eth0'])
    assert.deepEqual(told(['web', 'host'], host), [], host);
  for (const host of ['not a host', 'http://x', '[::1]', 'a..b'])
    assert.match(told(['web', 'host'], host).join(), /name or address of a machine/, host);
});
