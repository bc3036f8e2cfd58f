/** Version, time and disk space of the box, and the addresses of its page. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Status } from '../../../../device/api/contract/status.ts';
import { addressesOfBox } from '../../addresses.ts';
import { date, roughTime, size } from '../../figures.ts';
import { words } from '../../words.ts';

export function Facts({ status: { version, bootedAt, clockTrusted, storage } }: { status: Status }) {
  const text = words.system.facts;
  const addresses = useSignal<string[]>([]);
  useEffect(() => {
    void addressesOfBox().then((found) => {
      addresses.value = found;
    });
  }, []);
  return (
    <section class="card">
      <h2>{text.heading}</h2>
      <dl class="box-facts">
        <dt>{text.version}</dt>
        <dd>{version}</dd>
        <dt>{text.since}</dt>
        <dd>{date(bootedAt)}</dd>
        <dt>{text.free}</dt>
        <dd>
          {size(storage.freeBytes)}, {words.box.left(roughTime(storage.remainingSeconds))}
        </dd>
        <dt>{text.clock}</dt>
        <dd>{clockTrusted ? text.clockRight : text.clockWrong}</dd>
        <dt>{text.addresses}</dt>
        <dd class="addresses">
          {addresses.value.map((address) => (
            <a key={address} class="touch" href={address}>
              {address}
            </a>
          ))}
        </dd>
      </dl>
      <p>
        <a class="touch" href="/sheet.html" target="_blank" rel="noreferrer">
          {words.system.sheet}
        </a>
        <small class="under">{words.system.sheetWhy}</small>
      </p>
    </section>
  );
}
