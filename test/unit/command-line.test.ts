import assert from 'node:assert/strict';
import test from 'node:test';
import { commandLine } from '../../device/command-line.ts';

const RUNS = [
  [[], { run: 'service', settingsFile: 'state/settings.json', stateFolder: 'state', keyboard: false }],
  [
    ['--settings', 'a.json', '--state', 'd', '--keyboard'],
    { run: 'service', settingsFile: 'a.json', stateFolder: 'd', keyboard: true },
  ],
  [['--state=d'], { run: 'service', settingsFile: 'd/settings.json', stateFolder: 'd', keyboard: false }],
  [['check', '--state', 'd'], { run: 'check', settingsFile: 'd/settings.json', stateFolder: 'd', keyboard: false }],
  [['--state', 'd', 'check'], { run: 'check', settingsFile: 'd/settings.json', stateFolder: 'd', keyboard: false }],
  [['reset-password', '--state', 'd'], { run: 'resetPassword', stateFolder: 'd' }],
  [
    ['import-card', '--card', 'c', '--network', 'n', '--system', 's', '--state', 'd', '--memory-only'],
    {
      run: 'importCard',
      settingsFile: 'd/settings.json',
      stateFolder: 'd',
      cardFolder: 'c',
      networkFolder: 'n',
      systemFolder: 's',
      isMemoryOnly: true,
    },
  ],
  [['--help'], { run: 'help' }],
  [['-h', 'check'], { run: 'help' }],
  [['--version'], { run: 'version' }],
] as const;

for (const [args, expected] of RUNS) {
  test(`device.mjs ${args.join(' ')}`, () => assert.deepEqual(commandLine([...args]), expected));
}

const MISUSES = [
  [['start'], /unknown word: start/],
  [['check', 'now'], /unknown word: check now/],
  [['reset-password', 'check'], /unknown word: reset-password check/],
  [['--setings', 'a'], /--setings/],
  [['--settings'], /--settings/],
  [['--keyboard=yes'], /--keyboard/],
  [['import-card', '--card', 'c', '--network', 'n'], /import-card needs .*--system/],
] as const;

for (const [args, why] of MISUSES) {
  test(`device.mjs ${args.join(' ')} is misused, and says by which word`, () => {
    const command = commandLine([...args]);
    assert.equal(command.run, 'misused');
    assert.match(command.run === 'misused' ? command.message : '', why);
  });
}
