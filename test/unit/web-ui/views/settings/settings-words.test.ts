/** The form of the settings speaks every language: each key of the schema has its words. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { SettingsSchema } from '../../../../../device/settings/settings-schema.ts';
import { words as en } from '../../../../../web-ui/src/i18n/en.ts';
import { words as fr } from '../../../../../web-ui/src/i18n/fr.ts';
import {
  NOT_IN_THE_FORM,
  type SchemaNode,
  shownGroups,
  shownKeys,
} from '../../../../../web-ui/src/views/settings/schema.ts';

const groups = shownGroups(SettingsSchema as unknown as SchemaNode);
const keys = groups.flatMap(([name, node]) => shownKeys(name, node));

test('the form leaves out only what is chosen elsewhere', () => {
  const leaves = (path: string, node: SchemaNode): string[] =>
    Object.entries(node.items?.properties ?? node.properties ?? {}).flatMap(([key, inner]) =>
      inner.properties ? leaves(`${path}.${key}`, inner) : [`${path}.${key}`],
    );
  const all = groups.flatMap(([name, node]) => leaves(name, node));
  assert.ok(keys.length > 30, `${keys.length} keys`);
  const left = all.filter((path) => !keys.some((one) => one.path === path));
  assert.deepEqual(
    left.filter((path) => !NOT_IN_THE_FORM.includes(path)),
    [],
  );
});

for (const [language, { settings }] of Object.entries({ en, fr })) {
  test(`every key, group and choice has its words: ${language}`, () => {
    const fields: Record<string, string[]> = settings.fields;
    const choices: Record<string, string> = settings.choices;
    assert.deepEqual(
      keys.filter(({ path }) => !fields[path]?.[0]).map(({ path }) => path),
      [],
    );
    assert.deepEqual(
      Object.keys(fields).filter((path) => !keys.some((one) => one.path === path)),
      [],
      'words for keys that are no more',
    );
    assert.deepEqual(groups.map(([name]) => name).sort(), Object.keys(settings.groups).sort());
    assert.deepEqual(
      keys.flatMap(({ node }) => (node.enum ?? []).map(String)).filter((value) => !choices[value]),
      [],
    );
  });
}
