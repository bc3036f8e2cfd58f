/** Sentences about recordings and their joining. */
import type { Sentences } from './form.ts';

export const RECORDING = {
  recordingUnknown: {
    en: 'There is no such recording on the box any more. Reload the list.',
    fr: "Cet enregistrement n'est plus sur le boîtier. Rechargez la liste.",
  },
  recordingBusy: {
    en: 'This recording is still being written. Wait until it is ready, then try again.',
    fr: "Cet enregistrement est encore en cours d'écriture. Attendez qu'il soit prêt, puis réessayez.",
  },
  recordingWithoutVideo: {
    en: 'This recording has no file to play yet. Wait until it is ready, then try again.',
    fr: "Cet enregistrement n'a pas encore de fichier à lire. Attendez qu'il soit prêt, puis réessayez.",
  },
  joinNoRoom: {
    en: 'The disk has no room to make one MP4: the recording is kept in its parts. Delete old recordings: the box then makes it by itself.',
    fr: "Le disque n'a plus de place pour créer un seul MP4 : l'enregistrement reste en plusieurs parties. Supprimez d'anciens enregistrements : le boîtier le créera ensuite tout seul.",
  },
  joinReadOnly: {
    en: 'The disk can only be read, so this recording is not one MP4 yet: it is kept in its parts. The box tries again by itself; if it lasts, replace the card.',
    fr: "Le disque ne peut être que lu, cet enregistrement n'est donc pas encore un seul MP4 : il est gardé en parties. Le boîtier réessaie tout seul ; si cela dure, remplacez la carte.",
  },
  joinDiskFailed: {
    en: 'The disk failed while this recording was made one MP4: it is kept in its parts. The box tries again by itself; if it lasts, download the parts and replace the card.',
    fr: 'Le disque a échoué pendant la création du MP4 de cet enregistrement : il est gardé en parties. Le boîtier réessaie tout seul ; si cela dure, téléchargez les parties et remplacez la carte.',
  },
  joinStopped: {
    en: 'Making this recording one MP4 was interrupted, perhaps for want of memory: it is kept in its parts. The box tries again by itself, within ten minutes.',
    fr: "La création du MP4 de cet enregistrement a été interrompue, peut-être faute de mémoire : il est gardé en parties. Le boîtier réessaie tout seul, d'ici dix minutes.",
  },
  joinFailed: {
    en: 'The parts of this recording could not be joined into one MP4: they are kept, nothing is lost. Download them as they are.',
    fr: "Les parties de cet enregistrement n'ont pas pu être réunies en un MP4 : elles sont gardées, rien n'est perdu. Téléchargez-les telles quelles.",
  },
  recordingEmpty: {
    en: 'This recording holds no picture and no sound: the talk ended before any came.',
    fr: "Cet enregistrement ne contient ni image ni son : l'exposé s'est terminé avant d'en avoir.",
  },
} as const satisfies Sentences;
