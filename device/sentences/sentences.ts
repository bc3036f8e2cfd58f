/** Every sentence a reason can carry, by area. A code is in one area only. */
import { ACCESS } from './access.ts';
import { ANALYSIS } from './analysis.ts';
import { BOARD } from './board.ts';
import { CAPTURE } from './capture.ts';
import { CARD } from './card.ts';
import { DESTINATION } from './destination.ts';
import { DISK } from './disk.ts';
import { DRY_RUN } from './dry-run.ts';
import { PAGE } from './page.ts';
import { PANEL } from './panel.ts';
import { READ_BACK } from './read-back.ts';
import { RECEIPT } from './receipt.ts';
import { RECORDING } from './recording.ts';
import { REPORT } from './report.ts';
import { SESSION } from './session.ts';
import { SETTINGS } from './settings.ts';
import { UPDATE } from './update.ts';

export const SENTENCES = {
  ...ACCESS,
  ...ANALYSIS,
  ...BOARD,
  ...CAPTURE,
  ...CARD,
  ...DESTINATION,
  ...DISK,
  ...DRY_RUN,
  ...PAGE,
  ...PANEL,
  ...READ_BACK,
  ...RECEIPT,
  ...RECORDING,
  ...REPORT,
  ...SESSION,
  ...SETTINGS,
  ...UPDATE,
};

export type ReasonCode = keyof typeof SENTENCES;
