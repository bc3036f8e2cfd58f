/** The session: the one state that everything else follows. */
import { join } from 'node:path';
import { Pulse } from '../control/session/pulse.ts';
import { SessionController } from '../control/session/session-controller.ts';
import { SessionNames } from '../control/session/session-names.ts';
import { readIfThere, writeDurably } from '../platform/durable-file.ts';
import { inBackground } from '../platform/in-background.ts';
import type { Box } from './box.ts';

export function composeSession(box: Box): void {
  const { clock, stateFolder } = box.options;
  const file = join(stateFolder, 'session.json');
  const { media } = box;
  const names = new SessionNames({ clock, settings: box.settings });
  const session = new SessionController({
    clock,
    language: () => box.settings().room.language,
    newSession: (request) => names.newSession(request),
    readDesired: () => readIfThere(file),
    saveDesired: (text) => writeDurably(file, text, 0o600),
    saveSession: async ({ id, title, startedWallMs, startedOn, marks, recorded }) => {
      const startedAt = new Date(startedWallMs).toISOString();
      if (recorded) await media.recordings.saveFacts(id, { title, startedAt, startedOn, marks });
    },
    applyTarget: (target) => media.apply(target),
    observers: box.observers,
    dryRun: () => inBackground(dryRunByButton(box)),
    onChange: box.changed,
    onTrouble: (part, reason) => box.troubles.set(part, reason),
  });
  const pulse = new Pulse({
    clock,
    session,
    isFlowing: () => media.isFlowing,
    observers: box.observers,
    onChange: box.changed,
  });
  box.names = names;
  box.session = session;
  box.pulse = pulse;

  box.changes.add(() => pulse.look());
  box.components.push(
    {
      async start() {
        for (const { id } of await media.recordings.list()) names.take(id);
        await session.restore();
        await media.joinUnfinished();
      },
      stop: () => session.close(),
    },
    pulse,
  );
}

/** A talk that has begun meanwhile comes first: the lamps show its state. */
async function dryRunByButton({ panel, dryRun, session }: Box): Promise<void> {
  panel.dryRunBegins();
  const outcome = await dryRun.run();
  if (session.state.phase === 'ready') panel.answer(outcome);
}
