import type { Status } from '../../../device/api/contract/status.ts';
import { roughTime, size } from '../figures.ts';
import { words } from '../words.ts';

const COLORS: Record<keyof typeof words.box.phase, string> = {
  ok: 'good',
  starting: 'busy',
  silent: 'busy',
  missing: 'bad',
  stalled: 'bad',
  failed: 'bad',
  none: '',
};

const perSecond = (pictures: number) => `${Math.round(pictures)} ${words.settings.units.fps}`;

/** The mode asked of the camera, such as `1280 × 720, 30 pictures/s, MJPEG`. */
function modeWords({ format, width, height, framesPerSecond }: NonNullable<Status['camera']['mode']>): string {
  return `${width} × ${height}, ${perSecond(framesPerSecond)}, ${format === 'jpeg' ? 'MJPEG' : words.box.rawPicture}`;
}
const LEVELS = { ok: 'good', degraded: 'busy', failing: 'bad' };

/** Camera, microphone and disk, a line each. */
export function BoxFacts({
  status: { camera, microphone, storage, health, clockTrusted, version },
}: {
  status: Status;
}) {
  const text = words.box;
  const disk = health.items.find(({ id }) => id === 'disk')?.level ?? 'ok';
  return (
    <section class="card">
      <div class="line">
        <h2>{text.heading}</h2>
        <small>{version}</small>
      </div>
      <ul class="rows">
        <li>
          <span class={`dot ${COLORS[camera.phase]}`} aria-hidden="true" />
          <b>{text.camera}</b>
          <span class="figures">{camera.framesPerSecond > 0 && perSecond(camera.framesPerSecond)}</span>
          <span class="state">
            {camera.phase === 'ok' ? camera.name : text.phase[camera.phase]}
            {camera.mode && <small>{modeWords(camera.mode)}</small>}
          </span>
        </li>
        <li>
          <span class={`dot ${COLORS[microphone.phase]}`} aria-hidden="true" />
          <b>{text.microphone}</b>
          <span class="state">{microphone.phase === 'ok' ? microphone.name : text.phase[microphone.phase]}</span>
        </li>
        <li>
          <span class={`dot ${LEVELS[disk]}`} aria-hidden="true" />
          <b>{text.storage}</b>
          <span class="figures">{size(storage.freeBytes)}</span>
          <span class="state">{text.left(roughTime(storage.remainingSeconds))}</span>
        </li>
        {!clockTrusted && (
          <li>
            <span class="dot busy" aria-hidden="true" />
            <b>{text.clock}</b>
            <span class="state">{text.clockWrong}</span>
          </li>
        )}
      </ul>
    </section>
  );
}
