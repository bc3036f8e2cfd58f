/** Prints the npm packages that stand beside the bundle, as `build.mjs` leaves them out, and those that they need in turn. */
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../package.json', import.meta.url));
const names = ['gstreamer-superficial', 'onoff', 'epoll', 'nodemailer'];
for (const name of names)
  for (const needed of Object.keys(require(`./node_modules/${name}/package.json`).dependencies ?? {}))
    if (!names.includes(needed)) names.push(needed);
console.log(names.join('\n'));
