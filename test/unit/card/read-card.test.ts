/** Each mistake that people make in `pupitre.toml`: told with its line, in both languages, and nothing else is lost by it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { ALL_CARD_KEYS, type CardKey, ruleOf } from '../../../device/card/card-keys.ts';
import { reportBytes } from '../../../device/card/card-report.ts';
import { withPiecesReplaced } from '../../../device/card/card-text.ts';
import { readCard } from '../../../device/card/read-card.ts';
import { decodeFile } from '../../../device/platform/text-file.ts';
import { sentence } from '../../../device/reason.ts';

const TEMPLATE = resolve(import.meta.dirname, '../../../image/card/boot/pupitre.toml');
const SSH_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtSm6ff+Qy0cRwN4b0wBzYvtbKxwPRyCPp0Qj0LxYzB someone@laptop';
const hasTimezone = (name: string) => ['Europe/Paris', 'UTC', 'America/Toronto'].includes(name);
const read = (text: string) => readCard(text, { hasTimezone });
const told = (text: string) => read(text).mistakes.map(({ code, values }) => [code, values.line]);
const valuesOf = (text: string) => Object.fromEntries(read(text).values);

const GOOD = `[room]
name = "Amphi A"
language = 'fr'
timezone = "Europe/Paris"
[wifi]
name = "Livebox-1234" # of the hall
password = "p\\\\w \\"quoted\\""
country = "fr"
[server]
url = "rtmp://stream.example.org/live"
stream_key = "amphi-a?key=SECRET"
passphrase = "ten characters"
watch_url = "https://stream.example.org/live/amphi-a.m3u8"
[page]
password = "correct horse"
[ssh]
key = """
${SSH_KEY}
${SSH_KEY}
"""
[agenda]
url = "webcal://example.org/agenda.ics"
[report]
url = "https://example.org/report/amphi-a"
token = "T"
`;

test('a file without mistakes is taken whole', () => {
  const { values, mistakes } = read(GOOD);
  assert.deepEqual(mistakes, []);
  assert.deepEqual([...values.keys()], ALL_CARD_KEYS);
  assert.equal(values.get('wifi.password'), 'p\\w "quoted"');
  assert.equal(values.get('ssh.key'), `${SSH_KEY}\n${SSH_KEY}\n`);
});

test('other ways of TOML to say the same', () => {
  assert.deepEqual(valuesOf('wifi = { name = "A", password = "12345678" }\nroom.name = "R"'), {
    'wifi.name': 'A',
    'wifi.password': '12345678',
    'room.name': 'R',
  });
  assert.deepEqual(valuesOf('[ "wifi" ]\r\n"name" = "A"\r\n\r\n[room]\r\nname="R"'), {
    'wifi.name': 'A',
    'room.name': 'R',
  });
});

/** What is wrong, what is told of it (code, line), and what else is taken. */
const MISTAKES: [string, string, [string, number | undefined][], Record<string, string>][] = [
  [
    'curly quotes',
    '[room]\nname = “Amphi”\nlanguage = "en"',
    [['cardQuotesTypographic', 2]],
    { 'room.language': 'en' },
  ],
  [
    'French quotes',
    '[room]\nname = « Amphi »\nlanguage = "en"',
    [['cardQuotesTypographic', 2]],
    { 'room.language': 'en' },
  ],
  [
    'one curly quote',
    '[room]\nname = "Amphi”\nlanguage = "en"',
    [['cardQuotesTypographic', 2]],
    { 'room.language': 'en' },
  ],
  ['no quotes', '[room]\nname = Amphi A\nlanguage = "en"', [['cardQuotesMissing', 2]], { 'room.language': 'en' }],
  ['nothing', '[room]\nname =\nlanguage = "en"', [['cardQuotesMissing', 2]], { 'room.language': 'en' }],
  ['a number', '[page]\npassword = 12345678', [['cardQuotesMissing', 2]], {}],
  ['a number with zeros', '[page]\npassword = 00123456', [['cardQuotesMissing', 2]], {}],
  ['true', '[room]\nname = true', [['cardQuotesMissing', 2]], {}],
  ['a date', '[room]\nname = 2026-11-26', [['cardQuotesMissing', 2]], {}],
  ['no last quote', '[room]\nname = "Amphi\nlanguage = "en"', [['cardQuoteOpen', 2]], { 'room.language': 'en' }],
  ['a backslash', '[wifi]\nname = "a"\npassword = "C:\\qwertz12"', [['cardBackslash', 3]], { 'wifi.name': 'a' }],
  ['a backslash that means something', '[room]\nname = "C:\\new"', [['cardBackslash', 2]], {}],
  ['no equals sign', '[room]\nname: "Amphi"\nlanguage = "en"', [['cardNoEquals', 2]], { 'room.language': 'en' }],
  ['words', 'Bonjour !\n[room]\nname = "A"', [['cardNoEquals', 1]], { 'room.name': 'A' }],
  [
    'something after the text',
    '[room]\nname = "A" B\nlanguage = "en"',
    [['cardLineUnreadable', 2]],
    { 'room.language': 'en' },
  ],
  ['a list', '[room]\nname = ["A", "B"]', [['cardNotOneText', 2]], {}],
  [
    'a text that never ends',
    '[room]\nname = """A\nlanguage = "en"',
    [['cardLineUnreadable', 2]],
    { 'room.language': 'en' },
  ],
  ['an open heading', '[wifi\nname = "A"', [['cardTableBroken', 1]], { 'wifi.name': 'A' }],
  ['a heading with more', '[wifi] name = "A"\nname = "B"', [['cardTableBroken', 1]], { 'wifi.name': 'B' }],
  [
    'a heading misspelt',
    '[wiffi]\nname = "A"\n[room]\nname = "R"',
    [['cardTableUnknownNear', 1]],
    { 'room.name': 'R' },
  ],
  ['a heading of another program', '[network]\nssid = "A"', [['cardTableUnknown', 1]], {}],
  ['a list of tables', '[[wifi]]\nname = "A"', [['cardTableUnknownNear', 1]], {}],
  ['a key misspelt', '[wifi]\nnane = "A"\ncountry = "FR"', [['cardKeyUnknownNear', 2]], { 'wifi.country': 'FR' }],
  ['a key in capitals', '[wifi]\nNAME = "A"', [['cardKeyUnknownNear', 2]], {}],
  ['an unknown key', '[wifi]\nchannel = "6"', [['cardKeyUnknown', 2]], {}],
  ['a key below a key', '[room]\nname.x = "A"', [['cardTableUnknown', 2]], {}],
  [
    'a key of Object',
    '[room]\n__proto__ = "A"\nconstructor = "B"',
    [
      ['cardKeyUnknown', 2],
      ['cardKeyUnknown', 3],
    ],
    {},
  ],
  ['a key above all headings', 'name = "A"\n[room]\nname = "R"', [['cardKeyWithoutTable', 1]], { 'room.name': 'R' }],
  ['a key twice', '[room]\nname = "A"\nname = "B"', [['cardKeyTwice', 3]], { 'room.name': 'A' }],
  [
    'a table twice',
    '[room]\nname = "A"\n[wifi]\nname = "W"\n[room]\nlanguage = "en"',
    [],
    { 'room.name': 'A', 'wifi.name': 'W', 'room.language': 'en' },
  ],
  ['a wrong one, and a right one', '[room]\nname = ""\nname = "B"', [['cardTextLength', 2]], { 'room.name': 'B' }],
  ['an empty name', '[room]\nname = ""', [['cardTextLength', 2]], {}],
  ['a long name', `[room]\nname = "${'a'.repeat(201)}"`, [['cardTooLong', 2]], {}],
  ['another language', '[room]\nlanguage = "de"', [['cardLanguageUnknown', 2]], {}],
  ['a city', '[room]\ntimezone = "Paris"', [['cardTimezoneUnknownNear', 2]], {}],
  ['no time zone', '[room]\ntimezone = "Mars/Olympus"', [['cardTimezoneUnknown', 2]], {}],
  ['a time zone outside its folder', '[room]\ntimezone = "../../etc/passwd"', [['cardTimezoneUnknown', 2]], {}],
  ['no country', '[wifi]\ncountry = "France"', [['cardCountryUnknown', 2]], {}],
  ['two letters of nowhere', '[wifi]\ncountry = "XX"', [['cardCountryUnknown', 2]], {}],
  ['a Wi-Fi name too long', `[wifi]\nname = "${'é'.repeat(17)}"`, [['cardTextLength', 2]], {}],
  [
    'a short Wi-Fi password',
    '[wifi]\nname = "A"\npassword = "1234567"',
    [['cardWifiPasswordLength', 3]],
    { 'wifi.name': 'A' },
  ],
  [
    'a Wi-Fi password alone',
    '[wifi]\npassword = "12345678"',
    [['cardWifiNameMissing', 2]],
    { 'wifi.password': '12345678' },
  ],
  [
    'http for rtmp',
    '[server]\nurl = "http://example.org/live"\nstream_key = "k"',
    [['cardAddressStream', 2]],
    { 'server.stream_key': 'k' },
  ],
  ['an SRT server without a port', '[server]\nurl = "srt://example.org"', [['cardAddressStream', 2]], {}],
  [
    'a passphrase in the address',
    '[server]\nurl = "srt://example.org:9000?passphrase=ten-characters"\nstream_key = "k"',
    [['cardPassphraseApart', 2]],
    { 'server.stream_key': 'k' },
  ],
  ['a short passphrase', '[server]\npassphrase = "nine char"', [['cardTextLength', 2]], {}],
  ['a server without a path', '[server]\nurl = "rtmp://example.org"', [['cardAddressStream', 2]], {}],
  ['no address', '[server]\nwatch_url = "example.org/live"', [['cardAddressWeb', 2]], {}],
  ['no agenda', '[agenda]\nurl = "agenda.ics"', [['cardAddressWeb', 2]], {}],
  [
    'http for https',
    '[report]\nurl = "http://example.org/report/a"\ntoken = "T"',
    [['cardAddressHttps', 2]],
    { 'report.token': 'T' },
  ],
  ['a short password', '[page]\npassword = "1234567"', [['cardTextLength', 2]], {}],
  ['half an ssh key', `[ssh]\nkey = "${SSH_KEY.slice(0, 50)}"`, [['cardSshKeyBad', 2]], {}],
  [
    'an ssh key of two lines',
    `[ssh]\nkey = """\n${SSH_KEY.replace('5AAAA', '5\nAAAA')}"""`,
    [['cardSshKeyBad', 2]],
    {},
  ],
  ['a private ssh key', '[ssh]\nkey = "-----BEGIN OPENSSH PRIVATE KEY-----"', [['cardSshKeyPrivate', 2]], {}],
  ['rich text', '{\\rtf1\\ansi [room]\nname = "A"}', [['cardFileNoText', undefined]], {}],
  ['bytes', '[room]\nname = "A"\0', [['cardFileNoText', undefined]], {}],
];

