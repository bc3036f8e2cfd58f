/** Looks for a secret in everything that leaves the service: command lines, environments, log, error output, HTTP answers. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Device } from './device.ts';

const ANSWERS = [
  '/api/state',
  '/api/settings',
  '/api/settings/schema',
  '/api/log?lines=500',
  '/api/facts',
  '/api/recordings',
  '/api/openapi.json',
];

export async function assertNowhere(device: Device, secret: string): Promise<void> {
  const pids = [device.pid, ...(await device.workers()).map(({ pid }) => pid)];
  assert.ok(pids.length > 1, 'the service has workers to look at');
  for (const pid of pids) {
    for (const file of ['cmdline', 'environ']) {
      const text = await readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '');
      assert.ok(!text.includes(secret), `the secret is in /proc/${pid}/${file}`);
    }
  }
  assert.ok(!device.lines.join('\n').includes(secret), 'the secret is in the log');
  assert.ok(!device.said.includes(secret), 'the secret is in the error output');
  for (const path of ANSWERS) {
    const { body } = await device.ask('GET', path);
    assert.ok(!JSON.stringify(body).includes(secret), `the secret is in the answer to ${path}`);
  }
}
