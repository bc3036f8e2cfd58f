/** A server out in the world that sends the box into its own network. In a network namespace, where an address of the world is on hand. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CHILD = resolve(import.meta.dirname, 'outside-server.ts');
/** RFC 5737 keeps it for examples, so it is nobody's. */
const SCRIPT =
  'ip link set lo up; ip addr add 203.0.113.5/32 dev lo; ip addr add 10.9.9.9/32 dev lo; exec "$0" --import tsx "$1" 203.0.113.5 10.9.9.9';

test('from outside the box is led to no address of the inside; what is inside may lead it anywhere', async () => {
  const { stdout } = await run('unshare', ['-r', '--net', 'sh', '-euc', SCRIPT, process.execPath, CHILD]);
  const said = JSON.parse(stdout) as { how: Record<string, string>; asked: string[] };
  assert.deepEqual(said.how, {
    'outside, plain': 'got',
    'outside to outside': 'got',
    'outside to loopback': 'inner',
    'outside to private': 'inner',
    'outside to a name of loopback': 'inner',
    'outside, by two steps': 'inner',
    'a segment at loopback': 'inner',
    'a segment outside': 'got',
    'entered, though inside': 'got',
    'inside to inside': 'got',
    'inside to outside': 'got',
  });
  assert.deepEqual(said.asked, ['/entered', '/moved', '/goal', '/moved'], 'what was refused was never asked for');
});
