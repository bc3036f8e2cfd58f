/**
 * The card's file and the box's own Wi-Fi, with NetworkManager and the kernel's simulated radios: one is the box's, one a
 * phone's, one the room's router, the latter two in network namespaces. The cable, which is also the way of the tests, is
 * pulled meanwhile, so the day goes by in one script on the board, which writes down what it saw.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import type { Room } from '../room.ts';
import type { VirtualBoard } from '../virtual-board.ts';

const run = promisify(execFile);
const DAY_LIMIT_MS = 9 * 60_000;
const CARD = `[room]
name = "From the card"
timezone = "Europe/Paris"
[wifi]
name = "Salle é"
password = "p\\\\w; \\"x\\" # y"
country = "FR"
[page]
password = "of the card"
[wiffi]
name = "no"
`;

/** Newer than the package: the service becomes it, the import must not. */
const UPDATE_IN_USE = `
  mkdir -p /var/lib/pupitre-versions/99.0.0
  cp -r /usr/lib/pupitre/. /var/lib/pupitre-versions/99.0.0/
  printf '%s\\n' 'import { writeFileSync } from "node:fs"; if (process.getuid() === 0) writeFileSync("/run/ran-as-root", "");' |
    cat - /usr/lib/pupitre/device.mjs >/var/lib/pupitre-versions/99.0.0/device.mjs
  echo 99.0.0 >/var/lib/pupitre-versions/99.0.0/version
  ln -s 99.0.0 /var/lib/pupitre-versions/current`;

/** Shorter than on the box: 20 s without a network, 30 s without a phone. */
const SETUP = `
  mkdir -p /boot/firmware /data && mount -t tmpfs none /data && touch /etc/pupitre-card
  mount -o loop /root/card.img /boot/firmware
  printf %s "$card" >/boot/firmware/pupitre.toml
  head -c 16384 /dev/zero | tr '\\0' ' ' >/boot/firmware/pupitre-report.txt
  mount -o remount,ro /boot/firmware
  mkdir -p /run/systemd/system/pupitre-hotspot.service.d
  printf '%s\\n' '[Service]' 'Environment=QUIET_SECONDS=20 ALONE_SECONDS=30' >/run/systemd/system/pupitre-hotspot.service.d/sooner.conf
  systemctl daemon-reload
  modprobe mac80211_hwsim radios=3
  udevadm settle
  for name in phone router; do ip netns add $name; done
  iw phy phy1 set netns name phone
  iw phy phy2 set netns name router
  systemctl stop pupitre
  systemctl start pupitre-card`;

const DAY = `
  say() { echo "$(cut -d' ' -f1 /proc/uptime) $*" >>/root/day.log; }
  # wait-for SECONDS WHAT COMMAND
  wait_for() {
    limit=$1 what=$2; shift 2
    read -r now _ </proc/uptime
    end=$((\${now%.*} + limit))
    while [ "\${now%.*}" -lt "$end" ]; do
      "$@" >/dev/null 2>&1 && { say "$what"; return 0; }
      sleep 1
      read -r now _ </proc/uptime
    done
    say "NOT $what"
    return 1
  }
  is_up() { nmcli -t -f NAME,STATE connection show --active | grep -qx "$1:activated"; }
  is_down() { ! nmcli -t -f NAME connection show --active | grep -qx "$1"; }
  phone() { ip netns exec phone "$@"; }
  router() { ip netns exec router "$@"; }
  psk() { printf 'network={\\nssid="%s"\\npsk="%s"\\n%s\\n}\\n' "$1" "$2" "$3"; }
  ask='require("http").get({host:process.argv[1],port:8080,path:"/api/state",headers:{host:process.argv[2]}},(r)=>{r.on("data",(d)=>process.stdout.write(r.statusCode+" "+JSON.parse(d).room+"\\n"))}).on("error",(e)=>{console.log(e.message);process.exit(1)})'

  ip link set eth0 down
  say "cable out"
  wait_for 120 "hotspot up" is_up pupitre-hotspot
  { read -r name; read -r password; } </var/lib/pupitre-system/hotspot
  psk "$name" "$password" >/root/phone.conf
  phone ip link set lo up
  phone wpa_supplicant -B -i wlan1 -c /root/phone.conf -P /run/phone.pid >/root/phone.log 2>&1
  wait_for 60 "phone has an address" phone udhcpc -i wlan1 -n -q -t 3 -T 2
  say "by address: $(phone node -e "$ask" 10.42.0.1 10.42.0.1:8080 2>&1)"
  say "by name: $(phone node -e "$ask" 10.42.0.1 pupitre.local:8080 2>&1)"
  # Somebody is on it: it must stay for longer than it would alone.
  sleep 50
  is_up pupitre-hotspot && say "hotspot stays while the phone is on it"
  kill "$(cat /run/phone.pid)"
  say "phone gone"

  { echo ap_scan=2; psk "Salle é" 'p\\w; "x" # y' "mode=2
frequency=2412
key_mgmt=WPA-PSK
proto=RSN
pairwise=CCMP"; } >/root/router.conf
  router ip link set lo up
  router wpa_supplicant -B -i wlan2 -c /root/router.conf -P /run/router.pid >/root/router.log 2>&1
  router ip address add 192.168.77.1/24 dev wlan2
  router dnsmasq --conf-file=/dev/null --port=0 --interface=wlan2 --dhcp-range=192.168.77.10,192.168.77.20 --pid-file=/run/router-dhcp.pid
  wait_for 150 "known Wi-Fi up" is_up pupitre-wifi
  say "hotspot is down: $(is_down pupitre-hotspot && echo yes)"
  say "by the room's Wi-Fi: $(router node -e "$ask" "$(ip -4 -o address show dev wlan0 | sed -n 's/.* inet \\([^/]*\\).*/\\1/p')" box 2>&1)"
  kill "$(cat /run/router.pid)" "$(cat /run/router-dhcp.pid)"
  say "router off"
  wait_for 150 "hotspot up again" is_up pupitre-hotspot
  ip link set eth0 up
  say "cable in"
  wait_for 60 "hotspot gives way" is_down pupitre-hotspot
  say "over"`;

