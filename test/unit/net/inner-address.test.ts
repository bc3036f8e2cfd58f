import assert from 'node:assert/strict';
import test from 'node:test';
import { INNER_CODE } from '../../../device/net/connection-fault.ts';
import { isInnerAddress, outerLookup } from '../../../device/net/inner-address.ts';

test('addresses of the inside, however they are written', () => {
  const inner = [
    '127.0.0.1',
    '127.9.9.9',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
  ];
  const more = [
    '100.64.0.1',
    '::1',
    '[::1]',
    '::',
    'fe80::1%eth0',
    'fd12::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    '2002:c0a8:0101::1',
  ];
  for (const address of [...inner, ...more]) assert.equal(isInnerAddress(address), true, address);
  const outer = [
    '8.8.8.8',
    '172.32.0.1',
    '192.169.0.1',
    '203.0.113.5',
    '2001:db8::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    'stream.example.org',
    '',
  ];
  for (const address of outer) assert.equal(isInnerAddress(address), false, address);
});

test('a name that has no address outside is not resolved', async () => {
  for (const all of [true, false]) {
    const code = await new Promise((done) => outerLookup('localhost', { all }, (error) => done(error?.code)));
    assert.equal(code, INNER_CODE);
  }
});
