/** Tells systemd how the service is (`Type=notify`). Silent where there is no systemd to tell. */
import { writeSync } from 'node:fs';

/**
 * Node has no datagram sockets of the Unix kind: the unit starts us through `systemd/notify-exec`, which connects one
 * and leaves it open as NOTIFY_FD. One write is one message.
 */
export function sdNotify(message: 'READY=1' | 'STOPPING=1' | 'WATCHDOG=1'): void {
  const fd = Number(process.env.NOTIFY_FD ?? Number.NaN);
  if (!Number.isInteger(fd)) return;
  try {
    writeSync(fd, message);
  } catch {
    // systemd is gone or busy: it decides what that means.
  }
}
