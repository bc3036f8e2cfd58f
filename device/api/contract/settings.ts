/**
 * Settings in requests and answers: any part of them comes in; all of them go out, with secrets as `{ "set": true }`.
 */
import { type TSchema, Type } from 'typebox';
import { SettingsSchema } from '../../settings/settings-schema.ts';

/**
 * JSON Schema's words that apply to a value in a request or answer. The others are about the file, or this product's
 * own.
 */
const WORDS = [
  ...['type', 'enum', 'description', 'minimum', 'maximum', 'multipleOf', 'minLength', 'maxLength', 'pattern'],
  ...['maxItems', 'maxProperties', 'additionalProperties'],
];

interface Node {
  properties?: Record<string, Node>;
  patternProperties?: Record<string, Node>;
  items?: Node;
  required?: string[];
  secret?: boolean;
  default?: unknown;
  description?: string;
}

const shownSecret = { type: 'object', properties: { set: { type: 'boolean' } }, required: ['set'] };

/** `in`: groups may be partial; entries of lists need every key without a default. `out`: every key is there. */
function travelling(node: Node, way: 'in' | 'out', isEntry = false): Record<string, unknown> {
  const words = Object.fromEntries(Object.entries(node).filter(([key]) => WORDS.includes(key)));
  const each = (nodes: Record<string, Node>) =>
    Object.fromEntries(Object.entries(nodes).map(([key, inner]) => [key, travelling(inner, way, isEntry)]));
  if (node.secret) {
    const { description, ...text } = words;
    if (way === 'out') return { ...shownSecret, description };
    return { anyOf: [text, shownSecret], description: `${description}; left out or given back as shown it is kept` };
  }
  if (node.items) return { ...words, items: travelling(node.items, way, true) };
  if (node.patternProperties) {
    const values = Object.entries(node.patternProperties);
    const value = (inner: Node) => (way === 'out' ? travelling(inner, way) : { anyOf: [inner, { type: 'null' }] });
    return { ...words, patternProperties: Object.fromEntries(values.map(([key, inner]) => [key, value(inner)])) };
  }
  if (!node.properties) return words;
  const { properties, required = [] } = node;
  const needed = way === 'out' ? required : required.filter((key) => isEntry && properties[key]?.default === undefined);
  return { ...words, properties: each(properties), ...(needed.length > 0 && { required: needed }) };
}

const settings = (way: 'in' | 'out', description: string): TSchema =>
  Type.Unsafe({ ...travelling(SettingsSchema as Node, way), description });

export const SettingsPatchSchema = settings(
  'in',
  'The keys to change: groups are merged, lists replaced. Blanks around a text are taken off',
);
export const SettingsViewSchema = settings('out', 'All settings, without what is secret');
export const SettingsFormSchema = Type.Object(
  {},
  { additionalProperties: true, description: 'A JSON Schema with defaults and limits' },
);
