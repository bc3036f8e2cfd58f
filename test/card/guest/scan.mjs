// node scan.mjs HOST LAST PORT…: which TCP ports answer, of 1 to LAST and of these. Prints JSON.
import { connect } from 'node:net';

const [host, last, ...more] = process.argv.slice(2);
const ports = [...new Set([...Array(Number(last)).keys()].map((at) => at + 1).concat(more.map(Number)))];
/** A firewall that drops says nothing; a port that is open answers within a round trip. */
const SILENCE_MS = 3_000;
const AT_ONCE = 300;
const found = { open: [], refused: 0, silent: 0 };

const look = (port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (note) => {
      note();
      socket.destroy();
      resolve();
    };
    socket.setTimeout(SILENCE_MS, () => done(() => found.silent++));
    socket.on('connect', () => done(() => found.open.push(port)));
    socket.on('error', ({ code }) => done(() => (code === 'ECONNREFUSED' ? found.refused++ : found.silent++)));
  });

for (let at = 0; at < ports.length; at += AT_ONCE) await Promise.all(ports.slice(at, at + AT_ONCE).map(look));
console.log(JSON.stringify({ ...found, asked: ports.length }));
