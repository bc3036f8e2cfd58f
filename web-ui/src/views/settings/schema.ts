/** The part of the box's JSON Schema that the form reads. */

export interface SchemaNode {
  type?: string;
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  maxItems?: number;
  unit?: string;
  /** The part that a change interrupts or waits for. */
  restart?: 'capture' | 'service';
  /** Only a change to or from one of these values does so. */
  restartAt?: unknown[];
  /** The value goes in and never comes out. */
  secret?: boolean;
  /** The box keeps the value, and no part reads it yet. */
  isHidden?: boolean;
}

/** Chosen where the camera can be seen (the devices view), or set by the page itself (`destinations.id`). */
export const NOT_IN_THE_FORM = ['camera.device', 'camera.controls', 'microphone.device', 'destinations.id'];

/** The groups of the form, in its order. */
export const shownGroups = ({ properties = {} }: SchemaNode) =>
  Object.entries(properties).filter(([, { isHidden }]) => !isHidden);

/** The keys of a group or of a list's entry that the form shows, with their paths such as `camera.width`. */
export function shownKeys(path: string, node: SchemaNode): { key: string; path: string; node: SchemaNode }[] {
  const properties = node.items?.properties ?? node.properties ?? {};
  return Object.entries(properties)
    .map(([key, inner]) => ({ key, path: `${path}.${key}`, node: inner }))
    .flatMap((one) => (one.node.properties ? shownKeys(one.path, one.node) : [one]))
    .filter((one) => !NOT_IN_THE_FORM.includes(one.path) && (one.node.enum || one.node.type !== 'object'));
}

/** The part that this change of a value interrupts or waits for. */
export function restartOf(node: SchemaNode | undefined, now: unknown, before: unknown): SchemaNode['restart'] {
  const counts = !node?.restartAt || node.restartAt.includes(now) || node.restartAt.includes(before);
  return counts ? node?.restart : undefined;
}

export const isNumber = ({ type }: SchemaNode) => type === 'number' || type === 'integer';

/** Short texts, one typed on each line. */
export const isLines = ({ type, items }: SchemaNode) => type === 'array' && items?.type === 'string';

/**
 * The value to send for a typed text: a number with a comma or a point, or lines. Otherwise the text, for the box to
 * judge.
 */
export function typed(node: SchemaNode, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (isLines(node)) return value.split(/[\s,;]+/).filter((line) => line !== '');
  if (!isNumber(node) || value.trim() === '') return value;
  const number = Number(value.trim().replace(',', '.'));
  return Number.isFinite(number) ? number : value;
}
