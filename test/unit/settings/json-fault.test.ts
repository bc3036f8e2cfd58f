import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { jsonFault } from '../../../device/settings/json-fault.ts';

const CASES: [string, string, string, number, number][] = [
  ['a comment at the top', '// mine\n{}', 'jsonComment', 1, 1],
  ['a comment after a value', '{"a": 1 // one\n}', 'jsonComment', 1, 9],
  ['a comment of two lines', '{\n  /* a */ "a": 1}', 'jsonComment', 2, 3],
  ['a comment as in a shell', '{\n# a\n"a": 1}', 'jsonComment', 2, 1],
  ['a comma too many in a group', '{\n  "a": 1,\n}', 'jsonCommaTooMany', 3, 1],
  ['a comma too many in a list', '{"a": [1, 2, ]}', 'jsonCommaTooMany', 1, 14],
  ['two commas', '{"a": 1,, "b": 2}', 'jsonCommaTooMany', 1, 9],
  ['no comma', '{\r\n  "a": 1\r\n  "b": 2\r\n}', 'jsonCommaMissing', 3, 3],
  ['no comma in a list', '[1 2]', 'jsonCommaMissing', 1, 4],
  ['an old Mac’s lines', '{"a": 1\r"b": 2}', 'jsonCommaMissing', 2, 1],
  ['single quotes', "{'a': 1}", 'jsonQuotes', 1, 2],
  ['single quotes around a value', `{"a": 'x'}`, 'jsonQuotes', 1, 7],
  ['typographic quotes', '{“a”: 1}', 'jsonQuotes', 1, 2],
  ['a name without quotes', '{a: 1}', 'jsonQuotes', 1, 2],
  ['a value without quotes', '{"a": Amphi}', 'jsonQuotes', 1, 7],
  ['True as in Python', '{"a": True}', 'jsonQuotes', 1, 7],
  ['cut off', '{"a": {"b"', 'jsonCutOff', 1, 11],
  ['cut off in a text', '{"a": "b', 'jsonCutOff', 1, 9],
  ['nothing', '', 'jsonCutOff', 1, 1],
  ['TOML', '[web]\nport = 1', 'jsonQuotes', 1, 2],
  ['a line break in a text', '{"a": "b\nc"}', 'jsonText', 1, 9],
  ['a path of Windows', '{"a": "C:\\video"}', 'jsonText', 1, 10],
  ['a value too many', '{} {}', 'jsonWrong', 1, 4],
  ['an end too many', '{}}', 'jsonWrong', 1, 3],
  ['the wrong end', '{"a": [1}', 'jsonWrong', 1, 9],
  ['no value', '{"a": }', 'jsonWrong', 1, 7],
  ['no colon', '{"a" 1}', 'jsonWrong', 1, 6],
  ['a comma for a point', '{"a": 0,5}', 'jsonQuotes', 1, 9],
  ['a zero before', '{"a": 08}', 'jsonWrong', 1, 7],
  ['accents count as one', '{"é😀": 1,}', 'jsonCommaTooMany', 1, 10],
];

for (const [name, text, code, line, column] of CASES) {
  test(`${name}: ${code}`, () => {
    const fault = jsonFault(text);
    assert.deepEqual([fault?.code, fault?.values], [code, { line, column }]);
  });
}

test('it says yes to what JSON.parse takes, and no to what it does not', () => {
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const broken = fc
    .tuple(
      fc.json({ stringUnit: 'binary' }),
      fc.nat(),
      fc.constantFrom('', ',', '"', "'", '{', ']', '0', '-', 'e', '\\', '\n', '.'),
    )
    .map(([text, at, sign]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + sign + text.slice(place + (at % 2));
    });
  const texts = fc.oneof(fc.json({ stringUnit: 'binary' }), broken);
  fc.assert(
    fc.property(texts, (text) => assert.equal(jsonFault(text) === null, isJson(text), JSON.stringify(text))),
    { numRuns: 5000 },
  );
});

test('a deep or long one costs no stack', () => {
  assert.equal(jsonFault(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), null);
  assert.equal(jsonFault('['.repeat(100_000))?.code, 'jsonCutOff');
  assert.equal(jsonFault(`"${'a'.repeat(1_000_000)}"`), null);
  assert.equal(jsonFault(`"${'a'.repeat(10_000_000)}`)?.code, 'jsonCutOff');
});