for (const [what, text, expected, taken] of MISTAKES) {
  test(`${what}: ${expected.map(([code]) => code).join(', ') || 'no mistake'}`, () => {
    assert.deepEqual(told(text), expected);
    assert.deepEqual(valuesOf(text), taken);
    for (const mistake of read(text).mistakes) {
      for (const language of ['fr', 'en'] as const) {
        const words = sentence(mistake, language);
        assert.doesNotMatch(words, /[{}]/);
        if (mistake.values.line) assert.match(words, new RegExp(`[Ll](ine|igne) ${mistake.values.line}\\b`));
      }
    }
  });
}

test('did you mean', () => {
  const near = (text: string) => read(text).mistakes[0]?.values.near;
  assert.equal(near('[wiffi]'), 'wifi');
  assert.equal(near('[server]\nstreamkey = "a"'), 'stream_key');
  assert.equal(near('[room]\ntimezone = "Europe/Pariss"'), 'Europe/Paris');
  assert.equal(near('[room]\ntimezone = "toronto"'), 'America/Toronto');
});

test('every mistake at once: as many are told, and what is right is taken', () => {
  const all = MISTAKES.filter(([what]) => !['rich text', 'bytes'].includes(what)).slice(0, 16);
  const { mistakes, values } = read(
    `${all.map(([, text]) => text).join('\n')}\n[agenda]\nurl = "https://example.org/a.ics"\n`,
  );
  assert.equal(values.get('agenda.url'), 'https://example.org/a.ics');
  assert.ok(mistakes.length >= all.length);
});

