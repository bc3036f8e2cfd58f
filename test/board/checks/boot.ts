/** What somebody sees who has just plugged the box in. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { blipLevels, litOf, REC } from '../lamps.ts';
import type { Room } from '../room.ts';

const SYSTEM = '/etc/systemd/system';
/** The kernel's LEDs from the first moment on, as a device tree describes them; and when the first is lit. */
const EARLY = `
  systemctl disable -q board-gpio
  cat >${SYSTEM}/early-panel.service <<'END'
[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'modprobe -a configfs gpio-sim; mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config; gpio-header; modprobe board-panel'
[Install]
WantedBy=sysinit.target
END
  cat >${SYSTEM}/early-look.service <<'END'
[Unit]
DefaultDependencies=no
[Service]
ExecStart=/bin/sh -c 'led=/sys/class/leds/${REC.led}; until grep -qs [1-9] $led/brightness; do sleep 0.05; done; cut -d " " -f 1 /proc/uptime >/run/lamp-lit; cat $led/trigger >/run/lamp-trigger'
[Install]
WantedBy=sysinit.target
END
  systemctl enable -q early-panel early-look`;
const LATE = `
  systemctl disable -q early-panel early-look; rm ${SYSTEM}/early-*.service
  systemctl enable -q board-gpio`;

export function bootChecks(room: () => Room): void {
  test('plugged in: the lamp blinks before the service is there, and the service has it then', async (t) => {
    const { board } = room();
    await room().settle();
    await board.sh(`${EARLY}; sync`);
    try {
      await board.cutPower();
      await room().bootAgain();
      await room().waitFor('ready', ({ session }) => session.phase === 'ready');
      const monotonicSeconds = async (unit: string, property: string) =>
        Number(await board.sh(`systemctl show ${unit} -p ${property} --value`)) / 1e6;
      const handedOver = await monotonicSeconds('', 'UserspaceTimestampMonotonic');
      const lit = Number(await board.sh('cat /run/lamp-lit')) - handedOver;
      const active = (await monotonicSeconds('pupitre', 'ActiveEnterTimestampMonotonic')) - handedOver;
      t.diagnostic(
        `after the kernel has handed over: REC lit ${lit.toFixed(1)} s, service ready ${active.toFixed(1)} s`,
      );
      assert.ok(lit > 0 && lit < active, `${lit} s, ${active} s`);
      assert.match(await board.sh('cat /run/lamp-trigger'), /\[timer\]/, 'the kernel blinks it');
      await room().waitFor('the lamp says ready', ({ lamps }) => lamps.rec === 'ready');
      const ready = await blipLevels(board, REC);
      t.diagnostic(`then ready: REC lit in ${litOf(ready)} looks`);
      assert.ok(ready.includes(true) && ready.filter(Boolean).length < ready.length / 4, 'a blip and no more');
    } finally {
      await board.sh(LATE);
      await board.cutPower();
      await room().bootAgain();
    }
  });
}
