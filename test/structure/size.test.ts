/**
 * A file is as long as its one thing needs. What is kept small is what a reader has to hold in mind at once: a function, and
 * what a class offers. Counted in the trees that TypeScript makes of the sources.
 */
import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import test from 'node:test';
import { type ClassDeclaration, type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isAccessorDeclaration,
  isClassDeclaration,
  isFunctionLikeDeclaration,
  isMethodDeclaration,
  isPrivateIdentifier,
  isPropertyDeclaration,
} from 'typescript/unstable/ast/is';
import { ROOT } from './device-imports.ts';
import { nodesIn, sourceFiles } from './syntax.ts';

/** A page of a screen. Functions inside another count for themselves, as the routes of an area or the handlers of a view do. */
const LONGEST_LINES = 60;
const MOST_MEMBERS = 12;

/** What is larger today. No other may come, and one that has become smaller leaves the list. */
const LARGE_CLASSES = [
  'device/api/auth.ts Auth',
  'device/appliance.ts Appliance',
  // A list of the box's parts by their names, and nothing that they do.
  'device/compose/box.ts Box',
  'device/control/session/session-controller.ts SessionController',
  'device/media/capture/capture.ts Capture',
  'device/media/hub/hub-reader.ts HubReader',
  'device/media/journal/recording-library.ts RecordingLibrary',
  'device/media/media.ts Media',
  'device/media/read-back/track-reading.ts TrackReading',
];

const files = ['device', 'web-ui', 'test']
  .flatMap((project) => sourceFiles(join(ROOT, project, 'tsconfig.json')))
  .filter(({ fileName }) => !relative(ROOT, fileName).startsWith('test/'));

test('no function has more than 60 lines of its own', () => {
  assert.ok(files.length > 500, `${files.length} files`);
  const long = files.flatMap((file) =>
    [...nodesIn(file)]
      .filter((node) => isFunctionLikeDeclaration(node) && ownLines(file, node) > LONGEST_LINES)
      .map((node) => placeOf(file, node)),
  );
  assert.deepEqual(long.sort(), []);
});

test('no class has more than 12 public members', () => {
  const classes = files.flatMap((file) =>
    [...nodesIn(file)].filter(isClassDeclaration).map((node) => ({ name: placeOf(file, node), node })),
  );
  assert.ok(classes.length > 100, `${classes.length} classes`);
  const large = classes.filter(({ node }) => publicMembers(node).size > MOST_MEMBERS).map(({ name }) => name);
  assert.deepEqual(large.sort(), LARGE_CLASSES);
});

const placeOf = (file: SourceFile, node: Node) => `${relative(ROOT, file.fileName)} ${nameOf(node)}`;

/** Its own, or that of what it is given to: a variable, a property, a class. */
function nameOf(node: Node): string {
  const { name } = node as { name?: Node };
  return name?.getText() ?? (node.parent ? nameOf(node.parent) : '');
}

/** Its lines, less those of functions inside it beyond the one that each begins on. */
function ownLines(file: SourceFile, node: Node): number {
  const lineAt = lineCounter(file);
  const [first, last] = [lineAt(node.getStart(file)), lineAt(node.end)];
  const inner = [...nodesIn(node)].filter((one) => one !== node && isFunctionLikeDeclaration(one));
  const foreign = new Set<number>();
  for (const one of inner)
    for (let line = lineAt(one.getStart(file)) + 1; line <= lineAt(one.end); line++) foreign.add(line);
  let own = 0;
  for (let line = first; line <= last; line++) if (!foreign.has(line)) own++;
  return own;
}

/** The line of a position, from 1. */
function lineCounter({ text }: SourceFile): (position: number) => number {
  return (position) => {
    let line = 1;
    for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line++;
    return line;
  };
}

function publicMembers({ members }: ClassDeclaration): Set<string> {
  const named = members.filter(
    (member) => isMethodDeclaration(member) || isAccessorDeclaration(member) || isPropertyDeclaration(member),
  );
  const isHidden = ({ kind }: Node) => kind === SyntaxKind.PrivateKeyword || kind === SyntaxKind.ProtectedKeyword;
  return new Set(
    named
      .filter(({ name, modifiers }) => !isPrivateIdentifier(name) && !modifiers?.some(isHidden))
      .map(({ name }) => name.getText()),
  );
}
