/**
 * Prints the npm packages that stand beside the bundle, or those named, and what they need in turn.
 * What a package has of its own, below it, is a part of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { BESIDE } from '../prepare/bundles.mjs';

const modules = new URL('../../node_modules/', import.meta.url);
const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : [...BESIDE];
for (const name of names) {
  const { dependencies = {} } = JSON.parse(readFileSync(new URL(`${name}/package.json`, modules), 'utf8'));
  for (const needed of Object.keys(dependencies))
    if (!names.includes(needed) && existsSync(new URL(`${needed}/`, modules))) names.push(needed);
}
console.log(names.join('\n'));
