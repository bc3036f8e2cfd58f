/**
 * `npm run test:faults [-- WORD …]`: a talk on air while everything that can go wrong does, for real: servers killed and
 * frozen, links cut and starved, disks full and gone, devices removed, the clock set, every process killed at random. In a
 * network and with a name table of its own. Beside the box ffmpeg and gst-launch in restart loops suffer the same. Asserts
 * what the box promises, ends with node's counts and tables of figures. Half an hour; `-- kills` and so on for a part.
 * On demand `-- joins`: recordings of hours and gigabytes joined, on a busy machine and killed (an hour).
 * On demand `-- soak` (two hours) or `-- soak=10` (minutes): nothing at all happens, and nothing may grow.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

const INSIDE = 'PUPITRE_FAULTS_HOSTS';
const hosts = process.env[INSIDE];

if (hosts === undefined) {
  const file = join(tmpdir(), `pupitre-faults-hosts-${process.pid}`);
  writeFileSync(file, '127.0.0.1 localhost stream.faults\n');
  // Names are resolved only where there is an address that is not the loopback's.
  const net = 'ip link set lo up; ip link add net0 type veth peer name net1; ip link set net1 up; ip link set net0 up';
  const inside = `mount --bind "$0" /etc/hosts; ${net}; ip addr add 192.0.2.1/24 dev net0; exec "$@"`;
  const again = [process.execPath, ...process.execArgv, '--test-reporter=spec', ...process.argv.slice(1)];
  // Root stays root: only who is root outside may mount the disks of the disk group.
  const own = process.getuid?.() === 0 ? '-mn' : '-rmn';
  const child = spawn('unshare', [own, 'sh', '-ec', inside, file, ...again], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: file },
  });
  child.on('close', (code) => process.exit(code ?? 1));
} else {
  const { figures } = await import('./figures.ts');
  const { contestFigures } = await import('./contest-figures.ts');
  const groups = {
    server: (await import('./server.ts')).serverFaults,
    link: (await import('./link.ts')).linkFaults,
    bandwidth: (await import('./bandwidth.ts')).bandwidthFaults,
    disk: (await import('./disk.ts')).diskFaults,
    clock: (await import('./clock.ts')).clockFaults,
    devices: (await import('./devices.ts')).deviceFaults,
    receipt: (await import('./receipt.ts')).receiptFaults,
    kills: (await import('./kills.ts')).killFaults,
  };
  const words = process.argv.slice(2);
  const [minutes] = words.filter((word) => word.startsWith('soak')).map((word) => Number(word.split('=')[1] ?? 120));
  if (minutes !== undefined) (await import('./soak.ts')).soak(minutes);
  if (words.includes('joins')) (await import('./joins.ts')).joinFaults();
  for (const [name, register] of Object.entries(groups))
    if (words.length === 0 || words.includes(name)) register({ hosts });
  after(() => console.log(`\n${figures()}\n\n${contestFigures()}\n`));
}
