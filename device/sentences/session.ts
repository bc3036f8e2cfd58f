/** Sentences about the session and the state of the service. */
import type { Sentences } from './form.ts';

export const SESSION = {
  insideFault: {
    en: 'Something went wrong inside the box. Try again; if it happens again, restart the box and send its log.',
    fr: "Quelque chose s'est mal passé dans le boîtier. Réessayez ; si cela se reproduit, redémarrez le boîtier et envoyez son journal.",
  },
  sessionAlreadyRunning: {
    en: 'A talk is already running. To start another, stop this one first.',
    fr: "Un exposé est déjà en cours. Pour en commencer un autre, arrêtez-le d'abord.",
  },
  sessionStarting: {
    en: 'The talk is still starting. Wait until the REC lamp stays lit, then press again.',
    fr: "L'exposé démarre. Attendez que le voyant REC reste allumé, puis appuyez de nouveau.",
  },
  sessionNotRunning: {
    en: 'No talk is running. Press the button to start one.',
    fr: "Aucun exposé n'est en cours. Appuyez sur le bouton pour en commencer un.",
  },
  sessionEnding: {
    en: 'The talk is stopping. Press the button to go on with it, or wait 20 s.',
    fr: "L'exposé s'arrête. Appuyez sur le bouton pour le reprendre, ou attendez 20 s.",
  },
  tooManyMarks: {
    en: 'This talk already has {limit} chapters: the new one was left out. The recording goes on; write the time down instead.',
    fr: "Cet exposé a déjà {limit} chapitres : le nouveau n'est pas gardé. L'enregistrement continue ; notez plutôt l'heure.",
  },
  tooManyCommands: {
    en: 'The box is still busy with earlier commands. Wait ten seconds and try again.',
    fr: 'Le boîtier traite encore les commandes précédentes. Attendez dix secondes et réessayez.',
  },
  desiredStateDamaged: {
    en: 'The note of what was running before the restart cannot be read, so nothing was resumed. If a talk is on, press the button to start again.',
    fr: "La note de ce qui tournait avant le redémarrage est illisible : rien n'a été repris. Si un exposé est en cours, appuyez sur le bouton.",
  },
  desiredStateNotSaved: {
    en: 'The memory card did not take the state of the talk: after a power cut it would not be right. Check the power plug; change the card after the talk.',
    fr: "La carte mémoire n'a pas pris l'état de l'exposé : il serait faux après une coupure. Vérifiez la prise ; changez la carte après l'exposé.",
  },
  sessionFileNotSaved: {
    en: 'The title and chapters of the talk could not be written beside its recording. Free some space on the card, or change it after the talk.',
    fr: "Le titre et les chapitres de l'exposé n'ont pas pu être écrits près de l'enregistrement. Libérez de la place sur la carte, ou changez-la après l'exposé.",
  },
  stateInUse: {
    en: 'The state folder {folder} is in use by process {pid}. Stop it, or choose another with --state.',
    fr: "Le dossier d'état {folder} est utilisé par le processus {pid}. Arrêtez-le, ou choisissez un autre dossier avec --state.",
  },
  stateNotWritable: {
    en: 'The state folder {folder} cannot be written: {said}. Change its rights, or choose another with --state.',
    fr: "Le dossier d'état {folder} ne peut pas être écrit : {said}. Changez ses droits, ou choisissez un autre dossier avec --state.",
  },
} as const satisfies Sentences;
