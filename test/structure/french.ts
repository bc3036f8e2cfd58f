/** Every French text of the source, and what is wrong with how it is set. */
import { parseAst } from 'vite';

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

export interface FrenchText {
  line: number;
  /** What is filled in later stands as the figure 7. */
  text: string;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const isFrenchName = (name: unknown) => /^(fr|french)$/i.test(String(name));

/** What a language's name stands before: a member `fr: …`, or a variable `fr` or `FRENCH`. */
function isFrench({ type, key, id }: Node): boolean {
  if (type === 'Property') return isFrenchName((key as Node).name ?? (key as Node).value);
  return type === 'VariableDeclarator' && isFrenchName((id as Node).name);
}

/** The texts below every French name; all of them where the file itself is a language's. */
export function frenchTexts(source: string, file: string): FrenchText[] {
  const wholeFile = /(^|\/)fr\.ts$/.test(file);
  if (!wholeFile && !/\b(fr|french)\b/i.test(source)) return [];
  const texts: FrenchText[] = [];
  const take = (start: number, text: string) => texts.push({ line: source.slice(0, start).split('\n').length, text });
  const walk = (node: Node, inside: boolean) => {
    // An import names a file, a type no text.
    if (/^(Import|Export.*From|TSType|TSInterface)/.test(node.type)) return;
    if (inside && node.type === 'Literal' && typeof node.value === 'string') take(node.start, node.value);
    if (inside && node.type === 'TemplateLiteral')
      take(node.start, (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('7'));
    for (const [name, child] of Object.entries(node)) {
      if (name === 'key') continue;
      for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) walk(each, inside || isFrench(node));
    }
  };
  walk(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node, wholeFile);
  return texts;
}

/** U+00A0, or the narrow U+202F that figures of `Intl` come with. */
const FIXED = '[\\u00a0\\u202f]';
const UNITS = 's|min|h|ms|Mo|Go|ko|Mb/s|kb/s|Mo/s|Hz|dB|dBFS|dBm|LUFS|LU|°C|mm|px|V|images/s';

const RULES: [wrong: RegExp, says: string][] = [
  [/ [:;?!%»]/u, 'an ordinary space before : ; ? ! % »'],
  [/[\p{L}\p{N})\]}"][;?!](?!\w)/u, 'no space before ; ? !'],
  [/[\p{L}\p{N})\]}"]:(?=\s|$)/u, 'no space before :'],
  [/\p{N}%/u, 'no space before %'],
  [new RegExp(`«(?!${FIXED})`, 'u'), 'no fixed space after «'],
  [new RegExp(`(?<!${FIXED})»`, 'u'), 'no fixed space before »'],
  [new RegExp(`\\p{N} (${UNITS})(?![\\p{L}/'])`, 'u'), 'an ordinary space between a figure and its unit'],
  [
    new RegExp(`(?<![\\p{L}\\p{N}])\\p{N}+(${UNITS})(?![\\p{L}\\p{N}/'])`, 'u'),
    'no space between a figure and its unit',
  ],
  [/\.\.\./u, 'three dots in place of …'],
  [/ {2}|\u00a0 | \u00a0/u, 'two spaces'],
  [/^ ?[a-zà-ÿ'’ ]*\bfps\b/iu, 'fps is English: images/s'],
];

/** What of a text does not follow the rules of French printing. */
export function typesetFaults(text: string): string[] {
  // What is typed for a machine has its own rules: keys of settings and headers, addresses, names of files.
  const prose = text
    .replaceAll('{', '7{')
    .replace(/7\{\w+\}/g, '7')
    .replace(/(https?|rtmps?):\/\/\S*|Authorization: Bearer|!abc:\S+|key=|"[^"]*"/g, 'x');
  return RULES.filter(([wrong]) => wrong.test(prose)).map(([, says]) => says);
}
