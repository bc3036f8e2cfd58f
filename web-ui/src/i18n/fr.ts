/** Every word of the page, in French. */
import type { Words } from './en.ts';

export const fr: Words = {
  connecting: 'Recherche du boîtier…',
  lost: "Le boîtier ne répond pas. Ce que vous voyez n'est plus à jour ; nouvel essai…",
  logIn: 'Se connecter',
  logOut: 'Se déconnecter',
  cancel: 'Annuler',
  close: 'Fermer',
  loading: 'Chargement…',
  navigation: 'Vues',
  views: {
    seminar: 'Séminaire',
    recordings: 'Enregistrements',
    devices: 'Appareils',
    settings: 'Réglages',
    box: 'Boîtier',
  },

  password: {
    choose: 'Choisir un mot de passe',
    chooseWhy:
      "Ce boîtier n'a pas encore de mot de passe. Qui le connaît peut lancer et arrêter les séminaires et voir les enregistrements.",
    chooseLabel: 'Nouveau mot de passe, 8 caractères au moins',
    enter: 'Mot de passe du boîtier',
    enterWhy: 'Il le faut pour lancer, arrêter et voir les enregistrements.',
    lost: 'Perdu ? Maintenez le bouton du boîtier 10 s pendant son démarrage.',
    show: 'Afficher',
    save: 'Enregistrer',
  },

  button: {
    ready: 'Démarrer',
    starting: 'Démarrage…',
    running: 'Maintenir 3 s pour arrêter',
    holding: 'Maintenez…',
    ending: 'Reprendre',
    startHint: "Un appui lance l'enregistrement et le direct.",
    endingHint: "Les spectateurs voient l'écran de fin. Appuyez pour reprendre comme si de rien n'était.",
    endNow: 'Terminer tout de suite',
    confirmStop: 'Arrêter le séminaire ?',
    title: 'Titre (facultatif)',
    mark: 'Chapitre',
    markLabel: 'Titre du chapitre (facultatif)',
    markHint: "Au début d'une partie",
    marked: (count) => (count <= 1 ? `${count} chapitre` : `${count} chapitres`),
    offTheRecord: 'Hors antenne',
    offTheRecordOn: "Le public ne voit et n'entend rien",
    offTheRecordOff: 'Cacher la salle au public',
  },

  rec: { off: "N'enregistre pas", ready: 'Prêt', slow: 'Démarrage', solid: 'Enregistre', fast: 'En échec' },
  live: {
    off: 'Hors ligne',
    slow: 'Pas encore vu',
    solid: 'Vu par le public',
    fast: 'Refusé',
    privacy: 'Hors antenne',
  },

  sound: {
    heading: 'Son',
    none: "Aucun son n'arrive",
    silent: "N'entend rien",
    quiet: 'Trop faible',
    good: 'Bon niveau',
    loud: 'Trop fort',
    clipped: 'Saturé : baissez le niveau',
  },

  picture: {
    heading: 'Image',
    logIn: "Se connecter pour voir l'image",
    waiting: "En attente d'une image…",
  },

  destinations: {
    heading: 'Direct',
    none: "Aucun serveur n'est réglé : les séminaires sont seulement enregistrés sur le boîtier.",
    watch: 'Regarder',
    phase: { off: 'Arrêté', connecting: 'Connexion', live: 'Envoi', reconnecting: 'Reconnexion', refused: 'Refusé' },
    seen: (delay) => (delay ? `Vu par le public, ${delay} de retard` : 'Vu par le public'),
    notSeen: 'Pas vu par le public',
    level: { full: '', reduced: 'image réduite', stills: 'images fixes', voice: 'voix seule' },
    reconnects: (count) => (count <= 1 ? `${count} coupure` : `${count} coupures`),
    plot: (rate, time) => `jusqu'à ${rate} sur ${time}`,
    late: (time) => `jusqu'à ${time} de retard`,
    dropped: (count) => (count <= 1 ? `${count} image sautée` : `${count} images sautées`),
  },

  box: {
    heading: 'Boîtier',
    camera: 'Caméra',
    microphone: 'Micro',
    storage: 'Stockage',
    left: (time) => `reste ${time}`,
    phase: {
      ok: 'OK',
      starting: 'Démarrage',
      missing: 'Absent',
      stalled: 'Bloqué',
      failed: 'En échec',
      silent: 'Silencieux',
    },
    clock: 'Horloge',
    clockWrong: "pas encore à l'heure",
    allWell: 'Tout va bien',
  },

  recordings: {
    heading: 'Enregistrements',
    none: 'Aucun pour le moment. Chaque séminaire apparaîtra ici.',
    logInFirst: 'Connectez-vous pour voir les enregistrements.',
    play: 'Lire',
    download: 'Télécharger',
    remove: 'Supprimer',
    removeSure: 'Supprimer pour toujours ?',
    state: {
      recording: 'En cours',
      finishing: 'En préparation',
      ready: '',
      parts: 'En morceaux',
      damaged: 'Abîmé',
    },
  },
};
