/** The table of `device/settings/README.md`, from the schema and the texts of the page. */
import { type SettingsNode, SettingsSchema } from '../../device/settings/settings-schema.ts';
import { LONGEST_ADDRESS } from '../../device/settings/text-limits.ts';
import { words } from '../../web-ui/src/i18n/en.ts';

type Node = SettingsNode & {
  description?: string;
  default?: unknown;
  enum?: unknown[];
  unit?: string;
  isHidden?: boolean;
};

const FIELDS: Record<string, readonly string[]> = words.settings.fields;
const RESTARTS = { capture: 'the capture', service: 'the service' };
/** Units as a person writes them; the schema names them for programs. */
const UNITS: Record<string, string> = { fps: 'pictures/s', d: 'days' };

/** A heading and a table for each group, in the order of the schema. */
export function settingsTable(): string {
  const groups = Object.entries((SettingsSchema as Node).properties ?? {}) as [string, Node][];
  return groups
    .filter(([, { isHidden }]) => !isHidden)
    .map(([name, group]) => {
      const rows = keysOf(name, group).map(([path, node]) => row(path, node));
      const about = group.items ? `${group.description}: a list, each entry with these keys` : group.description;
      return `### \`${name}\`\n\n${about}.\n\n${table(rows)}`;
    })
    .join('\n\n');
}

/** Keys of a group with their paths, including those of its groups and of a list's entries. */
function keysOf(path: string, node: Node): [string, Node][] {
  const inner = node.properties ?? node.items?.properties;
  if (!inner) return [[path, node]];
  return Object.entries(inner).flatMap(([key, one]) => keysOf(`${path}.${key}`, one as Node));
}

function row(path: string, node: Node): string[] {
  const about = node.description ?? (FIELDS[path] ?? []).map((text) => text.replace(/\.$/, '')).join('. ');
  return [code(path), valuesOf(node), defaultOf(node), restartsOf(node), cell(about)];
}

function valuesOf(node: Node): string {
  const { minimum, maximum, multipleOf, maxLength, items, secret } = node;
  if (node.enum) return node.enum.map((value) => code(String(value))).join(', ');
  if (minimum !== undefined) {
    const unit = node.unit ? ` ${UNITS[node.unit] ?? node.unit}` : '';
    const steps = multipleOf ? `, in steps of ${multipleOf}` : '';
    return `${minimum} to ${maximum}${unit}${steps}`;
  }
  if (secret) return 'secret';
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.type === 'object') return 'whole numbers by name';
  if (items) return 'list of texts';
  return maxLength && maxLength < LONGEST_ADDRESS ? `text, at most ${maxLength} characters` : 'text';
}

function defaultOf({ default: value, secret }: Node): string {
  if (secret || value === undefined || value === '' || JSON.stringify(value) === '[]') return '';
  return code(typeof value === 'string' ? value : JSON.stringify(value));
}

function restartsOf({ restart, tracks = [], restartAt }: Node): string {
  if (!restart) return '';
  const of = tracks.length === 1 ? (tracks[0] === 'video' ? 'the picture' : 'the sound') : RESTARTS[restart];
  return restartAt ? `${of}, to or from ${restartAt.map((value) => code(String(value))).join(', ')}` : of;
}

const code = (text: string) => `\`${text}\``;
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Columns as wide as their widest cell, so that the file is readable as text. */
function table(rows: string[][]): string {
  const all = [['key', 'values', 'default', 'restarts', 'what it is'], ...rows];
  const widths = (all[0] ?? []).map((_, at) => Math.max(3, ...all.map((cells) => (cells[at] ?? '').length)));
  const line = (cells: string[]) => `| ${cells.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(all[0] ?? []), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  );
}

const BEGIN = '<!-- made by image/settings/write-table.ts -->';

/** The README with the current table. @throws where it has no place for it. */
export function withTable(readme: string): string {
  const [before, after] = readme.split(BEGIN);
  if (after === undefined) throw new Error(`no line ${BEGIN}`);
  return `${before}${BEGIN}\n\n${settingsTable()}\n`;
}
