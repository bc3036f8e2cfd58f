/** Notifies systemd of the service's state (`Type=notify`), if systemd started it. */
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
    // systemd is gone or busy, and decides what that means.
  }
}

/**
 * True if systemd starts this process again when it ends. `INVOCATION_ID` would not show it: every program that is
 * started from a desktop inherits one.
 */
export function isStartedBySystemd({ NOTIFY_SOCKET, NOTIFY_FD, SYSTEMD_EXEC_PID } = process.env): boolean {
  return NOTIFY_SOCKET !== undefined || NOTIFY_FD !== undefined || SYSTEMD_EXEC_PID === String(process.pid);
}
