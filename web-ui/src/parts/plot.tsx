/** The stream of the last minutes: bitrate as a line, skipped frames as marks under it, the delay in words. */
import type { History } from '../../../device/api/contract/history.ts';
import { delay, rate, roughTime } from '../figures.ts';
import { words } from '../words.ts';

const WIDTH = 300;
const HEIGHT = 48;
/** A line on the very edge would be cut in half. */
const MARGIN = 2;

type Series = History['destinations'][number];

export function Plot({ everySeconds, series }: { everySeconds: number; series: Series }) {
  const { kbps, droppedFrames, delaySeconds } = series;
  if (kbps.length < 2) return null;
  const top = Math.max(...kbps, 1);
  const x = (at: number) => (WIDTH * at) / (kbps.length - 1);
  const y = (value: number) => HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * value) / top;
  const line = kbps.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const skipped = droppedFrames.reduce((sum, count) => sum + count, 0);
  const late = Math.max(0, ...delaySeconds.map((seconds) => seconds ?? 0));
  const says = [
    words.destinations.plot(rate(top), roughTime(everySeconds * (kbps.length - 1))),
    skipped > 0 && words.destinations.dropped(skipped),
    late > 0.5 && words.destinations.late(delay(late)),
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <figure class="plot">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={says}>
        <polyline points={line} />
        {droppedFrames.map((count, at) => count > 0 && <path key={at} d={`M${x(at).toFixed(1)} ${HEIGHT}v-9`} />)}
      </svg>
      <figcaption aria-hidden="true">{says}</figcaption>
    </figure>
  );
}
