/** `pupitre.toml` as a volunteer fills it in: the card's own file, with the lines that are wanted no longer commented out. */
import assert from 'node:assert/strict';

export type Wanted = Record<string, Record<string, string>>;

/** @param toml what is on the card. @throws where it has no line for a key: then nobody could fill it in. */
export function fillIn(toml: string, wanted: Wanted): string {
  const missing = new Map(
    Object.entries(wanted).flatMap(([table, keys]) => Object.keys(keys).map((key) => [`${table}.${key}`, true])),
  );
  let table = '';
  const lines = toml.split(/\r?\n/).map((line) => {
    const [, header] = /^#? ?\[(\w+)\]/.exec(line) ?? [];
    if (header !== undefined) {
      table = header;
      return table in wanted ? `[${table}]` : line;
    }
    const [, key = ''] = /^#? ?(\w+) *=/.exec(line) ?? [];
    const value = wanted[table]?.[key];
    if (value === undefined || !missing.delete(`${table}.${key}`)) return line;
    return `${key} = ${JSON.stringify(value)}`;
  });
  assert.deepEqual([...missing.keys()], [], `lines of the card's own file:\n${toml}`);
  return lines.join('\n');
}
