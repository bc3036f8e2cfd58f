/** A setting promises something: whatever the form offers is read by the box, and what nothing reads is not offered. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { ALL_CARD_KEYS, ruleOf } from '../../device/card/card-keys.ts';
import { type SettingsNode, SettingsSchema } from '../../device/settings/settings-schema.ts';
import { withTable } from '../../image/settings/settings-table.ts';

const DEVICE = resolve(import.meta.dirname, '../../device');
/** These keep, check and hand on settings, whatever they mean. */
const KEEPERS = /^(settings|card|api\/contract)\/|^sentences\//;

const readers = (readdirSync(DEVICE, { recursive: true }) as string[])
  .filter((name) => name.endsWith('.ts') && !KEEPERS.test(name))
  .map((name) => readFileSync(join(DEVICE, name), 'utf8').replace(/^(import|export)\s[^;]*?from '[^']*';$/gms, ''))
  .join('\n');

/** As a property (`settings.agenda`) or taken apart (`{ agenda: { url } }`). */
const isRead = (key: string) => new RegExp(`\\.${key}\\b|[{,]\\s*${key}\\s*[,:}]`).test(readers);

const groups = Object.entries((SettingsSchema as SettingsNode).properties ?? {});
const leavesOf = ({ properties, items }: SettingsNode): string[] =>
  Object.entries(items?.properties ?? properties ?? {}).flatMap(([key, inner]) =>
    inner.properties ? [key, ...leavesOf(inner)] : [key],
  );

test('the groups of settings that no part of the box reads are the hidden ones', () => {
  assert.ok(groups.length > 8);
  const unread = groups.filter(([name]) => !isRead(name)).map(([name]) => name);
  const hidden = groups.filter(([, node]) => node.isHidden).map(([name]) => name);
  assert.deepEqual(unread, hidden);
});

test('each key of a group that is offered is read', () => {
  const keys = groups.filter(([, node]) => !node.isHidden).flatMap(([, node]) => leavesOf(node));
  assert.ok(keys.length > 40, `${keys.length}`);
  assert.deepEqual(
    keys.filter((key) => !isRead(key)),
    [],
  );
});

test("the card's file offers no key of a hidden group", () => {
  const hidden = groups.filter(([, node]) => node.isHidden).map(([name]) => name);
  const offered = ALL_CARD_KEYS.filter((key) => !ruleOf(key).isHidden);
  assert.deepEqual(
    offered.filter((key) => hidden.includes(key.split('.')[0] ?? '')),
    [],
  );
});

test('the table of all settings is of the schema', () => {
  const readme = readFileSync(join(DEVICE, 'settings/README.md'), 'utf8');
  assert.equal(readme, withTable(readme), 'run: node --import tsx image/settings/write-table.ts');
  const shown = [...readme.matchAll(/^\| `([\w.]+)` /gm)].map(([, path]) => path);
  assert.ok(shown.length > 50 && shown.includes('destinations.watchUrl'), `${shown.length} keys`);
});
