/** What the form reads of the JSON Schema that the box gives. */

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
  /** What a change interrupts or waits for. */
  restart?: 'capture' | 'service';
  /** Only a change to or from one of these values does. */
  restartAt?: unknown[];
  /** Goes in, never out. */
  secret?: boolean;
  /** Kept by the box, and read by nothing yet. */
  isHidden?: boolean;
}

/** Chosen where the camera can be seen (the devices view), or given by the page itself (`destinations.id`). */
export const NOT_IN_THE_FORM = ['camera.device', 'camera.controls', 'microphone.device', 'destinations.id'];

/** The groups that the form shows, in its order. */
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

/** What this change of a value interrupts or waits for. */
export function restartOf(node: SchemaNode | undefined, now: unknown, before: unknown): SchemaNode['restart'] {
  const counts = !node?.restartAt || node.restartAt.includes(now) || node.restartAt.includes(before);
  return counts ? node?.restart : undefined;
}

export const isNumber = ({ type }: SchemaNode) => type === 'number' || type === 'integer';

/** Short texts, typed one on each line. */
export const isLines = ({ type, items }: SchemaNode) => type === 'array' && items?.type === 'string';

/** What is sent for what was typed: a number with a comma or a point, lines; else the text for the box to judge. */
export function typed(node: SchemaNode, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (isLines(node)) return value.split(/[\s,;]+/).filter((line) => line !== '');
  if (!isNumber(node) || value.trim() === '') return value;
  const number = Number(value.trim().replace(',', '.'));
  return Number.isFinite(number) ? number : value;
}
