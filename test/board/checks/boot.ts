/** What somebody sees who has just plugged the box in. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { blipLevels, litOf, REC } from '../lamps.ts';
import type { Room } from '../room.ts';

/**
 * What a device tree describes to a kernel that has the drivers in it, as a Pi's has: the LEDs are there before the first program.
 * The kernel's log, which has its own clock, is told when one is lit.
 */
const EARLY = `
  cat >/usr/local/sbin/early-panel <<'END'
#!/bin/sh
mount -t proc none /proc; mount -t sysfs none /sys
modprobe -a configfs gpio-sim leds_gpio ledtrig_timer
mount -t configfs none /sys/kernel/config
/usr/local/sbin/gpio-header
modprobe board-panel
(
    led=/sys/class/leds/${REC.led}
    until read -r level <$led/brightness && [ "$level" != 0 ]; do sleep 0.05; done
    echo "lamp lit by $(cat $led/trigger)" >/dev/kmsg
) &
exec /lib/systemd/systemd "$@"
END
  chmod +x /usr/local/sbin/early-panel
  systemctl disable -q board-gpio
  ln -sfn /usr/local/sbin/early-panel /sbin/init`;
const LATE = `
  ln -sfn ../lib/systemd/systemd /sbin/init
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
      const [, lit = '', trigger] = /^\[ *([\d.]+)\] lamp lit by (.*)$/m.exec(await board.sh('dmesg')) ?? [];
      await board.sh('until systemctl is-active -q pupitre; do sleep 0.2; done');
      const active = await monotonicSeconds('pupitre', 'ActiveEnterTimestampMonotonic');
      t.diagnostic(
        `after the kernel has handed over: REC lit ${(Number(lit) - handedOver).toFixed(1)} s, service ready ${(active - handedOver).toFixed(1)} s`,
      );
      assert.ok(lit !== '' && Number(lit) < active, `${lit} s, ${active} s`);
      assert.match(trigger ?? '', /\[timer\]/, 'the kernel blinks it');
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
