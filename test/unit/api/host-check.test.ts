import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import test from 'node:test';
import { requireKnownHost } from '../../../device/api/host-check.ts';
import { Refused } from '../../../device/api/refused.ts';

const NAMES = ['Pupitre.Univ-Exemple.fr'];

for (const host of [
  undefined,
  '192.168.1.20',
  '192.168.1.20:8080',
  '127.0.0.1:80',
  '[::1]',
  '[2001:db8::20]:8080',
  'localhost:8080',
  'pupitre',
  'pupitre.:8080',
  'PUPITRE.local',
  'amphi_a.local:8080',
  'a.b.local',
  hostname(),
  'pupitre.univ-exemple.fr',
  'PUPITRE.UNIV-EXEMPLE.FR.:443',
]) {
  test(`the box answers to ${host}`, () => requireKnownHost(host, NAMES));
}

for (const host of [
  '',
  ':8080',
  'evil.example',
  'evil.example:8080',
  'local.evil.example',
  'evil.local.example',
  'xlocal.example',
  '.local',
  '192.168.1.20.evil.example',
  '192.168.1.20@evil.example',
  'univ-exemple.fr',
  'a.pupitre.univ-exemple.fr',
  '[evil.example]',
  'evil.example, localhost',
  'localhost/../evil.example',
  '2130706433.nip.io',
]) {
  test(`the box does not answer to "${host}"`, () =>
    assert.throws(
      () => requireKnownHost(host, NAMES),
      (error) => error instanceof Refused && error.statusCode === 421 && error.reason.code === 'unknownHostName',
    ));
}
