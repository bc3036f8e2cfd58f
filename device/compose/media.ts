/** The data path: capture, recording and publishing, and what is measured on it. */
import { isMuted } from '../control/session/session-state.ts';
import { DiskSpace } from '../health/disk-space.ts';
import { LevelMeter } from '../media/analysis/level-meter.ts';
import { MediaAnalysis } from '../media/analysis/media-analysis.ts';
import { Media } from '../media/media.ts';
import { UplinkBudget } from '../net/uplink-budget.ts';
import { volatileFolder } from '../platform/volatile-folder.ts';
import type { Box } from './box.ts';

export function composeMedia(box: Box): void {
  const { clock, log, settings, stateFolder, entries } = box.options;
  const { changed } = box;
  const analysis = new MediaAnalysis({ clock, onChange: changed });
  const media = new Media({
    clock,
    logger: log.logger,
    settings: box.settings,
    recordingsFolder: box.recordingsFolder,
    volatileFolder: volatileFolder(stateFolder),
    entries,
    session: () => box.session.running,
    onChange: changed,
    onWritten: (bytes, tookMs) => box.board.written(bytes, tookMs),
    onWorkerCrashed: (kind) => box.board.workerEnded(kind),
    onLevels: (levels) => {
      sound.push(levels);
      analysis.pushLevels(levels);
    },
    analysis,
    watchLevels: (listener) => sound.watch(listener),
  });
  const sound = new LevelMeter({
    clock,
    setMetered: (on) => media.capture.setMetered(on),
    isMuted: () => isMuted(box.session.state),
  });
  const disk = new DiskSpace(box.recordingsFolder, clock, () => box.card.lost);
  box.media = media;
  box.sound = sound;
  box.analysis = analysis;
  box.disk = disk;
  box.uplink = new UplinkBudget({
    clock,
    need: () => ({
      isOnAir: media.destinations.some(({ phase }) => phase !== 'off'),
      isThin: media.destinations.some(({ level }) => level === 'voice' || level === 'stills'),
    }),
  });

  settings.onChange((now, before) => media.settingsChanged(now, before));
  box.changes.add(() => {
    if (!media.capture.isHearing) sound.reset();
    box.uplink.changed();
  });
  box.observers.push({
    ended({ id, recorded }, written) {
      if (recorded)
        media.joiner.add(
          id,
          written.then(() => media.journal.ensureStopped(id)),
        );
    },
  });
  box.components.push(
    {
      start: () => media.start(),
      stop: () => media.close(),
      troubles: () => media.capture.troubles,
    },
    disk,
  );
}
