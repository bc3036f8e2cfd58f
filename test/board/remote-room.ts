/** The room of a real board: what is plugged into it is what somebody has plugged in. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../image/server/local-server.ts';
import { RemoteBoard } from './remote-board.ts';
import { ROOM, Room } from './room.ts';

const KEY = '8b0e6d2f5a914c37b6d80fe1924a7c53';
/** The defaults of the settings. */
const PICTURE = { width: 1280, height: 720, framesPerSecond: 30 };
const PAGE_PORT = 8080;
/** What belongs to the box and its hardware, and not to the checks. */
const KEPT = ['camera', 'microphone', 'encoder', 'gpio'];

interface BoxSettings {
  camera?: Partial<typeof PICTURE>;
  web?: { port?: number };
}

/** The service is stopped, and has settings of its own when it is started. `words`: as `ssh` takes them. */
export async function openRemoteRoom(words: string[]): Promise<{ room: Room; description: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-board-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: ROOM } });
  const board = await RemoteBoard.connect(words, folder).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const box = (await board.settings()) as BoxSettings;
  const picture = {
    width: box.camera?.width ?? PICTURE.width,
    height: box.camera?.height ?? PICTURE.height,
    framesPerSecond: box.camera?.framesPerSecond ?? PICTURE.framesPerSecond,
  };
  const room = new Room({ board, server, folder, picture, toneHertz: null, atRest: '' });
  try {
    const { port, pathname } = new URL(server.rtmpUrl);
    const url = `rtmp://${await board.reach(Number(port))}${pathname}`;
    const settings = {
      ...Object.fromEntries(Object.entries(box).filter(([key]) => KEPT.includes(key))),
      room: { name: 'Board', language: 'en' },
      web: { host: '127.0.0.1', port: box.web?.port ?? PAGE_PORT },
      destinations: [{ id: 'main', name: 'Server', url, streamKey: server.streamKey(ROOM) }],
    };
    await board.prepare(settings, settings.web.port);
    const model = `tr -d '\\0' </proc/device-tree/model 2>/dev/null || uname -m`;
    const description = await board.sh(
      `echo "$(${model}), kernel $(uname -r), $(free -m | sed -n 's/^Mem: *\\([0-9]*\\).*/\\1/p') MB"`,
    );
    return { room, description };
  } catch (error) {
    await room.close();
    throw error;
  }
}