export function wifiChecks(room: () => Room, board: () => VirtualBoard): void {
  const sh = (script: string, limitMs?: number) => board().sh(script, limitMs);

  test('what is written on the card is taken over before the service starts', async (t) => {
    const stage = join(room().folder, 'card');
    await mkdir(join(stage, 'root'), { recursive: true });
    await run('mkfs.vfat', ['-n', 'PUPITRE', '-C', join(stage, 'root/card.img'), '8192']);
    await board().put(stage, '/');
    await sh(`${UPDATE_IN_USE}; card=${quoted(CARD)}; ${SETUP}; systemctl start pupitre`, 120_000);
    assert.equal(await sh('ls /run/ran-as-root 2>/dev/null || true'), '', 'root runs the program of the package');
    t.diagnostic(await sh('systemd-analyze security --no-pager --threshold=30 pupitre-card | tail -n 1'));
    t.diagnostic(await sh('systemd-analyze security --no-pager --threshold=30 pupitre-hotspot | tail -n 1'));
    await sh('rm -r /var/lib/pupitre-versions/99.0.0 /var/lib/pupitre-versions/current; systemctl restart pupitre');
    assert.match(await sh('findmnt -no FSTYPE,OPTIONS /boot/firmware'), /^vfat +ro,/);
    const file = await sh('cat /boot/firmware/pupitre.toml');
    assert.doesNotMatch(file, /of the card|p\\\\w/);
    assert.match(await sh('cat /boot/firmware/pupitre-report.txt'), /Ligne 10 : \[wiffi\]/);
    room().visitAgain();
    const { health } = await room().waitFor('the page answers', ({ room: name }) => name === 'From the card');
    assert.ok(
      health.items.some(({ id }) => id === 'cardMistakes'),
      JSON.stringify(health.items),
    );
    assert.match(await sh('iw reg get'), /country FR/);
    assert.match(await sh('date +%Z; readlink /etc/localtime'), /CE(S?)T\n.*Europe\/Paris/);
    const owners = await sh('stat -c "%U %a %n" /var/lib/pupitre/*.json /etc/NetworkManager/system-connections/*');
    t.diagnostic(owners);
    for (const line of owners.trim().split('\n')) assert.match(line, /^(pupitre 6[04]0|root 600) /);
    // Nothing has changed: Node is not started, and nothing is written.
    const written = 'awk "\\$3 ~ /^loop/ { print \\$8 }" /proc/diskstats';
    const before = await sh(written);
    await sh('systemctl restart pupitre-card');
    assert.equal(await sh(written), before);
  });

  test('a full boot partition: the secret goes from its place, the report is written over, both are told', async () => {
    const toml = '/boot/firmware/pupitre.toml';
    await sh(`
      mount -o remount,rw /boot/firmware
      printf '[server]\\nurl = "rtmp://server.example/live"\\nstream_key = "key on a full card"\\n' >${toml}
      dd if=/dev/zero of=/boot/firmware/video.mp4 bs=512 2>/dev/null || true
      mount -o remount,ro /boot/firmware
      systemctl restart pupitre-card`);
    assert.match(await sh(`cat ${toml}`), /^\[server\]\nurl = "rtmp:\/\/server.example\/live"\n#$/);
    assert.match(await sh('cat /boot/firmware/pupitre-report.txt'), /est pleine\.[\s\S]*is full/);
    assert.match(await sh('cat /var/lib/pupitre/card.json'), /"cardPartitionFull"/);
    assert.match(await sh('findmnt -no OPTIONS /boot/firmware'), /^ro,/);
    assert.match(await sh('cat /var/lib/pupitre/settings.json'), /"streamKey": "key on a full card"/);
  });

  test('a day of the hotspot: no network, a phone, the known Wi-Fi, none again, a cable', async (t) => {
    await sh('systemctl start wpa_supplicant NetworkManager pupitre-hotspot', 60_000);
    await sh(`printf %s ${quoted(DAY)} >/root/day.sh; rm -f /root/day.log; systemd-run -q --unit=day sh /root/day.sh`);
    const deadline = performance.now() + DAY_LIMIT_MS;
    let log = '';
    while (!/over$/m.test(log)) {
      assert.ok(performance.now() < deadline, log);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      log = await sh('cat /root/day.log').catch(() => log);
      if (!/over$/m.test(log))
        await board()
          .reconnect()
          .catch(() => {});
    }
    t.diagnostic(log);
    t.diagnostic(
      await sh(
        'journalctl -u pupitre-hotspot -o cat --no-pager; systemctl show pupitre-hotspot -p MemoryPeak,CPUUsageNSec',
      ),
    );
    const said = log
      .trim()
      .split('\n')
      .map((line) => line.replace(/^\S+ /, ''));
    assert.deepEqual(said, [
      'cable out',
      'hotspot up',
      'phone has an address',
      'by address: 200 From the card',
      'by name: 200 From the card',
      'hotspot stays while the phone is on it',
      'phone gone',
      'known Wi-Fi up',
      'hotspot is down: yes',
      "by the room's Wi-Fi: 200 From the card",
      'router off',
      'hotspot up again',
      'cable in',
      'hotspot gives way',
      'over',
    ]);
  });
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
