#!/bin/sh
# Fastify 5.12.8 with @fastify/static 10.1.11: what a parameter longer than `routerOptions.maxParamLength` is answered with.
# Guess: every route with a parameter answers 414 (FST_ERR_MAX_PARAM_LENGTH).
# Behaviour: it depends on the method and on other plugins. A GET whose parameter is too long falls through to the wildcard
# that @fastify/static adds, and is 404; a DELETE of the same address, for which there is no wildcard, is 414. Without the
# plugin both are 414.
# Output seen: {"alone":[414,414],"beside static":[404,414]}
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts fastify@5.12.8 @fastify/static@10.1.11 >/dev/null 2>&1
mkdir files
cat >look.mjs <<'END'
import Fastify from 'fastify';
import files from '@fastify/static';
async function answers(withFiles) {
  const server = Fastify({ routerOptions: { maxParamLength: 10 } });
  if (withFiles) await server.register(files, { root: `${process.cwd()}/files` });
  for (const method of ['GET', 'DELETE']) server.route({ method, url: '/things/:id', handler: () => 'it' });
  const url = `/things/${'x'.repeat(50)}`;
  return Promise.all(['GET', 'DELETE'].map(async (method) => (await server.inject({ method, url })).statusCode));
}
const seen = JSON.stringify({ alone: await answers(false), 'beside static': await answers(true) });
console.log(seen);
if (seen !== '{"alone":[414,414],"beside static":[404,414]}') process.exit(1);
END
node look.mjs
