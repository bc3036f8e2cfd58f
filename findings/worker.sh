#!/bin/sh
# typescript 7.0.2: how a program gets the syntax tree of a file.
# Guess: as in every version before, `ts.createSourceFile(name, text, …)` of the package's main export.
# Behaviour: the main export holds a version and nothing else. The parser is reached through `typescript/unstable/sync`, which
# starts the native compiler as a process and gives the files of a project that is opened by its tsconfig.json.
# Output seen: {"main":["version","versionMajorMinor"],"createSourceFile":"undefined","functions":["one","two"]}
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts typescript@7.0.2 >/dev/null 2>&1
printf '{ "compilerOptions": { "noEmit": true }, "include": ["a.ts"] }' >tsconfig.json
printf 'export function one(): number {\n  return two();\n}\nfunction two(): number {\n  return 2;\n}\n' >a.ts
cat >look.mjs <<'END'
import { createRequire } from 'node:module';
import { API } from 'typescript/unstable/sync';
import { isFunctionDeclaration } from 'typescript/unstable/ast/is';
const main = createRequire(import.meta.url)('typescript');
const config = `${process.cwd()}/tsconfig.json`;
const api = new API();
const { program } = api.updateSnapshot({ openProjects: [config] }).getProject(config);
const functions = [];
program.getSourceFile(`${process.cwd()}/a.ts`).forEachChild((node) => {
  if (isFunctionDeclaration(node)) functions.push(node.name.text);
});
api.close();
const seen = JSON.stringify({
  main: Object.keys(main).sort(),
  createSourceFile: typeof main.createSourceFile,
  functions,
});
console.log(seen);
if (seen !== '{"main":["version","versionMajorMinor"],"createSourceFile":"undefined","functions":["one","two"]}') process.exit(1);
END
node look.mjs
