/** The two lamps of the box, as they shine on it. */
import type { Status } from '../../../device/api/contract/status.ts';
import { words } from '../words.ts';

export function Lamps({ status: { lamps } }: { status: Status }) {
  return (
    <div class="lamps">
      <Lamp name="REC" color="rec" shine={lamps.rec} says={words.rec[lamps.rec]} />
      <Lamp name="LIVE" color="live" shine={lamps.live} says={words.live[lamps.live]} />
    </div>
  );
}

interface LampProps {
  name: string;
  color: 'rec' | 'live';
  shine: string;
  says: string;
}

function Lamp({ name, color, shine, says }: LampProps) {
  return (
    <p class={`lamp ${color} ${shine}`}>
      <i class="bulb" aria-hidden="true" />
      <b>{name}</b>
      <span class="says">{says}</span>
    </p>
  );
}
