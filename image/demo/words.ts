/** Texts of the demo, in the language of whoever started it. */
import type { Status } from '../../device/api/contract/status.ts';

export type Language = 'en' | 'fr';

/** Chosen as the system's own programs choose it. */
export function languageOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Language {
  return (LC_ALL || LC_MESSAGES || LANG || '').startsWith('fr') ? 'fr' : 'en';
}

type Lamps = Status['lamps'];

const ENGLISH = {
  server: 'This machine',
  introduction: 'Pupitre: a simulated camera and microphone, a real server, all on this machine.',
  places: { control: 'control page', watch: 'watch page', recordings: 'recordings', log: 'log' },
  keys: {
    space: 'the button: starts; during a talk a chapter, twice in a row off the record, on and off',
    o: 'off the record, on and off',
    h: 'ends, with 20 s to change one’s mind; before a talk a dry run',
    H: 'ends at once',
    q: 'leaves the demo',
  },
  space: 'space',
  rec: { off: '○ off', ready: '◦ ready', slow: '◐ starting', solid: '● recording', fast: '◍ FAILED' } as Record<
    Lamps['rec'],
    string
  >,
  live: {
    off: '○ off',
    slow: '◐ sending, not confirmed',
    solid: '● seen by viewers',
    fast: '◍ REFUSED',
    privacy: '◦ off the record',
  } as Record<Lamps['live'], string>,
  noAnswer: 'the device does not answer',
  recorded: (megabytes: string) => `${megabytes} MB recorded`,
  sent: (kbps: number) => `${kbps} kb/s sent`,
  received: (megabytes: string, segments: number) => `${megabytes} MB received, ${segments} segments`,
  chapter: (count: number, at: string) => `chapter ${count} at ${at}`,
  offTheRecord: 'off the record: viewers and recording get a slate and silence',
  onTheRecord: 'on the record again',
  ending: 'the end slate; space goes on with the talk',
  over: 'the talk is over; its recording is being finished',
  dryRun: 'dry run: a few seconds',
  dryRunWell: 'dry run: all well',
  dryRunBad: (checks: string) => `dry run: ${checks}`,
  finishing: 'ending the session and finishing its recording',
  unfinished: 'the recording is not finished; the next start goes on with it',
  inUse: (pid: number, folder: string) =>
    `A demo is running in ${folder} (process ${pid}). Leave it with q, or choose another folder: npm run demo -- --folder DIR`,
};

const FRENCH: typeof ENGLISH = {
  server: 'Cette machine',
  introduction: 'Pupitre\u00a0: une caméra et un micro simulés, un vrai serveur, le tout sur cette machine.',
  places: { control: 'commande', watch: 'public', recordings: 'enregistrements', log: 'journal' },
  keys: {
    space: 'le bouton : démarre ; pendant l’exposé un chapitre, deux fois de suite hors antenne, et retour',
    o: 'hors antenne, et retour',
    h: 'termine, avec 20 s pour se raviser ; avant l’exposé un test',
    H: 'termine tout de suite',
    q: 'quitte la démo',
  },
  space: 'espace',
  rec: { off: '○ éteint', ready: '◦ prêt', slow: '◐ démarre', solid: '● enregistre', fast: '◍ ÉCHEC' } as Record<
    Lamps['rec'],
    string
  >,
  live: {
    off: '○ éteint',
    slow: '◐ envoie, non confirmé',
    solid: '● vu par le public',
    fast: '◍ REFUSÉ',
    privacy: '◦ hors antenne',
  } as Record<Lamps['live'], string>,
  noAnswer: 'le boîtier ne répond pas',
  recorded: (megabytes) => `${megabytes}\u00a0Mo enregistrés`,
  sent: (kbps) => `${kbps}\u00a0kb/s envoyés`,
  received: (megabytes, segments) => `${megabytes}\u00a0Mo reçus, ${segments}\u00a0segments`,
  chapter: (count, at) => `chapitre ${count} à ${at}`,
  offTheRecord: "hors antenne\u00a0: le public et l'enregistrement n'ont qu'un écran d'attente et du silence",
  onTheRecord: "de nouveau à l'antenne",
  ending: "l'écran de fin\u00a0; espace reprend l'exposé",
  over: "l'exposé est terminé\u00a0; son enregistrement s'achève",
  dryRun: 'test\u00a0: quelques secondes',
  dryRunWell: 'test\u00a0: tout va bien',
  dryRunBad: (checks) => `test\u00a0: ${checks}`,
  finishing: "fin de l'exposé, son enregistrement s'achève",
  unfinished: "l'enregistrement n'est pas achevé\u00a0; le prochain démarrage le reprendra",
  inUse: (pid, folder) =>
    `Une démo tourne dans ${folder} (processus ${pid}). Quittez-la avec q, ou choisissez un autre dossier\u00a0: npm run demo -- --folder DOSSIER`,
};

export type Words = typeof ENGLISH;

export const wordsIn = (language: Language): Words => (language === 'fr' ? FRENCH : ENGLISH);
