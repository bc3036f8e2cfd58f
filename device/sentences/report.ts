/** Sentences about the report to the server. */
import type { Sentences } from './form.ts';

export const REPORT = {
  reportUnreachable: {
    en: 'The box cannot tell the server how it is: {fault}; the talk is not affected.',
    fr: "Le boîtier ne peut pas dire au serveur comment il va : {fault} ; l'exposé n'est pas touché.",
  },
  reportRefused: {
    en: '{host} does not let this box tell how it is ({status}). Check the key of the report and the name of the room in its address on the page; the talk is not affected.',
    fr: "{host} refuse que ce boîtier dise comment il va ({status}). Vérifiez la clé du rapport et le nom de la salle dans son adresse sur la page ; l'exposé n'est pas touché.",
  },
  reportNotTaken: {
    en: '{host} does not take what the box tells of itself ({status}). Check the report address on the page, then the server; the talk is not affected.',
    fr: "{host} ne prend pas ce que le boîtier dit de lui ({status}). Vérifiez l'adresse du rapport sur la page, puis le serveur ; l'exposé n'est pas touché.",
  },
  reportTls: {
    en: 'The box cannot tell the server how it is: {fault}; the talk is not affected.',
    fr: "Le boîtier ne peut pas dire au serveur comment il va : {fault} ; l'exposé n'est pas touché.",
  },
} as const satisfies Sentences;
