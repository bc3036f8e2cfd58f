import assert from 'node:assert/strict';
import test from 'node:test';
import { maskedReason } from '../../../device/media/masked-reason.ts';
import { because } from '../../../device/reason.ts';

const destination = {
  url: 'rtmp://user:s3cr3t-word@host/live',
  streamKey: 'room?key=0123456789abcdef&sign=ab%2Fcd%3D%3D',
  watchUrl: 'https://host/live/room.m3u8?token=feedbeef99',
  readBackUrl: '',
};
const tech = (text: string) => maskedReason(because('destinationRefused', text), destination)?.tech;

test('what a server repeats of its keys and tokens is not told on', () => {
  assert.equal(tech('no room?key=0123456789abcdef&sign=ab%2Fcd%3D%3D here'), 'no *** here');
  assert.equal(tech('key 0123456789abcdef is old'), 'key *** is old');
  assert.equal(tech('sign ab/cd== or ab%2Fcd%3D%3D'), 'sign *** or ***');
  assert.equal(tech('feedbeef99 and s3cr3t-word'), '*** and ***');
  assert.equal(tech('status 404 of the room'), 'status 404 of the room');
  assert.equal(maskedReason(null, destination), null);
});
