/** Texts are those of srtsink 1.22.0, reasons those of libsrt 1.5 and of its servers. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { refusal, srtFailure } from '../../../../device/transport/srt/srt-failure.ts';

const of = (message: string, wasLive: boolean, debug = '') => srtFailure({ message, debug, wasLive });

test('what the sink says is told apart', () => {
  assert.equal(of('no element "srtsink"', false), 'notInstalled');
  const unresolved = "Failed to open SRT: Failed to resolve host 'nowhere.invalid': Name or service not known";
  assert.equal(of('Could not open resource for writing.', false, unresolved), 'unresolvable');
  for (const said of [
    'Connection does not exist',
    'Error on SRT socket: Connection timeout',
    'Socket is broken or closed',
  ]) {
    assert.equal(of(`Failed to write to SRT socket: ${said}`, false), 'noAnswer', said);
    assert.equal(of(`Failed to write to SRT socket: ${said}`, true), 'closed', said);
  }
});

test('a refusal is what its number says', () => {
  const table: [reason: number, isEncrypted: boolean, why: string][] = [
    [10, true, 'passphraseWrong'],
    [11, true, 'passphraseUnexpected'],
    [11, false, 'passphraseMissing'],
    [2, false, 'refused'],
    [3, false, 'overloaded'],
    [5, false, 'overloaded'],
    [8, false, 'refused'],
    [1400, false, 'refused'],
    [1401, false, 'refused'],
    [1403, false, 'refused'],
    [1404, false, 'refused'],
    [1402, false, 'overloaded'],
    [1503, false, 'overloaded'],
    [1409, false, 'stillHeld'],
    [1423, false, 'stillHeld'],
    [2000, false, 'refused'],
  ];
  for (const [reason, isEncrypted, why] of table) assert.equal(refusal(reason, isEncrypted), why, `${reason}`);
});
