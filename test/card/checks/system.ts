/** What a box is for years: what it opens, what it waits for, what it keeps in memory, what looks after it. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { writtenBytes } from '../../board/written-bytes.ts';
import type { Box } from '../box.ts';
import { BOX_ADDRESS, fromOutside, OWN_ADDRESS, plugInNeighbour } from '../outside.ts';

/** ssh, as a key was given; the page and its short address. */
const NEEDED = [22, 80, 8080];
const LAST_PORT = 5_000;
const REST_SECONDS = 120;
/** A minute; some lines of the log, with what a file system writes for them. */
const MOST_KILOBYTES = 200;

export function systemChecks(box: () => Box): void {
  test('from the network only the page and ssh answer', async (t) => {
    const { board } = box();
    await plugInNeighbour(board);
    const listening = await board.sh("ss -Htln | awk '{ print $4 }' | sed 's/.*://' | sort -un");
    const found = await fromOutside(board, 'scan.mjs', [BOX_ADDRESS, String(LAST_PORT), ...listening.split('\n')]);
    const { open, refused, silent, asked } = JSON.parse(found) as Record<'refused' | 'silent' | 'asked', number> & {
      open: number[];
    };
    t.diagnostic(`of ${asked} TCP ports: ${open.join(', ')} open, ${refused} refused, ${silent} silent`);
    t.diagnostic(
      `TCP sockets that listen: ${(await board.sh("ss -Htlnp | awk '{ print $4, $6 }'")).replaceAll('\n', '; ')}`,
    );
    t.diagnostic(`UDP sockets: ${(await board.sh("ss -Hulnp | awk '{ print $4, $6 }'")).replaceAll('\n', '; ')}`);
    assert.deepEqual(
      open.sort((a, b) => a - b),
      NEEDED,
    );
  });

  test('pupitre.local is answered to a neighbour', async (t) => {
    const { board } = box();
    assert.equal(await board.sh('hostname'), 'pupitre');
    const address = await fromOutside(board, 'ask-mdns.mjs', [OWN_ADDRESS, 'pupitre']);
    t.diagnostic(`pupitre.local is ${address}`);
    assert.equal(address, BOX_ADDRESS);
    const answer = await board.sh(`
      cat >/run/ask.mjs <<'END'
      for (const path of ['http://${BOX_ADDRESS}/', 'http://${BOX_ADDRESS}:8080/']) console.log((await fetch(path)).status);
END
      ip netns exec neighbour node /run/ask.mjs`);
    assert.equal(answer, '200\n200', 'the page, with and without its port');
  });

  test('memory is compressed, the watchdog is armed, Wi-Fi does not sleep', async (t) => {
    const { board, card } = box();
    const [swap = ''] = (await board.sh('swapon --noheadings --show=NAME,SIZE,PRIO')).split('\n');
    assert.match(swap, /^\/dev\/zram0 /);
    const [watchdog = ''] = (await board.sh('systemctl show -p RuntimeWatchdogUSec --value')).split('\n');
    assert.match(watchdog, /^(\d+s|1min.*)$/, 'a time');
    assert.match(await card.readText('config.txt'), /^dtparam=watchdog=on\s*$/m);
    assert.match(await board.sh('NetworkManager --print-config'), /wifi\.powersave\s*=\s*2/);
    t.diagnostic(`swap: ${swap}; watchdog: ${watchdog}`);
    const keeping = await board.sh('systemctl is-active systemd-timesyncd avahi-daemon NetworkManager nftables');
    assert.equal(keeping, 'active\nactive\nactive\nactive');
  });

  test('a card at rest is hardly written', async (t) => {
    const { board } = box();
    const before = await writtenBytes(board);
    await sleep(REST_SECONDS * 1000);
    const kilobytes = (((await writtenBytes(board)) - before) / 1000 / REST_SECONDS) * 60;
    t.diagnostic(`${kilobytes.toFixed(0)} kB a minute`);
    t.diagnostic(await board.sh(`journalctl --no-pager -o short-monotonic --since -${REST_SECONDS}s | tail -n 10`));
    assert.ok(kilobytes < MOST_KILOBYTES);
  });

  test('no unit has failed, and nothing has waited for the network', async (t) => {
    const { board } = box();
    assert.equal(await board.sh('systemctl --failed --no-legend --plain'), '');
    const waiters = 'network-online.target NetworkManager-wait-online.service systemd-networkd-wait-online.service';
    const states = (await board.sh(`for unit in ${waiters}; do systemctl is-active $unit || true; done`)).split('\n');
    assert.deepEqual(states, ['inactive', 'inactive', 'inactive']);
    for (const line of (await board.sh('systemd-analyze blame --no-pager | head -n 8')).split('\n'))
      t.diagnostic(line.trim());
    for (const line of (await board.sh('systemd-analyze critical-chain pupitre.service --no-pager | tail -n +4')).split(
      '\n',
    ))
      t.diagnostic(line);
    const memory = await board.sh(
      "awk '{ print $1, $2 }' /proc/meminfo | grep -E '^(MemTotal|MemAvailable|SwapTotal|SwapFree):'",
    );
    const kilobytes = (name: string) => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(memory)?.[1]);
    const [total, available] = [kilobytes('MemTotal'), kilobytes('MemAvailable')];
    t.diagnostic(
      `memory: ${((total - available) / 1e3).toFixed(0)} of ${(total / 1e3).toFixed(0)} MB in use, ${((kilobytes('SwapTotal') - kilobytes('SwapFree')) / 1e3).toFixed(0)} MB compressed`,
    );
    assert.ok(available > total / 4, 'a quarter is left for a talk');
  });
}
