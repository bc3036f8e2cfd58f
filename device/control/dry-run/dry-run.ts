/** The dry run: tries what a talk will need, without going on air, and says of each in one sentence whether it is well. */
import type { DiskWarning } from '../../health/disk-warning.ts';
import type { Media } from '../../media/media.ts';
import { publishAddress } from '../../media/publisher/publish-address.ts';
import { reach } from '../../media/publisher/reach.ts';
import type { Clock } from '../../platform/clock.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination, Settings } from '../../settings/settings-schema.ts';

/** Opening a camera and microphone takes up to 2 s; then some seconds to hear somebody say a sentence. */
const WATCH_MS = 6000;
/** Pictures come 8 times a second: fewer than these in that time is a camera that hardly gives any. */
const ENOUGH_PICTURES = 5;
/** As in the session: a muted microphone reads below -70 dBFS, an empty room about -55. */
const HEARD_DB = -65;

export interface Check {
  id: string;
  level: 'ok' | 'degraded' | 'failing';
  reason: Reason | null;
}

export interface DryRunParts {
  clock: Clock;
  settings: Settings;
  media: Media;
  disk: DiskWarning;
  clockTrusted: boolean;
  onLevels(listener: (levels: { rmsDb: number }) => void): () => void;
}

/** Takes at most 10 s. `ok`: nothing fails. */
export async function dryRun(parts: DryRunParts): Promise<{ ok: boolean; checks: Check[] }> {
  const { settings, clockTrusted, disk } = parts;
  const [devices, destinations] = await Promise.all([
    watchDevices(parts),
    Promise.all(settings.destinations.filter(({ enabled }) => enabled).map(checkDestination)),
  ]);
  const checks = [
    ...devices,
    ...(settings.recording.enabled ? [check('disk', disk.reason, disk.level)] : []),
    check('clock', clockTrusted ? null : because('clockNotTrusted', 'no time synchronisation yet'), 'degraded'),
    ...destinations,
  ];
  return { ok: checks.every(({ level }) => level !== 'failing'), checks };
}

async function watchDevices({ media, clock, settings, onLevels }: DryRunParts): Promise<Check[]> {
  let pictures = 0;
  let loudestDb = Number.NEGATIVE_INFINITY;
  const stopPictures = media.capture.subscribePreview(() => pictures++);
  const stopLevels = onLevels(({ rmsDb }) => {
    loudestDb = Math.max(loudestDb, rmsDb);
  });
  await new Promise<void>((resolve) => clock.after(WATCH_MS, resolve));
  const { camera, microphone, fault } = media.capture;
  stopPictures();
  stopLevels();
  if (fault ?? media.fault) return [check('media', fault ?? media.fault, 'failing')];
  const seen = pictures >= ENOUGH_PICTURES;
  const heard = loudestDb > HEARD_DB;
  return [
    ...(settings.camera.device === 'none'
      ? []
      : [
          check(
            'camera',
            camera.reason ?? (seen ? null : because('cameraFailed', `${pictures} pictures in ${WATCH_MS} ms`)),
            // Slow pictures are pictures.
            seen && camera.phase === 'ok' ? 'degraded' : 'failing',
          ),
        ]),
    check(
      'microphone',
      microphone.reason ?? (heard ? null : because('microphoneSilent', `loudest ${loudestDb} dBFS`)),
      heard && microphone.phase === 'ok' ? 'degraded' : 'failing',
    ),
  ];
}

async function checkDestination(destination: Destination): Promise<Check> {
  const { host, port } = publishAddress(destination);
  const failure = await reach(host, port);
  const name = destination.name || destination.id;
  return check(
    `destination-${destination.id}`,
    failure && because(failure.code, failure.tech, { name, host }),
    'failing',
  );
}

function check(id: string, reason: Reason | null, level: Check['level']): Check {
  return { id, level: reason ? level : 'ok', reason };
}
