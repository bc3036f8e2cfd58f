import assert from 'node:assert/strict';
import test from 'node:test';
import { isStartedBySystemd } from '../../../device/platform/sd-notify.ts';

for (const [env, expected] of [
  [{}, false],
  [{ INVOCATION_ID: 'of the desktop' }, false],
  [{ SYSTEMD_EXEC_PID: '1' }, false],
  [{ SYSTEMD_EXEC_PID: String(process.pid) }, true],
  [{ NOTIFY_SOCKET: '/run/systemd/notify' }, true],
  [{ NOTIFY_FD: '3' }, true],
] as const) {
  test(`${JSON.stringify(env)} is ${expected ? 'a' : 'no'} service of systemd`, () =>
    assert.equal(isStartedBySystemd({ ...env }), expected));
}
