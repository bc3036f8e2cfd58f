/** A box where there is no network: its own, which a phone joins with what the report says. The radios are the kernel's simulated ones. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Box } from '../box.ts';
import { fromOutside } from '../outside.ts';

/** It waits a minute for another network. */
const HOTSPOT_LIMIT_MS = 300_000;
/** What a phone does once it is in: an address by DHCP. */
const DHCP_SCRIPT = `#!/bin/sh
[ "$1" = bound ] || exit 0
ip address replace "$ip/\${mask:-24}" dev "$interface"
ip route replace default via "\${router%% *}"
echo "$ip $router $dns"
`;

export function hotspotChecks(box: () => Box): void {
  test('without a network the box opens its own, named as the report on the card says', async (t) => {
    const { board, card } = box();
    const startedMs = performance.now();
    await board.sh(`
      modprobe mac80211_hwsim radios=2
      ip netns add phone
      iw phy $(cat /sys/class/net/wlan1/phy80211/name) set netns name phone
      ip netns exec phone ip link set lo up`);
    for (const deadline = performance.now() + HOTSPOT_LIMIT_MS; ; await sleep(2_000)) {
      const said = await board.sh('iw dev wlan0 info; nmcli -g GENERAL.STATE,IP4.ADDRESS device show wlan0');
      if (/type AP/.test(said) && /10\.42\.0\.1\/24/.test(said)) break;
      assert.ok(
        performance.now() < deadline,
        `${said}\n${await board.sh('journalctl -b -u pupitre-hotspot --no-pager | tail -n 20')}`,
      );
    }
    const { name, password } = await hotspotOf(box());
    t.diagnostic(`"${name}" after ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
    assert.match(name, /^Pupitre-\w{4,}$/);
    assert.ok(password.length >= 8);
    await board.sh('sync');
    const report = await card.readText('pupitre-report.txt');
    for (const line of report.trim().split('\r\n').filter(Boolean)) t.diagnostic(line);
    assert.ok(report.includes(name) && report.includes(password), `${name}, ${password} in the report`);
  });

  test('a phone joins it, gets an address, and opens the page by number and by name', async (t) => {
    const { board } = box();
    const { name, password } = await hotspotOf(box());
    await board.sh(`
      cat >/run/phone.conf <<'END'
network={
  ssid="${name}"
  psk="${password}"
}
END
      cat >/tmp/phone-dhcp <<'END'
${DHCP_SCRIPT}
END
      chmod 700 /tmp/phone-dhcp
      ip netns exec phone wpa_supplicant -B -i wlan1 -c /run/phone.conf -f /run/phone.log
      for i in $(seq 60); do
        ip netns exec phone iw dev wlan1 link | grep -q "^Connected" && break
        sleep 1
      done
      ip netns exec phone iw dev wlan1 link | grep "^Connected" || { tail /run/phone.log; exit 1; }`);
    const leased = await board.sh(
      'ip netns exec phone busybox udhcpc -i wlan1 -n -q -t 10 -s /tmp/phone-dhcp 2>/dev/null',
    );
    t.diagnostic(`joined "${name}", leased: ${leased}`);
    const [own = ''] = leased.split(' ');
    assert.match(own, /^10\.42\.0\.\d+$/);
    const pages = await board.sh(`
      cat >/run/open.mjs <<'END'
      for (const path of ['http://10.42.0.1:8080/', 'http://10.42.0.1/']) {
        const answer = await fetch(path);
        console.log(answer.status, /<title>[^<]*/.exec(await answer.text())?.[0]);
      }
END
      ip netns exec phone node /run/open.mjs`);
    t.diagnostic(pages.replaceAll('\n', '; '));
    assert.match(pages, /^200 <title>.*\n200 <title>/);
    assert.equal(await fromOutside(board, 'ask-mdns.mjs', [own, 'pupitre'], 'phone'), '10.42.0.1');
  });

  test('in its own network too, only what is needed answers', async (t) => {
    const { board } = box();
    const found = JSON.parse(await fromOutside(board, 'scan.mjs', ['10.42.0.1', '1024', '8080'], 'phone')) as {
      open: number[];
    };
    t.diagnostic(`open: ${found.open.join(', ')}`);
    assert.deepEqual(found.open, [80, 8080]);
  });
}

async function hotspotOf({ board }: Box): Promise<{ name: string; password: string }> {
  const said = await board.sh(
    'nmcli -s -g 802-11-wireless.ssid,802-11-wireless-security.psk connection show pupitre-hotspot',
  );
  const [name = '', password = ''] = said.split('\n');
  return { name, password };
}
