/** The trees of a project's files, as TypeScript itself parses them. */

import type { Node, SourceFile } from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

/** @param configFile an absolute `tsconfig.json`; its own files alone, and none of packages. */
export function sourceFiles(configFile: string): SourceFile[] {
  const api = new API();
  try {
    const { program, rootFiles } = required(api.updateSnapshot({ openProjects: [configFile] }).getProject(configFile));
    return rootFiles.map((name) => required(program.getSourceFile(name)));
  } finally {
    api.close();
  }
}

/** The node and all that is in it. */
export function* nodesIn(node: Node): Generator<Node> {
  yield node;
  const inner: Node[] = [];
  node.forEachChild((child) => {
    inner.push(child);
    return undefined;
  });
  for (const child of inner) yield* nodesIn(child);
}

function required<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('TypeScript knows no such project or file');
  return found;
}
