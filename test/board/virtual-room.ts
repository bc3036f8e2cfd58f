/** The room of the virtual board: what is plugged into it is made by its kernel. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../image/server/local-server.ts';
import { install } from './install.ts';
import { ROOM, Room } from './room.ts';
import { VirtualBoard } from './virtual-board.ts';

const KEY = '5d41f0b2a97c4e368d15c07be2f6a934';
const TONE_HERTZ = 1000;
/** Small: two emulated cores encode it in time. */
const PICTURE = { width: 320, height: 180, framesPerSecond: 10 };

/**
 * The player writes into the loop that the microphone records. In real time: what a room sounds like does not wait for the
 * board. What it says each 3 s is nothing for the board's log.
 */
const AT_REST = `
  drivers=/sys/bus/platform/drivers
  for device in vivid/vivid.0 snd_aloop/snd_aloop.0; do
    [ -e $drivers/$device ] || echo \${device#*/} >$drivers/\${device%/*}/bind
  done
  systemctl is-active -q tone || systemd-run -q --collect --unit=tone -p CPUSchedulingPolicy=rr -p CPUSchedulingPriority=50 \
    -p StandardOutput=null speaker-test -D plughw:CARD=Mic,DEV=1 -c 1 -r 48000 -t sine -f ${TONE_HERTZ} -l 0`;

export interface VirtualRoom {
  room: Room;
  board: VirtualBoard;
  description: string;
}

/** Boots and installs; the service does not run yet. `image`: what `build/build.sh` made. */
export async function openVirtualRoom(image: string): Promise<VirtualRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-board-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: ROOM } });
  const board = await VirtualBoard.make(image, folder);
  const room = new Room({ board, server, folder, picture: PICTURE, toneHertz: TONE_HERTZ, atRest: AT_REST });
  try {
    const startedMs = performance.now();
    await board.boot();
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const { port, pathname } = new URL(server.rtmpUrl);
    await install(board, folder, {
      room: { name: 'Board', language: 'en' },
      camera: PICTURE,
      destinations: [
        {
          id: 'main',
          name: 'Server',
          url: `rtmp://${await board.reach(Number(port))}${pathname}`,
          streamKey: server.streamKey(ROOM),
        },
      ],
    });
    return { room, board, description: `${image.split('/').at(-1)}, ${board.processor}, up in ${seconds} s` };
  } catch (error) {
    await room.close();
    throw error;
  }
}
