/**
 * `npm run test:card`: the card image as its user meets it, booted in QEMU from its own partitions, kernel and initrd with 512 MB of
 * memory. `-- first session`: only these groups, each on a card that has been booted once. Ends with node's counts, by itself.
 * `IMAGE=FILE`: another image than the one of this tree. What the box said is in `.cache/card/`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test, { after, before, suite } from 'node:test';
import { type Box, keepLog, openBox } from './box.ts';
import type { BootOptions, BootTimes } from './card-board.ts';
import { bootPartitionChecks, dataChecks } from './checks/damage.ts';
import { firstBootChecks } from './checks/first.ts';
import { hotspotChecks } from './checks/hotspot.ts';
import { fullBootPartitionChecks, mistakeChecks, mistakenToml } from './checks/mistakes.ts';
import { rebootChecks } from './checks/reboot.ts';
import { pageChecks, sessionChecks } from './checks/session.ts';
import { systemChecks } from './checks/system.ts';
import { updateChecks } from './checks/update.ts';
import { fillIn } from './fill-in.ts';

/** Twice what all groups take on two cores with nothing else on them. */
const LIMIT_MS = 60 * 60_000;
const ROOT = resolve(import.meta.dirname, '../..');
const LOGS = resolve(ROOT, '.cache/card');

interface Suite {
  name: string;
  /** What is done to the card on a laptop before its first boot. */
  onLaptop(box: Box): Promise<void>;
  boot?: BootOptions;
  groups: Record<string, (box: () => Box) => void>;
}

const SUITES: Suite[] = [
  {
    name: 'a card whose file is filled in',
    async onLaptop({ card, wanted }) {
      await card.write('pupitre.toml', fillIn(await card.readText('pupitre.toml'), wanted));
    },
    groups: {
      first: firstBootChecks,
      system: systemChecks,
      session: sessionChecks,
      page: pageChecks,
      reboot: rebootChecks,
      update: updateChecks,
      boot: bootPartitionChecks,
      data: dataChecks,
    },
  },
  {
    name: 'a card whose file is full of mistakes',
    async onLaptop({ card }) {
      await card.write('pupitre.toml', mistakenToml);
    },
    groups: { mistakes: mistakeChecks, full: fullBootPartitionChecks },
  },
  {
    name: 'a card in a room without a network',
    async onLaptop() {},
    boot: { network: 'none' },
    groups: { hotspot: hotspotChecks },
  },
];

const all = SUITES.flatMap(({ groups }) => Object.keys(groups));
const words = process.argv.slice(2);
const unknown = words.filter((word) => !all.includes(word));
const { version } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8'));
const image = resolve(process.env.IMAGE ?? resolve(ROOT, `packages/pupitre_${version}_arm64.img`));
if (unknown.length > 0 || !existsSync(image)) {
  const why =
    unknown.length > 0
      ? `no such checks: ${unknown.join(' ')}; there are ${all.join(' ')}`
      : `${image} is not there: npm run image`;
  console.error(why);
  process.exit(2);
}
setTimeout(() => {
  console.error(`not done after ${LIMIT_MS / 60_000} minutes`);
  process.exit(1);
}, LIMIT_MS).unref();

for (const { name, onLaptop, boot, groups } of SUITES) {
  const chosen = Object.entries(groups).filter(([group]) => words.length === 0 || words.includes(group));
  if (chosen.length > 0) suite(name, () => onOneCard(name, { onLaptop, boot, chosen }));
}

interface Chosen extends Pick<Suite, 'onLaptop'> {
  boot: BootOptions | undefined;
  chosen: [string, (box: () => Box) => void][];
}

function onOneCard(name: string, { onLaptop, boot, chosen }: Chosen): void {
  let opened: Box | null = null;
  let times: BootTimes | null = null;
  const box = () => {
    if (opened === null) throw new Error('there is no box');
    return opened;
  };
  before(async () => {
    opened = await openBox(image);
    await onLaptop(opened);
    times = await opened.board.boot(boot);
  });
  after(async () => {
    if (opened === null) return;
    await keepLog(opened, LOGS, name.replaceAll(' ', '-'));
    await opened.room.close();
  });
  test('it boots from the card', (t) => {
    if (times === null) throw new Error('it did not boot');
    t.diagnostic(saidOf(times));
  });
  for (const [, register] of chosen) register(box);
  test('the kernel has nothing to complain of', async () => {
    const said = await box().board.sh("dmesg | grep -E 'WARNING:|BUG:|Oops|Call Trace|Out of memory' || true");
    if (said !== '') throw new Error(said);
  });
}

function saidOf({ kernelSeconds, serviceSeconds, pageSeconds }: BootTimes): string {
  const page = pageSeconds === null ? '' : `; the page answers ${pageSeconds.toFixed(1)} s after power-on`;
  return `kernel and initrd ${kernelSeconds.toFixed(1)} s, from their hand-over to the service's ready ${serviceSeconds.toFixed(1)} s${page}`;
}
