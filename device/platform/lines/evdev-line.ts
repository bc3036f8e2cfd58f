/** A button that the kernel reads, as events of an input device. */
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { LONG_BYTES } from './evdev-device.ts';
import { EvdevEvents } from './evdev-events.ts';
import { type ButtonLine, believableAge, type EdgeListener } from './line.ts';

interface Poller {
  add(fd: number, events: number): void;
  remove(fd: number): void;
  close(): void;
}
interface EpollModule {
  Epoll: { new (onReady: (error: Error | null) => void): Poller; readonly EPOLLIN: number };
}

/** `EVIOCGKEY(96)`: Node has no ioctl, and perl-base is on every Debian. Prints 1 while the key is down. */
const ASK = `open(my $f, "<", $ARGV[0]) or exit 1; my $keys = "\\0" x 96;
ioctl($f, 0x80604518, $keys) or exit 1; print vec($keys, $ARGV[1], 1);`;
const ASK_MS = 5000;

/** @throws when the node cannot be opened or epoll is not compiled. */
export async function openEvdevButton(node: string, keyCode: number): Promise<ButtonLine> {
  // A stream of `fs` would keep one of the four threads that the recording is written with.
  const { Epoll } = createRequire(import.meta.url)('epoll') as EpollModule;
  const fd = openSync(node, constants.O_RDONLY | constants.O_NONBLOCK);
  const events = new EvdevEvents(LONG_BYTES);
  const buffer = Buffer.alloc(64 * 24);
  let isDown = await isHeld(node, keyCode);
  let onEdge: EdgeListener | null = null;
  let onLost: (error: Error) => void = () => {};

  const drain = () => {
    for (;;) {
      const length = readSync(fd, buffer);
      if (length === 0) throw new Error(`${node} has ended`);
      for (const change of events.push(buffer.subarray(0, length))) {
        if (change !== 'lost' && change.keyCode !== keyCode) continue;
        // Up is the harmless guess: a press that never ends would switch the box off.
        isDown = change !== 'lost' && change.isDown;
        onEdge?.(isDown, change === 'lost' ? 0 : believableAge(Date.now() - change.wallMs));
      }
    }
  };
  let isWatched = false;
  const unwatch = () => {
    if (isWatched) poller.remove(fd);
    isWatched = false;
    onEdge = null;
  };
  const read = () => {
    try {
      drain();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return;
      unwatch();
      onLost(error as Error);
    }
  };
  const poller = new Epoll((error) => (error ? onLost(error) : read()));
  return {
    isDown: () => isDown,
    watch(edgeListener, lostListener) {
      onLost = lostListener;
      poller.add(fd, Epoll.EPOLLIN);
      isWatched = true;
      // Events that came while nobody listened only show the button's current state.
      read();
      if (isWatched) onEdge = edgeListener;
      return unwatch;
    },
    close() {
      unwatch();
      poller.close();
      closeSync(fd);
    },
  };
}

async function isHeld(node: string, keyCode: number): Promise<boolean> {
  const asked = promisify(execFile)('perl', ['-e', ASK, node, String(keyCode)], { timeout: ASK_MS });
  return asked.then(
    ({ stdout }) => stdout === '1',
    () => false,
  );
}
