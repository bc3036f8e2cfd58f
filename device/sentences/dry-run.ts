/** Sentences about the dry run. */
import type { Sentences } from './form.ts';

export const DRY_RUN = {
  clockNotTrusted: {
    en: 'The clock of the box has not been set yet: file names may carry a wrong date. Connect the box to the Internet.',
    fr: "L'horloge du boîtier n'est pas encore à l'heure : les noms de fichiers peuvent porter une date fausse. Reliez le boîtier à Internet.",
  },
  cameraWell: {
    en: 'The camera ({name}) gives {got} pictures a second, and they move.',
    fr: 'La caméra ({name}) donne {got} images par seconde, en mouvement.',
  },
  cameraHidden: {
    en: 'The camera ({name}) gives {got} pictures a second; viewers see the slate for now.',
    fr: "La caméra ({name}) donne {got} images par seconde ; le public voit l'écran d'attente pour l'instant.",
  },
  cameraBlack: {
    en: 'The camera ({name}) gives black pictures. Take off its cap or open its shutter, and turn on a light.',
    fr: "La caméra ({name}) donne des images noires. Retirez le cache de l'objectif et allumez une lampe.",
  },
  cameraFrozen: {
    en: 'The picture of the camera ({name}) stands still. If it shows a slide from a computer, that is right; else unplug it and plug it in again.',
    fr: "L'image de la caméra ({name}) est figée. Si elle montre une diapositive d'un ordinateur, c'est normal ; sinon, débranchez-la et rebranchez-la.",
  },
  cameraNone: {
    en: 'No camera is wanted in the settings: the talk is voice alone.',
    fr: "Les réglages ne demandent pas de caméra : l'exposé n'a que la voix.",
  },
  microphoneWell: {
    en: 'The microphone hears sound at a good level ({db} dB).',
    fr: 'Le micro capte le son à un bon niveau ({db} dB).',
  },
  microphoneQuiet: {
    en: 'The microphone hears very little ({db} dB). Say a sentence during the test; if you did, move it nearer or raise its gain on the page.',
    fr: "Le micro capte très peu de son ({db} dB). Dites une phrase pendant le test ; si vous l'avez fait, rapprochez-le ou augmentez son gain sur la page.",
  },
  microphoneLoud: {
    en: 'The microphone hears too loud a sound ({db} dB): voices will be clipped. Move it away or lower its gain on the page.',
    fr: 'Le micro capte un son trop fort ({db} dB) : les voix seront saturées. Éloignez-le ou baissez son gain sur la page.',
  },
  microphoneMuted: {
    en: 'The microphone is muted for now, as the talk is off the record or ending.',
    fr: "Le micro est coupé pour l'instant : l'exposé est hors antenne ou se termine.",
  },
  diskRoom: {
    en: 'The disk has room for {time} of recording.',
    fr: "Le disque a de la place pour {time} d'enregistrement.",
  },
  diskUnused: {
    en: 'Recording is off in the settings: nothing is kept on the box.',
    fr: "L'enregistrement est désactivé dans les réglages : rien n'est gardé sur le boîtier.",
  },
  clockRight: {
    en: 'The clock of the box is right.',
    fr: "L'horloge du boîtier est à l'heure.",
  },
  networkName: {
    en: 'The network works: {host} is found.',
    fr: 'Le réseau fonctionne : {host} est trouvé.',
  },
  networkAddress: {
    en: 'The server is given by its address, {host}: no name has to be found.',
    fr: "Le serveur est donné par son adresse, {host} : aucun nom n'est à trouver.",
  },
  serverNone: {
    en: 'No server is set up: the talk is recorded on the box only.',
    fr: "Aucun serveur n'est réglé : l'exposé est seulement enregistré sur le boîtier.",
  },
  serverAccepts: {
    en: '{name} is reached and accepts the stream key.',
    fr: '{name} répond et accepte la clé de flux.',
  },
  serverReached: {
    en: '{name} is reached; its key was not tried, as the settings say.',
    fr: "{name} répond ; sa clé n'a pas été essayée, comme le veulent les réglages.",
  },
  serverLeftAlone: {
    en: '{name} is reached; its key was not tried, as the service of the box is running. For that hold the button, or test from the page.',
    fr: "{name} répond ; sa clé n'a pas été essayée, car le service du boîtier tourne. Pour cela, maintenez le bouton ou testez depuis la page.",
  },
  serverHeld: {
    en: "{name} says that somebody sends with this key already. Wait ten seconds and test again; if it stays, ask for a key of this box's own.",
    fr: "{name} dit que quelqu'un diffuse déjà avec cette clé. Attendez dix secondes et testez de nouveau ; si cela dure, demandez une clé propre à ce boîtier.",
  },
  serverCut: {
    en: '{name} accepts the stream key, then no longer takes the stream. Test again; if it stays, ask whoever runs the server.',
    fr: '{name} accepte la clé de flux, puis ne prend plus le flux. Testez de nouveau ; si cela dure, demandez à la personne qui gère le serveur.',
  },
  serverNoSlate: {
    en: '{name} is reached, but the box made no test picture to send. Test again; if it stays, restart the box.',
    fr: "{name} répond, mais le boîtier n'a pas produit d'image de test à envoyer. Testez de nouveau ; si cela dure, redémarrez le boîtier.",
  },
  serverInterrupted: {
    en: 'A talk began, so the test of {name} was given up for it.',
    fr: 'Un exposé a commencé : le test de {name} lui a cédé la place.',
  },
  serverTakesTalk: {
    en: '{name} takes the talk that is on ({got} Mb/s).',
    fr: "{name} reçoit l'exposé en cours ({got} Mb/s).",
  },
  serverConnecting: {
    en: '{name} does not take the talk yet: the box is connecting. Test again in some seconds.',
    fr: "{name} ne reçoit pas encore l'exposé : le boîtier se connecte. Testez de nouveau dans quelques secondes.",
  },
  uplinkAmple: {
    en: 'The network carries at least {got} Mb/s to {name}, the talk needs {need}.',
    fr: "Le réseau laisse passer au moins {got} Mb/s vers {name}, l'exposé en demande {need}.",
  },
  uplinkEnough: {
    en: 'The network carries {got} Mb/s to {name}, the talk needs {need}.',
    fr: "Le réseau laisse passer {got} Mb/s vers {name}, l'exposé en demande {need}.",
  },
  uplinkReduced: {
    en: 'The network carries {got} Mb/s to {name}, the talk needs {need}: viewers will get a smaller picture. Use a network cable, or ask others to leave the network free.',
    fr: "Le réseau laisse passer {got} Mb/s vers {name}, l'exposé en demande {need} : le public aura une image plus petite. Utilisez un câble réseau, ou faites libérer le réseau.",
  },
  uplinkStills: {
    en: 'The network carries {got} Mb/s to {name}, the talk needs {need}: viewers will hear it and get about one picture a second. Use a network cable, or ask others to leave the network free.',
    fr: "Le réseau laisse passer {got} Mb/s vers {name}, l'exposé en demande {need} : le public l'entendra et verra environ une image par seconde. Utilisez un câble réseau, ou faites libérer le réseau.",
  },
  uplinkVoice: {
    en: 'The network carries {got} Mb/s to {name}, the talk needs {need}: viewers will get little more than the voice. Use a network cable, or ask others to leave the network free.',
    fr: "Le réseau laisse passer {got} Mb/s vers {name}, l'exposé en demande {need} : le public n'aura guère que la voix. Utilisez un câble réseau, ou faites libérer le réseau.",
  },
  uplinkJerky: {
    en: 'The network carries {got} Mb/s to {name}, the talk needs {need}: viewers will miss pictures. Use a network cable, or lower the live quality on the page.',
    fr: "Le réseau laisse passer {got} Mb/s vers {name}, l'exposé en demande {need} : il manquera des images au public. Utilisez un câble réseau, ou baissez la qualité du direct sur la page.",
  },
  uplinkTooThin: {
    en: 'The network carries {got} kb/s to {name}, and the voice alone needs {need}: viewers will hear nothing. Use a network cable, or another network.',
    fr: "Le réseau laisse passer {got} kb/s vers {name}, et la voix seule en demande {need} : le public n'entendra rien. Utilisez un câble réseau, ou un autre réseau.",
  },
  uplinkUnknown: {
    en: 'How much the network carries to {name} was not measured, as no test was sent there.',
    fr: "Ce que le réseau laisse passer vers {name} n'a pas été mesuré : aucun test n'y a été envoyé.",
  },
  uplinkNoTime: {
    en: 'How much the network carries to {name} was not measured, as it took long to accept the stream. Test again.',
    fr: "Ce que le réseau laisse passer vers {name} n'a pas été mesuré, car il a tardé à accepter le flux. Testez de nouveau.",
  },
  uplinkTalk: {
    en: 'The network carries the talk to {name} in full quality.',
    fr: "Le réseau laisse passer l'exposé vers {name} en pleine qualité.",
  },
  boardWell: {
    en: 'Power and temperature are good.',
    fr: "L'alimentation et la température sont bonnes.",
  },
  diskAlmostFull: {
    en: 'The disk has room for {minutes} more minutes of recording. Delete old recordings on the page.',
    fr: "Le disque n'a plus de place que pour {minutes} minutes d'enregistrement. Supprimez d'anciens enregistrements sur la page.",
  },
  diskNoRoom: {
    en: 'The disk has no room left to record: a talk would only be live. Delete old recordings on the page.',
    fr: "Le disque n'a plus de place pour enregistrer : un exposé ne serait qu'en direct. Supprimez d'anciens enregistrements sur la page.",
  },
} as const satisfies Sentences;
