/** Sentences about what viewers get. */
import type { Sentences } from './form.ts';

export const READ_BACK = {
  readBackUnreachable: {
    en: "The box cannot reach the viewers' address {host} from this room, so it cannot tell whether they see the talk. Open it on a phone off the Wi-Fi; for next time, enter on the page the address by which it is reached from inside.",
    fr: "Le boîtier ne peut pas joindre l'adresse du public {host} depuis cette salle : il ne sait pas si l'exposé est vu. Ouvrez-la sur un téléphone hors du Wi-Fi ; pour la prochaine fois, indiquez sur la page l'adresse vue de la salle.",
  },
  readBackGone: {
    en: "Nothing answers at the viewers' address {host}: they do not see the talk, though {name} takes it. Ask whoever runs the server to look at its web part; the recording goes on.",
    fr: "Rien ne répond à l'adresse du public {host} : l'exposé n'est pas vu, bien que {name} le reçoive. Demandez à la personne qui gère le serveur de vérifier sa partie web ; l'enregistrement continue.",
  },
  readBackRefused: {
    en: "The viewers' address at {host} gives an error ({status}): they do not see the talk, though {name} takes it. Check the viewers' address on the page, then HLS on the server; the recording goes on.",
    fr: "L'adresse du public sur {host} répond par une erreur ({status}) : l'exposé n'est pas vu, bien que {name} le reçoive. Vérifiez cette adresse sur la page, puis HLS sur le serveur ; l'enregistrement continue.",
  },
  readBackNotPlaylist: {
    en: "The viewers' address at {host} gives no HLS playlist, perhaps a log-in page. Check that the address on the page ends in .m3u8 and opens without a password; the recording goes on.",
    fr: "L'adresse du public sur {host} ne donne pas de liste HLS, mais peut-être une page de connexion. Vérifiez que l'adresse sur la page finit par .m3u8 et s'ouvre sans mot de passe ; l'enregistrement continue.",
  },
  readBackTls: {
    en: "Browsers refuse the viewers' address, so the talk is not seen: {fault}; the recording goes on.",
    fr: "Les navigateurs refusent l'adresse du public, l'exposé n'est donc pas vu : {fault} ; l'enregistrement continue.",
  },
  readBackRedirects: {
    en: "The viewers' address at {host} sends on and on and never gives a playlist. Check the address on the page, or ask whoever runs the server; the recording goes on.",
    fr: "L'adresse du public sur {host} renvoie sans cesse ailleurs et ne donne jamais de liste. Vérifiez l'adresse sur la page, ou demandez à la personne qui gère le serveur ; l'enregistrement continue.",
  },
  readBackStands: {
    en: "At the viewers' address {host} nothing new appears: they do not see the talk, though {name} takes it. Ask whoever runs the server to look at HLS and its caches; the recording goes on.",
    fr: "À l'adresse du public {host}, rien de nouveau n'apparaît : l'exposé n'est pas vu, bien que {name} le reçoive. Demandez à la personne qui gère le serveur de vérifier HLS et ses caches ; l'enregistrement continue.",
  },
  readBackOld: {
    en: 'Viewers at {host} get what was said {seconds} s ago. Ask whoever runs the server to look at its caches; the recording goes on.',
    fr: "Le public de {host} reçoit ce qui a été dit il y a {seconds} s. Demandez à la personne qui gère le serveur de vérifier ses caches ; l'enregistrement continue.",
  },
  readBackSegment: {
    en: 'The pieces of video that the playlist at {host} names cannot be fetched: viewers do not see the talk. Ask whoever runs the server to look at HLS; the recording goes on.',
    fr: "Les morceaux de vidéo qu'annonce la liste de {host} ne peuvent pas être lus : l'exposé n'est pas vu. Demandez à la personne qui gère le serveur de vérifier HLS ; l'enregistrement continue.",
  },
  readBackUndecodable: {
    en: 'What viewers get from {host} cannot be played. Ask whoever runs the server to look at HLS; the recording goes on.',
    fr: "Ce que le public reçoit de {host} n'est pas lisible. Demandez à la personne qui gère le serveur de vérifier HLS ; l'enregistrement continue.",
  },
  readBackSilent: {
    en: 'Viewers at {host} hear nothing, though the microphone does. Ask whoever runs the server to look at its sound; the recording goes on.',
    fr: "Le public de {host} n'entend rien, alors que le micro entend. Demandez à la personne qui gère le serveur de vérifier le son ; l'enregistrement continue.",
  },
  readBackBlack: {
    en: 'Viewers at {host} see no picture, though the camera gives one. Ask whoever runs the server to look at its picture; the recording goes on.',
    fr: "Le public de {host} ne voit pas d'image, alors que la caméra en donne. Demandez à la personne qui gère le serveur de vérifier l'image ; l'enregistrement continue.",
  },
  readBackFrozen: {
    en: 'The picture that viewers get from {host} stands still, though the talk goes on. Ask whoever runs the server to restart HLS; the recording goes on.',
    fr: "L'image que le public reçoit de {host} est figée, alors que l'exposé continue. Demandez à la personne qui gère le serveur de relancer HLS ; l'enregistrement continue.",
  },
  readBackOther: {
    en: "Viewers at {host} get something else than this talk. Check the viewers' address on the page; the recording goes on.",
    fr: "Le public de {host} reçoit autre chose que cet exposé. Vérifiez l'adresse du public sur la page ; l'enregistrement continue.",
  },
  cannotTell: {
    en: 'Viewers at {host} get the talk in a form that the box cannot check ({what}), so it cannot tell whether they see it. Open the address on a phone to be sure; the talk goes on.',
    fr: "Le public de {host} reçoit l'exposé sous une forme que le boîtier ne peut pas vérifier ({what}) : il ne sait pas si l'exposé est vu. Ouvrez l'adresse sur un téléphone pour en être sûr ; l'exposé continue.",
  },
  readBackInner: {
    en: "The viewers' address {host} sends the box on to an address inside a network, where it does not go, so it cannot tell whether they see the talk. Ask whoever runs the server, or enter on the page the address by which it is reached from inside.",
    fr: "L'adresse du public {host} renvoie le boîtier vers une adresse interne d'un réseau, où il ne va pas : il ne sait pas si l'exposé est vu. Demandez à la personne qui gère le serveur, ou indiquez sur la page l'adresse vue de la salle.",
  },
  readBackSomeFail: {
    en: 'Viewers at {host} see the talk, but of the {count} qualities that they can choose {failing} cannot be played. Ask whoever runs the server to look at them.',
    fr: "Le public de {host} voit l'exposé, mais sur les {count} qualités au choix, {failing} ne peuvent pas être lues. Demandez à la personne qui gère le serveur de les vérifier.",
  },
  readBackFault: {
    en: 'A fault of the box keeps it from telling whether viewers at {host} see the talk. Open the address on a phone to be sure, and send the log to whoever looks after the box; the talk goes on.',
    fr: "Un défaut du boîtier l'empêche de savoir si le public de {host} voit l'exposé. Ouvrez l'adresse sur un téléphone pour en être sûr, et envoyez le journal à la personne qui s'occupe du boîtier ; l'exposé continue.",
  },
} as const satisfies Sentences;
