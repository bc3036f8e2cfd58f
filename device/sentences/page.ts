/** Sentences about the page and the network of the room. */
import type { Sentences } from './form.ts';

export const PAGE = {
  lanOffAir: {
    en: 'Nothing is on air in this room now. Ask again when the talk has started.',
    fr: "Rien n'est à l'antenne dans cette salle pour l'instant. Redemandez quand l'exposé aura commencé.",
  },
  lanNotReady: {
    en: 'The stream for the room is being prepared. Ask again in a second.',
    fr: 'La diffusion pour la salle se prépare. Redemandez dans une seconde.',
  },
  restartUnavailable: {
    en: 'Nothing would start the service again on this machine, so it goes on. Stop it and start it again by hand.',
    fr: 'Rien ne relancerait le service sur cette machine, donc il continue. Arrêtez-le et relancez-le à la main.',
  },
  pageFailed: {
    en: 'The page cannot be opened at {host}, port {port}. Check web.host and web.port in the settings file; the button works.',
    fr: "La page ne peut pas s'ouvrir à {host}, port {port}. Vérifiez web.host et web.port dans le fichier de réglages ; le bouton fonctionne.",
  },
  pagePortNotAllowed: {
    en: 'The page cannot be opened on port {port}: ports below 1024 need a right that the service does not have. Choose 8080 as web.port in the settings, or give it CAP_NET_BIND_SERVICE; the button works.',
    fr: "La page ne peut pas s'ouvrir sur le port {port} : les ports inférieurs à 1024 exigent un droit que le service n'a pas. Choisissez 8080 comme web.port dans les réglages, ou donnez-lui CAP_NET_BIND_SERVICE ; le bouton fonctionne.",
  },
  pageHostNotHere: {
    en: 'The page cannot be opened at {host}: this machine has no such address. Write :: as web.host in the settings for all addresses; the button works.',
    fr: "La page ne peut pas s'ouvrir à {host} : cette machine n'a pas cette adresse. Écrivez « :: » comme web.host dans les réglages pour toutes les adresses ; le bouton fonctionne.",
  },
  pageClosed: {
    en: 'The page cannot be opened on port {port}: another program uses it. Stop that program or choose another web.port in the settings; the button works.',
    fr: "La page ne peut pas s'ouvrir sur le port {port} : un autre programme l'utilise. Arrêtez-le ou choisissez un autre web.port dans les réglages ; le bouton fonctionne.",
  },
} as const satisfies Sentences;
