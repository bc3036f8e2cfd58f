import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import test from 'node:test';
import { volatileFolder } from '../../../device/platform/volatile-folder.ts';

test('the folder that systemd made, else one of shared memory for each state folder', () => {
  assert.equal(volatileFolder('/var/lib/x', { RUNTIME_DIRECTORY: '/run/x:/run/y' }), '/run/x/lan');
  const one = volatileFolder('/var/lib/x', {});
  assert.equal(dirname(one), '/dev/shm');
  assert.equal(volatileFolder('/var/lib/../lib/x', {}), one);
  assert.notEqual(volatileFolder('/var/lib/y', {}), one);
});
