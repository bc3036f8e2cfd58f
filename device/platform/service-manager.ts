/**
 * Whether somebody starts this process again when it ends. `INVOCATION_ID` would not tell: every program that is
 * started from a desktop inherits one.
 */
export function isStartedBySystemd({ NOTIFY_SOCKET, NOTIFY_FD, SYSTEMD_EXEC_PID } = process.env): boolean {
  return NOTIFY_SOCKET !== undefined || NOTIFY_FD !== undefined || SYSTEMD_EXEC_PID === String(process.pid);
}
