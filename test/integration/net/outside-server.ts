/** Run in a network namespace with an address of the world and a private one: what a client of HLS is led to. Prints JSON. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpClient } from '../../../device/net/http-client.ts';

const [outer = '', inner = ''] = process.argv.slice(2);
/** What servers of the inside were asked for. */
const asked: string[] = [];

async function serverAt(host: string): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
    if (host !== outer) asked.push(pathname);
    const to = searchParams.get('to');
    if (to) response.writeHead(307, { location: to }).end();
    else response.end('#EXTM3U\n');
  });
  server.listen(0, host).unref();
  await once(server, 'listening');
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

const [world, other, loopback, home] = await Promise.all([outer, outer, '127.0.0.1', inner].map(serverAt));
const limits = { mostBytes: 1000, withinMs: 5000, signal: new AbortController().signal };
const leadingTo = (from: string | undefined, to: string) => `${from}/moved?to=${encodeURIComponent(to)}`;
const how: Record<string, string> = {};
const look = async (what: string, client: HttpClient, address: string, isEntered = true) => {
  how[what] = (await client.get(address, { ...limits, isEntered })).how;
};

const client = new HttpClient();
await look('outside, plain', client, `${world}/live.m3u8`);
await look('outside to outside', client, leadingTo(world, `${other}/goal`));
await look('outside to loopback', client, leadingTo(world, `${loopback}/secret`));
await look('outside to private', client, leadingTo(world, `${home}/secret`));
await look(
  'outside to a name of loopback',
  client,
  leadingTo(world, `${loopback?.replace('127.0.0.1', 'localhost')}/secret`),
);
await look('outside, by two steps', client, leadingTo(world, leadingTo(other, `${loopback}/secret`)));
await look('a segment at loopback', client, `${loopback}/secret`, false);
await look('a segment outside', client, `${other}/1.ts`, false);
await look('entered, though inside', client, `${home}/entered`);
const within = new HttpClient();
await look('inside to inside', within, leadingTo(home, `${loopback}/goal`));
await look('inside to outside', within, leadingTo(home, `${world}/goal`));
process.stdout.write(JSON.stringify({ how, asked }));
