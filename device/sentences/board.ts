/** Sentences about the board. */
import type { Sentences } from './form.ts';

export const BOARD = {
  underVoltage: {
    en: 'The power supply is too weak: the box may stop at any moment. Use the supply made for this box with a short cable, and unplug USB devices it does not need.',
    fr: "L'alimentation est trop faible : le boîtier peut s'arrêter à tout moment. Utilisez l'alimentation prévue pour ce boîtier avec un câble court, et débranchez les appareils USB inutiles.",
  },
  underVoltageLately: {
    en: 'The power supply was too weak {count} times in the last ten minutes. Use the supply made for this box with a short cable before the next talk.',
    fr: "L'alimentation a été trop faible {count} fois ces dix dernières minutes. Avant le prochain exposé, utilisez l'alimentation prévue pour ce boîtier avec un câble court.",
  },
  boardHot: {
    en: 'The box is hot ({celsius} °C) and slows down. Move it out of the sun and away from heaters, uncover it, or give it a heat sink.',
    fr: 'Le boîtier est chaud ({celsius} °C) et ralentit. Éloignez-le du soleil et des radiateurs, découvrez-le, ou ajoutez un dissipateur.',
  },
  boardTooHot: {
    en: 'The box is far too hot ({celsius} °C): pictures will be lost. Cool it now: open its case, take it out of the sun.',
    fr: 'Le boîtier est beaucoup trop chaud ({celsius} °C) : des images vont se perdre. Refroidissez-le tout de suite : ouvrez son couvercle, sortez-le du soleil.',
  },
  boardThrottled: {
    en: 'The box holds its processor back to cool down. Move it out of the sun and away from heaters, or give it a heat sink.',
    fr: 'Le boîtier ralentit son processeur pour refroidir. Éloignez-le du soleil et des radiateurs, ou ajoutez un dissipateur.',
  },
  memoryLow: {
    en: 'Only {megabytes} MB of memory are left on the box. Restart it before the next talk, and stop other programs on it.',
    fr: 'Il ne reste que {megabytes} Mo de mémoire sur le boîtier. Redémarrez-le avant le prochain exposé, et arrêtez-y les autres programmes.',
  },
  outOfMemory: {
    en: 'The box ran out of memory and ended {count} programs. Restart it after the talk, and choose a smaller picture if it happens again.',
    fr: "Le boîtier a manqué de mémoire et arrêté {count} programmes. Redémarrez-le après l'exposé, et choisissez une image plus petite si cela se reproduit.",
  },
  diskWritesSlowly: {
    en: 'The disk hardly keeps up with the recording ({megabytes} MB/s). Change the memory card for a faster one (A1) after the talk.',
    fr: "Le disque suit à peine l'enregistrement ({megabytes} Mo/s). Après l'exposé, remplacez la carte mémoire par une plus rapide (A1).",
  },
  diskErrors: {
    en: 'The memory card made {count} errors in the last ten minutes. Save its recordings after the talk, then change the card.',
    fr: "La carte mémoire a fait {count} erreurs ces dix dernières minutes. Après l'exposé, sauvez ses enregistrements puis changez la carte.",
  },
  networkDown: {
    en: 'The box has no network: nothing goes out of the room. Plug in the network cable or join the Wi-Fi; recording works without.',
    fr: "Le boîtier n'a pas de réseau : rien ne sort de la salle. Branchez le câble réseau ou rejoignez le Wi-Fi ; l'enregistrement fonctionne sans.",
  },
  networkUnsteady: {
    en: 'The network came and went {count} times in the last ten minutes. Change the network cable or the socket, or move closer to the Wi-Fi.',
    fr: 'Le réseau est apparu et disparu {count} fois ces dix dernières minutes. Changez le câble ou la prise réseau, ou rapprochez-vous du Wi-Fi.',
  },
  networkSlow: {
    en: 'The network cable only carries 10 Mb/s: it or its socket is damaged. Change the cable or the socket.',
    fr: 'Le câble réseau ne passe que 10 Mb/s : lui ou sa prise est abîmé. Changez de câble ou de prise.',
  },
  wifiWeak: {
    en: 'The Wi-Fi is weak here ({dbm} dBm): viewers may get a poor picture. Use a network cable, or move the box closer to the access point.',
    fr: "Le Wi-Fi est faible ici ({dbm} dBm) : le public risque une mauvaise image. Utilisez un câble réseau, ou rapprochez le boîtier du point d'accès.",
  },
  usbErrors: {
    en: 'USB made {count} errors in the last ten minutes. Plug camera and microphone straight into the box, without a hub, and try another cable.',
    fr: "L'USB a fait {count} erreurs ces dix dernières minutes. Branchez la caméra et le micro directement sur le boîtier, sans concentrateur, et essayez un autre câble.",
  },
  usbOverCurrent: {
    en: 'A USB device draws too much power and was switched off. Unplug what is not needed, or use a hub with its own power supply.',
    fr: 'Un appareil USB consomme trop et a été coupé. Débranchez ce qui ne sert pas, ou utilisez un concentrateur alimenté.',
  },
  workersEnd: {
    en: 'Parts of the box crashed and were restarted {count} times in the last ten minutes. If it goes on, restart the box after the talk and send its log.',
    fr: "Des parties du boîtier se sont arrêtées et ont été relancées {count} fois ces dix dernières minutes. Si cela continue, redémarrez le boîtier après l'exposé et envoyez son journal.",
  },
  serviceRestarts: {
    en: 'The box has started again {count} times in the last ten minutes. Check its power plug; if it goes on, send its log.',
    fr: 'Le boîtier a redémarré {count} fois ces dix dernières minutes. Vérifiez sa prise ; si cela continue, envoyez son journal.',
  },
} as const satisfies Sentences;
