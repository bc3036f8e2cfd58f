/** News of a talk: to the page while it is on, to people afterwards. */
import { join } from 'node:path';
import { isLive } from '../control/session/session-state.ts';
import { DestinationHistory } from '../health/destination-history.ts';
import { isClockTrusted } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import { pageAddresses, thisMachine } from '../platform/page-addresses.ts';
import { Receipts } from '../receipt/receipts.ts';
import type { Box } from './box.ts';

export function composeReceipt(box: Box): void {
  const { clock, log, settings, stateFolder } = box.options;
  const { media, recordingsFolder } = box;
  const history = new DestinationHistory();
  const receipts = new Receipts({
    clock,
    logger: log.logger,
    settings: box.settings,
    folder: join(stateFolder, 'receipts'),
    recordingsFolder,
    recordings: media.recordings,
    measurer: media.measurer,
    uplink: box.uplink,
    isClockTrusted,
    addresses: () => pageAddresses(box.address(), thisMachine()),
    onChange: box.changed,
  });
  box.history = history;
  box.receipts = receipts;

  settings.onChange(() => receipts.retryNow());
  box.observers.push(
    { goesOn: ({ session }) => history.look(clock.monotonicMs(), session.id, () => media.destinations) },
    {
      goesOn(state, seconds) {
        if (isLive(state)) receipts.follow(state.session, seconds, media.destinations);
      },
      ended: (session, written) => inBackground(written.then(() => receipts.over(session, session.secondsBefore))),
    },
  );
  box.components.push({
    start: () => receipts.start(box.session.running?.id ?? null),
    // A measurement of a recording or a message that is under way is given up.
    stop: async () => void (await Promise.all([media.measurer.close(), receipts.stop()])),
    troubles: () => receipts.troubles,
  });
}
