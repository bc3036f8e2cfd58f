/** The first screen: health, state on air, and the start button. */
import './seminar.css';
import type { Status } from '../../../device/api/contract/status.ts';
import { BigButton } from '../parts/big-button.tsx';
import { BoxFacts } from '../parts/box-facts.tsx';
import { Destinations } from '../parts/destinations.tsx';
import { Lamps } from '../parts/lamps.tsx';
import { Meter, type MeterProps } from '../parts/meter.tsx';
import { Picture } from '../parts/picture.tsx';
import { Troubles } from '../parts/troubles.tsx';
import { Welcome } from '../parts/welcome.tsx';
import { access } from '../stores/access-store.ts';
import { status } from '../stores/status-store.ts';
import { words } from '../words.ts';

export function Seminar() {
  const current = status.value;
  if (!current) return null;
  return (
    <>
      <section class="look" aria-label={words.picture.heading}>
        <Picture isVoiceOnly={current.camera.phase === 'none'} />
        <Meter name={current.microphone.name} sound={soundOf(current.session)} />
      </section>
      <section class="act" aria-label={words.views.seminar}>
        <Lamps status={current} />
        {access.value?.password === 'unset' ? <Welcome /> : <Troubles status={current} />}
        <BigButton session={current.session} />
      </section>
      <div class="cards">
        <Destinations status={current} />
        <BoxFacts status={current} />
      </div>
    </>
  );
}

/** Sound is cut off the record and under the end slate. Without a talk none is captured unless the picture is open. */
function soundOf({ phase, offTheRecord }: Status['session']): NonNullable<MeterProps['sound']> {
  if (offTheRecord || phase === 'ending') return 'muted';
  return phase === 'ready' ? 'asleep' : 'expected';
}
