/** What the units of root may do beside their work, in the words of systemd: 0 is nothing, 10 is all. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import test from 'node:test';

const SYSTEMD = resolve(import.meta.dirname, '../../../systemd');
/** Debian 11's could not judge a file. */
const mayJudge = spawnSync('systemd-analyze', ['security', '--help'], { encoding: 'utf8' }).stdout?.includes(
  '--offline',
);
const GOALS = {
  // Node.js as root's own program, mounting the card.
  'pupitre-card.service': 3,
  // Talks to NetworkManager only.
  'pupitre-hotspot.service': 3,
  // Restarts the service, and records a test as the service's user.
  'pupitre-update.service': 3,
  'pupitre.service': 3,
};

for (const [unit, goal] of Object.entries(GOALS)) {
  test(`${unit} is exposed by ${goal} at most`, { skip: !mayJudge && 'needs systemd-analyze' }, (t) => {
    const said = execFileSync('systemd-analyze', ['security', '--offline=true', '--no-pager', join(SYSTEMD, unit)], {
      encoding: 'utf8',
    });
    const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(said)?.[1]);
    t.diagnostic(`${unit}: ${exposure}`);
    assert.ok(exposure <= goal, said);
  });
}
