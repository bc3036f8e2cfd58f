/** Sentences about updates. */
import type { Sentences } from './form.ts';

export const UPDATE = {
  updateUnavailable: {
    en: 'This copy of the box was not installed from its package, so nothing can be updated here. Install the package with apt.',
    fr: "Ce boîtier n'a pas été installé depuis son paquet : rien ne peut y être mis à jour. Installez le paquet avec apt.",
  },
  updateBusy: {
    en: 'Another update is being taken or tested. Wait until it is over, then try again.',
    fr: "Une autre mise à jour est en cours d'envoi ou d'essai. Attendez qu'elle soit finie, puis réessayez.",
  },
  updateNotWaiting: {
    en: 'No update is waiting that could be cancelled. Look at the page for what runs now.',
    fr: "Aucune mise à jour n'attend d'être annulée. Voyez sur la page ce qui tourne.",
  },
  updateCutOff: {
    en: 'The file did not arrive whole. Stay near the box or use a cable, then send it again.',
    fr: "Le fichier n'est pas arrivé entier. Restez près du boîtier ou prenez un câble, puis renvoyez-le.",
  },
  updateTooLarge: {
    en: 'An update has at most {maximum} MB; this file is larger. Choose the package pupitre_VERSION_ARCHITECTURE.deb.',
    fr: 'Une mise à jour fait au plus {maximum} Mo ; ce fichier est plus gros. Choisissez le paquet pupitre_VERSION_ARCHITECTURE.deb.',
  },
  updateNoRoom: {
    en: 'The card did not take the update: it is full or damaged. Remove old recordings on the page, then send it again.',
    fr: "La carte n'a pas pris la mise à jour : elle est pleine ou abîmée. Supprimez de vieux enregistrements sur la page, puis renvoyez-la.",
  },
  updateNoVerifier: {
    en: 'This box cannot check who made an update, so it takes none. Install the program for it: apt install debsig-verify.',
    fr: "Ce boîtier ne peut pas vérifier l'auteur d'une mise à jour et n'en prend donc aucune. Installez le programme qu'il faut : apt install debsig-verify.",
  },
  updateNoKey: {
    en: "This box knows no key by which to recognise an update, so it takes none. On the box, as root: pupitre trust KEY.asc, with your association's public key.",
    fr: "Ce boîtier ne connaît aucune clé pour reconnaître une mise à jour et n'en prend donc aucune. Sur le boîtier, en tant que root : pupitre trust CLÉ.asc, avec la clé publique de votre association.",
  },
  updateDamaged: {
    en: 'This file is no update, or it is damaged. Download pupitre_VERSION_ARCHITECTURE.deb again and send that.',
    fr: "Ce fichier n'est pas une mise à jour, ou il est abîmé. Téléchargez de nouveau pupitre_VERSION_ARCHITECTURE.deb et envoyez-le.",
  },
  updateUnsigned: {
    en: 'Nobody has signed this update, so it is not taken. Ask your association for the signed package.',
    fr: "Personne n'a signé cette mise à jour : elle n'est pas prise. Demandez à votre association le paquet signé.",
  },
  updateWrongKey: {
    en: 'This update was not signed by your association, or was changed since: it is not taken. Ask your association for the package.',
    fr: "Cette mise à jour n'est pas signée par votre association, ou a été modifiée depuis : elle n'est pas prise. Demandez le paquet à votre association.",
  },
  updateClockBehind: {
    en: 'The clock of this box is behind: by it, this update is not signed yet, so it is not taken. Connect the box to the Internet until its time is right, then send it again.',
    fr: "L'horloge de ce boîtier retarde : selon elle, cette mise à jour n'est pas encore signée, donc elle n'est pas prise. Reliez le boîtier à Internet jusqu'à ce qu'il soit à l'heure, puis renvoyez-la.",
  },
  updateOtherPackage: {
    en: 'This is the package {package}, not Pupitre. Choose pupitre_VERSION_ARCHITECTURE.deb.',
    fr: 'Ceci est le paquet {package}, pas Pupitre. Choisissez pupitre_VERSION_ARCHITECTURE.deb.',
  },
  updateArchitecture: {
    en: 'This update is made for other boards ({architecture}). Choose the file whose name ends in _{box}.deb.',
    fr: "Cette mise à jour est faite pour d'autres cartes ({architecture}). Choisissez le fichier dont le nom finit par _{box}.deb.",
  },
  updateSame: {
    en: 'Version {version} runs already. There is nothing to do.',
    fr: "La version {version} tourne déjà. Il n'y a rien à faire.",
  },
  updateOlder: {
    en: 'This is version {version}, older than {running}, which runs. To go back, use the button for the version before.',
    fr: 'Ceci est la version {version}, plus ancienne que {running} qui tourne. Pour revenir en arrière, utilisez le bouton de la version précédente.',
  },
  updateNeedsCard: {
    en: 'Version {version} needs more of the system than an update can change. Make a new card with it; settings and recordings can be copied first.',
    fr: "La version {version} demande au système plus qu'une mise à jour ne peut changer. Préparez une nouvelle carte avec elle ; copiez d'abord réglages et enregistrements.",
  },
  updateNeedsPackages: {
    en: 'Version {version} needs what is not installed on this box: {packages}. Make a new card, or install it with apt.',
    fr: "La version {version} a besoin de ce qui n'est pas installé sur ce boîtier : {packages}. Préparez une nouvelle carte, ou installez ces paquets avec apt.",
  },
  updateTried: {
    en: 'This update was broken off three times, by power cuts or restarts. The version before runs; check the power, then send it again.',
    fr: "Cette mise à jour a été interrompue trois fois, par des coupures ou des redémarrages. La version précédente tourne ; vérifiez l'alimentation, puis renvoyez-la.",
  },
  updateNothingBefore: {
    en: 'There is no version before to return to. Send the package of the version that you want.',
    fr: "Il n'y a pas de version précédente à laquelle revenir. Envoyez le paquet de la version voulue.",
  },
  updateSelfTestFailed: {
    en: 'Version {version} did not record its test on this box ({said}), so the version before goes on. Tell whoever made the package.',
    fr: "La version {version} n'a pas réussi son essai d'enregistrement sur ce boîtier ({said}) ; la version précédente continue. Prévenez la personne qui a fait le paquet.",
  },
  updateNotRunning: {
    en: 'Version {version} does not run on this box ({said}), so the version before is back. Tell whoever made the package.',
    fr: 'La version {version} ne tourne pas sur ce boîtier ({said}) ; la version précédente est revenue. Prévenez la personne qui a fait le paquet.',
  },
  versionDamaged: {
    en: 'Version {version} did not start three times, so the one that came with the card runs. Send the update again; if that does not help, change the card.',
    fr: "La version {version} n'a pas démarré trois fois : celle livrée avec la carte tourne. Renvoyez la mise à jour ; si cela ne suffit pas, changez la carte.",
  },
} as const satisfies Sentences;
