/** Sentences about the disk that takes the recordings. */
import type { Sentences } from './form.ts';

export const DISK = {
  diskFull: {
    en: 'The disk is full: the recording was closed and can be played; the live stream goes on. Delete old recordings on the page: it then goes on by itself.',
    fr: "Le disque est plein : l'enregistrement est clos et lisible ; le direct continue. Supprimez d'anciens enregistrements sur la page : il reprendra tout seul.",
  },
  diskReadOnly: {
    en: 'The disk can no longer be written: nothing is recorded, the live stream goes on. Restart the box after the talk; if it comes back, change the memory card.',
    fr: "On ne peut plus écrire sur le disque : rien n'est enregistré, le direct continue. Redémarrez le boîtier après l'exposé ; si cela revient, changez la carte mémoire.",
  },
  diskGone: {
    en: 'The disk with the recordings is gone: nothing is recorded, the live stream goes on. Plug it in again: the recording goes on by itself.',
    fr: "Le disque des enregistrements a disparu : rien n'est enregistré, le direct continue. Rebranchez-le : l'enregistrement reprendra tout seul.",
  },
  diskSlow: {
    en: 'The disk is slow: the recording waits in memory for it, a minute or two at the most; the live stream goes on. Change the memory card after the talk.',
    fr: "Le disque est lent : l'enregistrement l'attend en mémoire, une à deux minutes au plus ; le direct continue. Changez la carte mémoire après l'exposé.",
  },
  diskStalled: {
    en: 'The disk does not keep up: parts of the recording are being lost; the live stream goes on. Change the memory card after the talk.',
    fr: "Le disque ne suit pas : des passages de l'enregistrement se perdent ; le direct continue. Changez la carte mémoire après l'exposé.",
  },
  diskFailed: {
    en: 'The disk does not take the recording; the live stream goes on. Check or change the memory card.',
    fr: "Le disque refuse l'enregistrement ; le direct continue. Vérifiez ou changez la carte mémoire.",
  },
} as const satisfies Sentences;
