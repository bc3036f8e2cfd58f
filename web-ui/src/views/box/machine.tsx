/** The parts of the machine, and the support bundle for a helper elsewhere. For readers who are logged in. */
import { useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Facts } from '../../../../device/api/contract/support.ts';
import { box } from '../../api-client.ts';
import { size } from '../../figures.ts';
import { words } from '../../words.ts';

type MachineFacts = Facts['facts'];

export function Machine() {
  const text = words.system.machine;
  const facts = useSignal<MachineFacts | null>(null);
  const isAsked = useSignal(true);
  useEffect(() => {
    void box
      .facts()
      .then(
        (found) => {
          facts.value = found.facts;
        },
        () => {},
      )
      .finally(() => {
        isAsked.value = false;
      });
  }, []);
  return (
    <section class="card">
      <h2>{text.heading}</h2>
      {facts.value ? (
        <dl class="box-facts machine">
          {linesOf(facts.value).map(([name, values]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>
                {values === null && <span class="none">{words.system.board.notAvailable}</span>}
                {values?.length === 0 && <span class="none">{text.none}</span>}
                {values?.map((value) => (
                  <span key={value}>{value}</span>
                ))}
              </dd>
            </Fragment>
          ))}
        </dl>
      ) : (
        <p class="none">{isAsked.value ? text.looking : words.system.board.notAvailable}</p>
      )}
      <p>
        <a class="touch" href="/api/support" download>
          {text.bundle}
        </a>
        <small class="under">{text.bundleWhy}</small>
      </p>
    </section>
  );
}

/** A name and its values; null where they are not known. */
function linesOf({ model, system, kernel, usb, sound, fileSystems }: MachineFacts): [string, string[] | null][] {
  const text = words.system.machine;
  const one = (value: string | null) => (value === null ? null : [value]);
  return [
    [text.model, one(model)],
    [text.system, one(system)],
    [text.kernel, one(kernel)],
    [
      text.usb,
      different(usb?.map(({ name, manufacturer, id }) => [manufacturer, name].filter(Boolean).join(' ') || id)),
    ],
    [text.sound, different(sound?.map(({ name, driver }) => name || driver))],
    [
      text.fileSystems,
      different(
        fileSystems?.map(({ mount, sizeBytes, availableBytes, isWritable }) =>
          [text.fileSystem(mount, size(availableBytes), size(sizeBytes)), isWritable === false && text.readOnly]
            .filter(Boolean)
            .join(', '),
        ),
      ),
    ],
  ];
}

/** Several hubs of one kind are listed once. */
const different = (values: string[] | undefined): string[] | null => (values ? [...new Set(values)] : null);