test('a file that is something else is not read to its end', () => {
  const { mistakes } = read('Lorem ipsum\n'.repeat(5000));
  assert.equal(mistakes.length, 41);
  assert.equal(mistakes.at(-1)?.code, 'cardTooManyMistakes');
});

test('the file on the card: nothing but remarks and headings, and right when each # is taken away', () => {
  const { text, mark } = decodeFile(readFileSync(TEMPLATE));
  assert.equal(mark.length, 3);
  assert.equal(text.replaceAll('\r\n', '').includes('\n'), false, 'lines end as Windows wants them');
  assert.deepEqual(told(text), []);
  assert.deepEqual(valuesOf(text), {});
  const filled = text.replace(/^#(\w+ = )/gm, '$1').replace(/ssh-ed25519 AAAA[^"]*/, SSH_KEY);
  assert.deepEqual(told(filled), []);
  assert.deepEqual(
    Object.keys(valuesOf(filled)),
    ALL_CARD_KEYS.filter((key) => !ruleOf(key).isHidden),
  );
});

const ENCODINGS: [string, (text: string) => Buffer][] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16, the other way round', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['Windows-1252', (text) => Buffer.from(text, 'latin1')],
];

for (const [name, encode] of ENCODINGS) {
  test(`${name} is read, and stays what it was when secrets are taken out`, () => {
    const text = '# Écrit à la main\r\n[page]\r\n  password = "éléphants"  # été\r\n[room]\r\nname = "Salle É"\r\n';
    const file = encode(text);
    const card = decodeFile(file);
    const { values, places, mistakes } = read(card.text);
    assert.deepEqual(mistakes, []);
    assert.equal(values.get('page.password'), 'éléphants');
    assert.equal(values.get('room.name'), 'Salle É');
    const pieces = (places.get('page.password') ?? []).map((piece) => ({ ...piece, words: '# gardé' }));
    assert.equal(
      decodeFile(withPiecesReplaced(card, pieces, false)).text,
      text.replace('  password = "éléphants"  # été', '# gardé'),
    );
    const blanked = withPiecesReplaced(card, pieces, true);
    assert.equal(blanked.length, file.length);
    assert.match(
      decodeFile(blanked).text,
      /^# Écrit à la main\r\n\[page\]\r\n# +\r\n\[room\]\r\nname = "Salle É"\r\n$/,
    );
  });
}

