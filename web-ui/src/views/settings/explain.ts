/** Limits and default of a value in the reader's words. */
import { language, words } from '../../words.ts';
import { isNumber, type SchemaNode } from './schema.ts';

const number = (value: number) => new Intl.NumberFormat(language, { useGrouping: value > 9999 }).format(value);
const lookUp = (table: Record<string, string>, key: string) => table[key] ?? key;

export function labelOf(path: string, node: SchemaNode): string {
  const fields: Record<string, string[]> = words.settings.fields;
  return fields[path]?.[0] ?? node.description ?? path;
}

export function helpOf(path: string): string {
  const fields: Record<string, string[]> = words.settings.fields;
  return fields[path]?.[1] ?? '';
}

export const unitOf = ({ unit }: SchemaNode) => (unit ? lookUp(words.settings.units, unit) : '');
export const choiceName = (value: unknown) => lookUp(words.settings.choices, String(value));

/** `320 to 1920 px, in steps of 64`. */
export function limitsOf(node: SchemaNode): string {
  const { minimum, maximum, multipleOf } = node;
  if (!isNumber(node) || minimum === undefined || maximum === undefined) return '';
  const range = words.settings.range(number(minimum), number(maximum), unitOf(node));
  return multipleOf ? `${range}, ${words.settings.steps(number(multipleOf))}` : range;
}

/** Empty where a way back would be no help: a switch is switched, and a secret has no default. */
export function defaultOf(node: SchemaNode): string {
  const { default: value } = node;
  if (value === undefined || value === '' || node.secret || node.type === 'boolean') return '';
  if (typeof value === 'number') return `${number(value)} ${unitOf(node)}`.trim();
  return node.enum ? choiceName(value) : String(value);
}
