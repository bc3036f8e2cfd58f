/** A publisher to one server, fed from a test's own hub. */
import { Publisher, type PublisherOptions } from '../../../device/media/publisher/publisher.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import type { Ending } from '../ending.ts';

type Destination = PublisherOptions['destination'];

export function destinationAt(server: Pick<Destination, 'url' | 'streamKey'> & Partial<Destination>): Destination {
  return {
    id: 'main',
    name: 'Server',
    passphrase: '',
    watchUrl: '',
    readBackUrl: '',
    readBack: 'auto',
    dryRunPublish: 'auto',
    enabled: true,
    ...server,
  };
}

/** Ends with the test. */
export function publisherTo(
  t: Ending,
  destination: Destination,
  options: Pick<PublisherOptions, 'hub' | 'workers'> & Partial<PublisherOptions>,
): Publisher {
  const publisher = new Publisher({
    clock: systemClock,
    logger: createLog(() => {}).logger,
    destination,
    limits: () => ({ hasPicture: true, hasReduced: false, fullKbps: 1000, floorKbps: 250 }),
    best: () => ({ video: 'full', audio: 'full' }),
    onSent: () => {},
    onDemand: () => {},
    onKeyframeNeeded: () => {},
    onChange: () => {},
    ...options,
  });
  t.after(() => publisher.ensureStopped());
  return publisher;
}
