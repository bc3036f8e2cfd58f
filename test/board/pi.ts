/**
 * `npm run test:pi -- user@host [GROUP …]`: the checks of the virtual board that apply to a real one, which has the product
 * installed and somebody's camera, microphone and lamps. What stands before the groups goes to ssh as it is. See REAL-PI.md.
 */
import { lampChecks } from './checks/lamps.ts';
import { powerChecks } from './checks/power.ts';
import { serviceChecks } from './checks/service.ts';
import { talkChecks } from './checks/talk.ts';
import { openRemoteRoom } from './remote-room.ts';
import { type Groups, runChecks } from './run-checks.ts';

const LIMIT_MS = 15 * 60_000;
const GROUPS: Groups = {
  service: serviceChecks,
  talk: talkChecks,
  lamps: lampChecks,
  power: (room) => powerChecks(room),
};
/** `power` needs a hand at the plug, so it is asked for by name. */
const WITHOUT_HANDS = ['service', 'talk', 'lamps'];

const words = process.argv.slice(2);
const at = words.findIndex((word) => word.includes('@'));
if (at < 0) {
  console.error('usage: npm run test:pi -- [OPTION OF SSH …] user@host [service] [talk] [lamps] [power]');
  process.exit(2);
}
const chosen = words.slice(at + 1);
runChecks({
  groups: GROUPS,
  chosen: chosen.length === 0 ? WITHOUT_HANDS : chosen,
  limitMs: LIMIT_MS,
  open: () => openRemoteRoom(words.slice(0, at + 1)),
});
