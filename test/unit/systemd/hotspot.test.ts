/** `systemd/hotspot`, each look of it in a world of files: when it opens the box's own Wi-Fi, when it closes it, what it runs. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = resolve(import.meta.dirname, '../../../systemd/hotspot');
const CABLE = 'eth0\t0001A8C0\t00000000';
const WIFI = 'wlan0\t004DA8C0\t00000000';

/** The commands that it runs: each writes down its words, and changes the world as NetworkManager would. */
const COMMANDS = {
  // One step of the day before each look, the end after the last.
  sleep:
    'n=$(($(cat $W/n) + 1)); echo $n >$W/n; echo "$n" >>$W/said; [ ! -e $W/day/$n ] || . $W/day/$n; [ $n -le $LAST ]',
  nmcli: `
    echo "nmcli $*" | sed 's/ -w [0-9]*//' >>$W/said
    route=$W/root/proc/net/route
    case "$*" in
    *'up pupitre-hotspot') [ ! -e $W/refused ] && printf 'wlan0\\t00002A0A\\t00000000\\n' >>$route ;;
    *'down pupitre-hotspot') sed -i '/00002A0A/d' $route ;;
    *'up pupitre-wifi') [ -e $W/router ] && printf '${WIFI}\\n' >>$route ;;
    esac`,
  iw: 'echo "iw $*" >>$W/said; cat $W/stations 2>/dev/null; true',
};

/** What it ran, with the number of the look at which it did. */
async function day(
  t: TestContext,
  {
    steps = {},
    last,
    isKnown = true,
    chip = 'wlan0',
  }: { steps?: Record<number, string>; last: number; isKnown?: boolean; chip?: string },
): Promise<string[]> {
  const world = await mkdtemp(join(tmpdir(), 'pupitre-hotspot-'));
  t.after(() => rm(world, { recursive: true, force: true }));
  const root = join(world, 'root');
  const profiles = join(root, 'etc/NetworkManager/system-connections');
  for (const folder of [
    join(world, 'bin'),
    join(world, 'day'),
    join(root, 'proc/net'),
    profiles,
    join(root, 'var/lib/pupitre-system'),
  ])
    await mkdir(folder, { recursive: true });
  await mkdir(join(root, 'sys/class/net', chip, chip.startsWith('wlan') ? 'phy80211' : 'device'), { recursive: true });
  await writeFile(join(root, 'proc/net/route'), 'Iface\tDestination\tGateway\n');
  await writeFile(
    join(root, 'proc/net/if_inet6'),
    'fe80000000000000 03 40 20 80    wlan0\n0001 01 80 10 80       lo\n',
  );
  await writeFile(join(root, 'var/lib/pupitre-system/hotspot'), 'Pupitre-1A2B\nabcd-efgh-2345\n');
  if (isKnown) await writeFile(join(profiles, 'pupitre-wifi.nmconnection'), '');
  await writeFile(join(world, 'n'), '0');
  for (const [name, script] of Object.entries(COMMANDS)) {
    await writeFile(join(world, 'bin', name), `#!/bin/sh\n${script}\n`);
    await chmod(join(world, 'bin', name), 0o755);
  }
  for (const [look, script] of Object.entries(steps)) await writeFile(join(world, 'day', look), script);
  const env = { PATH: `${join(world, 'bin')}:${process.env.PATH}`, W: world, LAST: String(last) };
  await run('sh', [SCRIPT, root], { env });
  let look = '0';
  const ran: string[] = [];
  for (const line of (await readFile(join(world, 'said'), 'utf8')).trim().split('\n')) {
    if (/^\d+$/.test(line)) look = line;
    else ran.push(`${look} ${line}`);
  }
  return ran;
}

const withoutLooks = (ran: string[]) => ran.filter((line) => !line.includes('iw dev'));
const START = '0 nmcli radio wifi on';
const route = (line: string) => `printf '${line}\\n' >>$W/root/proc/net/route`;

test('a minute without a network: the known Wi-Fi once more, then its own', async (t) => {
  assert.deepEqual(withoutLooks(await day(t, { last: 20 })), [
    START,
    '6 nmcli connection up pupitre-wifi',
    '6 nmcli connection up pupitre-hotspot',
  ]);
  assert.deepEqual(withoutLooks(await day(t, { last: 20, isKnown: false })), [
    START,
    '6 nmcli connection up pupitre-hotspot',
  ]);
});

test('on a network it runs nothing at all, whichever kind it is', async (t) => {
  assert.deepEqual(await day(t, { steps: { 1: route(CABLE) }, last: 50 }), [START]);
  assert.deepEqual(await day(t, { steps: { 1: route(WIFI) }, last: 50 }), [START]);
  const six = "echo '20010db8000000000000000000000001 02 40 00 80     eth0' >>$W/root/proc/net/if_inet6";
  assert.deepEqual(await day(t, { steps: { 1: six }, last: 50 }), [START]);
  // A laptop that shares its own network over the cable uses the same addresses.
  assert.deepEqual(await day(t, { steps: { 1: route('eth0\t00002A0A\t00000000') }, last: 50 }), [START]);
});

test('a network that comes and goes begins the minute anew', async (t) => {
  const gone = "sed -i '/eth0/d' $W/root/proc/net/route";
  const ran = await day(t, { steps: { 5: route(CABLE), 7: gone }, last: 13, isKnown: false });
  assert.deepEqual(withoutLooks(ran), [START, '12 nmcli connection up pupitre-hotspot']);
});

test('a cable: it gives way at the next look', async (t) => {
  const ran = withoutLooks(await day(t, { steps: { 10: route(CABLE) }, last: 30, isKnown: false }));
  assert.deepEqual(ran.slice(1), ['6 nmcli connection up pupitre-hotspot', '10 nmcli connection down pupitre-hotspot']);
});

test('nobody on it for five minutes: the known Wi-Fi is tried, and its own comes back where that is not there', async (t) => {
  const ran = withoutLooks(await day(t, { last: 68, steps: { 50: 'touch $W/router' } }));
  assert.deepEqual(ran.slice(2), [
    '6 nmcli connection up pupitre-hotspot',
    '36 nmcli connection down pupitre-hotspot',
    '36 nmcli connection up pupitre-wifi',
    '36 nmcli connection up pupitre-hotspot',
    '66 nmcli connection down pupitre-hotspot',
    '66 nmcli connection up pupitre-wifi',
  ]);
});

test('somebody on it keeps it; without a known Wi-Fi it stays anyway', async (t) => {
  const here = 'echo "Station aa:bb" >$W/stations';
  const ran = withoutLooks(await day(t, { last: 100, steps: { 20: here, 60: 'rm $W/stations' } }));
  // The last look with somebody is the 59th.
  assert.equal(ran.slice(3)[0], '89 nmcli connection down pupitre-hotspot');
  assert.equal(withoutLooks(await day(t, { last: 100, isKnown: false })).length, 2);
});

test('a hotspot that does not start is tried each minute; a box without Wi-Fi tries nothing', async (t) => {
  const refused = await day(t, { last: 13, isKnown: false, steps: { 1: 'touch $W/refused' } });
  assert.deepEqual(refused.slice(1), [
    '6 nmcli connection up pupitre-hotspot',
    '12 nmcli connection up pupitre-hotspot',
  ]);
  assert.deepEqual(await day(t, { last: 30, chip: 'eth0' }), [START]);
});
