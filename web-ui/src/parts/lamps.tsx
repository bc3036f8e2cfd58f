/** The two lamps of the box, as they shine on it. */
import type { Status } from '../../../device/api/contract/status.ts';
import { rate, size, words } from '../words.ts';

export function Lamps({ status: { lamps, recording, destinations } }: { status: Status }) {
  const kbps = destinations.reduce((sum, destination) => sum + destination.kbps, 0);
  return (
    <div class="lamps">
      <Lamp name="REC" color="rec" shine={lamps.rec} says={words.rec[lamps.rec]}>
        {recording.phase === 'recording' && size(recording.bytes)}
      </Lamp>
      <Lamp name="LIVE" color="live" shine={lamps.live} says={words.live[lamps.live]}>
        {kbps > 0 && rate(kbps)}
      </Lamp>
    </div>
  );
}

interface LampProps {
  name: string;
  color: 'rec' | 'live';
  shine: string;
  says: string;
  children?: string | false;
}

function Lamp({ name, color, shine, says, children }: LampProps) {
  return (
    <div class={`lamp ${color} ${shine}`}>
      <i class="bulb" aria-hidden="true" />
      <b>{name}</b>
      <span class="figure">{children}</span>
      <span class="says">{says}</span>
    </div>
  );
}
