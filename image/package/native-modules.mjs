/**
 * Prints the npm packages that stand beside the bundle, as `build.mjs` leaves them out, or those named, and what they need in turn.
 * What a package has of its own, below it, is a part of it.
 */
import { existsSync, readFileSync } from 'node:fs';

const modules = new URL('../../node_modules/', import.meta.url);
const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : ['gstreamer-superficial', 'onoff', 'epoll', 'nodemailer'];
for (const name of names) {
  const { dependencies = {} } = JSON.parse(readFileSync(new URL(`${name}/package.json`, modules), 'utf8'));
  for (const needed of Object.keys(dependencies))
    if (!names.includes(needed) && existsSync(new URL(`${needed}/`, modules))) names.push(needed);
}
console.log(names.join('\n'));
