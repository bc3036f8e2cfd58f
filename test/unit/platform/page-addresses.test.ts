import assert from 'node:assert/strict';
import { isIPv4 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import test from 'node:test';
import { pageAddresses, thisMachine } from '../../../device/platform/page-addresses.ts';

const ALL = { host: '0.0.0.0', port: 8080 };

function machine(interfaces: Record<string, string[]>, hostname = 'Amphi-A.example.org') {
  const list = (name: string, addresses: string[]) =>
    addresses.map(
      (address) =>
        ({ address, family: isIPv4(address) ? 'IPv4' : 'IPv6', internal: name === 'lo' }) as NetworkInterfaceInfo,
    );
  return {
    hostname,
    interfaces: Object.fromEntries(
      Object.entries(interfaces).map(([name, addresses]) => [name, list(name, addresses)]),
    ),
  };
}

const BUSY = machine({
  lo: ['127.0.0.1', '::1'],
  docker0: ['172.17.0.1'],
  'br-0a1b2c': ['172.18.0.1'],
  veth12: ['169.254.9.9'],
  tailscale0: ['100.64.1.2', 'fd7a:115c::1'],
  eth0: ['192.168.1.20', 'fe80::1', '2001:db8::20'],
  wlan0: ['169.254.3.4', '10.0.0.7'],
});

test('cable and Wi-Fi first, then the name, tunnels and self-given addresses last; no bridge, no loopback', () =>
  assert.deepEqual(pageAddresses(ALL, BUSY), [
    'http://192.168.1.20:8080',
    'http://10.0.0.7:8080',
    'http://amphi-a.local:8080',
    'http://100.64.1.2:8080',
    'http://169.254.3.4:8080',
  ]));

test('IPv6 is told where the server listens on it, never the link-local', () =>
  assert.deepEqual(pageAddresses({ host: '::', port: 8080 }, BUSY), [
    'http://192.168.1.20:8080',
    'http://10.0.0.7:8080',
    'http://amphi-a.local:8080',
    'http://[2001:db8::20]:8080',
    'http://100.64.1.2:8080',
    'http://[fd7a:115c::1]:8080',
    'http://169.254.3.4:8080',
  ]));

test('port 80 is left out', () =>
  assert.deepEqual(pageAddresses({ host: '0.0.0.0', port: 80 }, machine({ eth0: ['192.168.1.20'] }, 'box')), [
    'http://192.168.1.20',
    'http://box.local',
  ]));

test('a server that listens on one address has no other', () => {
  assert.deepEqual(pageAddresses({ host: '10.0.0.7', port: 8080 }, BUSY), ['http://10.0.0.7:8080']);
  assert.deepEqual(pageAddresses({ host: '::1', port: 8080 }, BUSY), ['http://[::1]:8080']);
});

test('without a network there is only this machine', () => {
  assert.deepEqual(pageAddresses(ALL, machine({ lo: ['127.0.0.1'], docker0: ['172.17.0.1'] })), [
    'http://127.0.0.1:8080',
  ]);
  assert.deepEqual(pageAddresses(ALL, machine({ eth0: ['192.168.1.20'] }, 'localhost')), ['http://192.168.1.20:8080']);
});

test('this very machine has at least one', () => {
  for (const address of pageAddresses(ALL, thisMachine())) assert.ok(URL.canParse(address), address);
  assert.ok(pageAddresses(ALL, thisMachine()).length > 0);
});
