/** A box with its card, its server on this machine, and whoever has its keys. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalServer, startServer } from '../../image/server/local-server.ts';
import { ROOM, Room } from '../board/room.ts';
import { PASSWORD } from '../tools/box/device.ts';
import { Card } from './card.ts';
import { CardBoard } from './card-board.ts';
import type { Wanted } from './fill-in.ts';

const run = promisify(execFile);
const KEY = '7c1d9a40e5b64f0c9be2d1f07a3386ea';
/** Small: two emulated cores encode it in time. */
export const PICTURE = { width: 320, height: 180, framesPerSecond: 10 };

export interface Box {
  card: Card;
  board: CardBoard;
  room: Room;
  /** What a technician knows of the room and the server, as it goes into `pupitre.toml`. */
  wanted: Wanted;
  /** Private halves beside it, as ssh-keygen made them: the technician's and a stranger's. */
  keys: { technician: string; stranger: string };
}

/** The image is written on a card; the box is off. */
export async function openBox(image: string): Promise<Box> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-card-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: ROOM } });
  try {
    const card = await Card.write(image, folder);
    const keys = { technician: await sshKey(folder, 'technician'), stranger: await sshKey(folder, 'stranger') };
    const board = await CardBoard.make(card, folder, keys.technician);
    const room = new Room({ board, server, folder, picture: PICTURE, toneHertz: null, atRest: 'true' });
    return { card, board, room, wanted: await wantedOf(board, server, keys.technician), keys };
  } catch (error) {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function wantedOf(board: CardBoard, server: LocalServer, key: string): Promise<Wanted> {
  const reached = async (address: string) => {
    const { protocol, port, pathname } = new URL(address);
    return `${protocol}//${await board.reach(Number(port))}${pathname}`;
  };
  return {
    room: { name: 'Amphithéâtre Noether', language: 'en' },
    server: {
      url: await reached(server.rtmpUrl),
      stream_key: server.streamKey(ROOM),
      watch_url: await reached(server.hlsUrl(ROOM)),
    },
    page: { password: PASSWORD },
    ssh: { key: (await readFile(`${key}.pub`, 'utf8')).trim() },
  };
}

async function sshKey(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path]);
  return path;
}

/** What the box said, for whoever looks into a check that failed. */
export async function keepLog({ board }: Box, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}-console.log`), await board.shown());
  const journal = await board.sh('journalctl -b -o short-monotonic --no-pager').catch((error: Error) => error.message);
  await writeFile(join(folder, `${name}-journal.log`), journal);
}
