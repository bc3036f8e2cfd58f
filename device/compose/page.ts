/** The page and the API: who may ask, what the answers are, where they listen. */
import { join } from 'node:path';
import { Auth } from '../api/auth.ts';
import { PagePort } from '../api/page-port.ts';
import type { Collaborators } from '../api/ports.ts';
import { createServer } from '../api/server.ts';
import { SAMPLE_EVERY_MS } from '../health/destination-history.ts';
import { deviceList } from '../media/source/device-list.ts';
import { pageAddresses, thisMachine } from '../platform/page-addresses.ts';
import type { Box } from './box.ts';

export function composePage(box: Box): void {
  const { clock, log, stateFolder, webUiFolder, apiDocumentFile } = box.options;
  const auth = new Auth({ file: join(stateFolder, 'auth.json'), clock });
  auth.changes.add(box.changed);
  box.auth = auth;

  let page: PagePort | null = null;
  box.address = () => page?.address ?? { host: '', port: 0 };
  box.components.push({
    async start() {
      await auth.load();
      const server = await createServer({
        auth,
        webUiFolder,
        apiDocumentFile,
        logger: log.logger,
        collaborators: collaborators(box),
      });
      page = new PagePort({
        clock,
        logger: log.logger,
        server,
        wanted: () => box.settings().web,
        language: () => box.settings().room.language,
        onTrouble: (reason) => box.troubles.set('page', reason),
      });
      await page.open();
    },
    stop: async () => page?.close(),
    troubles: () => [auth.trouble],
  });
}

/** The box as the routes see it. */
function collaborators(box: Box): Collaborators {
  const { media, options, whole } = box;
  return {
    status: {
      current: (language) => whole.status(language),
      onChange: (listener) => box.changes.add(listener),
      onLevels: (listener) => box.sound.watch(listener),
    },
    history: () => ({ everySeconds: SAMPLE_EVERY_MS / 1000, destinations: box.history.all() }),
    board: () => box.board.facts,
    card: () => box.card.record,
    session: box.session,
    recordings: media.recordings,
    settings: options.settings,
    devices: () => deviceList(box.settings(), { capture: media.capture.pids, trial: media.trials.pids }),
    checks: () => box.dryRun.run(),
    preview: { subscribe: (listener) => media.capture.subscribePreview(listener) },
    addresses: () => pageAddresses(box.address(), thisMachine()),
    trials: media.trials,
    receipts: box.receipts,
    lan: media.lanHls,
    log: { tail: (lines) => options.log.tail(lines) },
    support: box.support,
    system: { restart: async () => options.restart(), powerOff: () => whole.powerOff() },
    updates: box.updates,
    healthy: () => whole.isHealthy(),
  };
}