test('any text, any bytes: a result, never an exception, and the same bytes where nothing is replaced', () => {
  const words = [
    '[wifi]',
    '[room',
    'name',
    ' = ',
    '"',
    "'''",
    '"""',
    '\\',
    '\n',
    '\r\n',
    '#',
    '{',
    '}',
    '[',
    ']',
    ',',
    '.',
    'password',
    '“',
    '12345678',
    '\0',
    '=',
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 6 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(text, (parts) => {
      const { mistakes } = read(parts.join(''));
      for (const mistake of mistakes) assert.ok(sentence(mistake, 'fr').length > 0);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const card = decodeFile(Buffer.from(bytes));
      read(card.text);
      if (card.encoding !== 'utf16le' || bytes[0] === 0xff)
        assert.deepEqual(withPiecesReplaced(card, [], false), Buffer.from(bytes));
    }),
    { numRuns: 2000 },
  );
});

test('a secret that was taken is in no byte of the rewritten file, nor in the report', () => {
  const SECRETS = ALL_CARD_KEYS.filter((key) => ruleOf(key).isSecret);
  // Told apart from every other word of the file.
  const password = fc.stringMatching(/^Zq[A-Za-z0-9é"' \\#=[\]]{8,30}$/).filter((text) => text === text.trim());
  const word = fc.stringMatching(/^Zq[A-Za-z0-9"'\\#=[\]]{8,30}$/);
  const written = (text: string) => JSON.stringify(text);
  fc.assert(
    fc.property(
      fc.tuple(...SECRETS.map((key) => (key.endsWith('password') ? password : word))),
      fc.boolean(),
      (secrets, isSameLength) => {
        const lines = [
          '[wifi]',
          'name = "W"',
          ...SECRETS.map((key, index) => `${key.replace('.', ' . ')} = ${written(secrets[index] ?? '')} # é`),
        ];
        const text = lines.join('\r\n').replaceAll('\r\nwifi . ', '\r\n');
        // Dotted keys stand above all headings.
        const whole = `${text
          .split('\r\n')
          .filter((line) => / \. /.test(line))
          .join('\r\n')}\r\n${text
          .split('\r\n')
          .filter((line) => !/ \. /.test(line))
          .join('\r\n')}`;
        const card = decodeFile(Buffer.from(whole));
        const content = read(card.text);
        assert.deepEqual(
          SECRETS.map((key: CardKey) => content.values.get(key)),
          secrets,
        );
        const pieces = SECRETS.flatMap((key) =>
          (content.places.get(key) ?? []).map((piece) => ({ ...piece, words: '# kept' })),
        );
        const rewritten = withPiecesReplaced(card, pieces, isSameLength).toString();
        const report = reportBytes({
          version: '1',
          taken: [...content.values.keys()],
          mistakes: content.mistakes,
          troubles: [],
          hotspot: null,
        }).toString();
        for (const one of secrets) {
          assert.ok(!rewritten.includes('Zq') && !report.includes(one));
        }
        assert.deepEqual([...read(rewritten).values.keys()], ['wifi.name']);
      },
    ),
    { numRuns: 300 },
  );
});

test('the report keeps its length whatever is in it', () => {
  const { mistakes } = read('[wifi]\nchannel = "6"\n'.repeat(39));
  const hotspot = { name: 'Pupitre-1A2B', password: 'abcd-efgh-2345' };
  const bytes = reportBytes({ version: '1', taken: [], mistakes, troubles: mistakes, hotspot });
  assert.equal(bytes.length, 16_384);
  const text = bytes.toString();
  assert.match(text, /mot de passe\u00a0: abcd-efgh-2345\r\n/);
  assert.match(text, /password: abcd-efgh-2345\r\n/);
  assert.match(text, /\(the rest does not fit here/);
  assert.doesNotMatch(text.replaceAll('\r\n', ''), /[\r\n]/);
});
