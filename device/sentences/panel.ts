/** Sentences about button, lamps, power. */
import type { Sentences } from './form.ts';

export const PANEL = {
  powerOffUnavailable: {
    en: 'This machine cannot be switched off from here. Switch it off as you usually do.',
    fr: "Cette machine ne peut pas être éteinte d'ici. Éteignez-la comme d'habitude.",
  },
  powerOffFailed: {
    en: 'The box could not be switched off; the talk has ended and its recording is closed. Try again, or unplug the box.',
    fr: "Le boîtier n'a pas pu s'éteindre ; l'exposé est terminé et son enregistrement est clos. Réessayez, ou débranchez le boîtier.",
  },
  gpioMissing: {
    en: 'No button and no lamp were found on this machine. Wire them as the README shows, or set the use of the button and lamps to automatic; the page works.',
    fr: "Aucun bouton ni voyant n'a été trouvé sur cette machine. Câblez-les comme le montre le README, ou mettez l'usage du bouton et des voyants sur automatique ; la page fonctionne.",
  },
  gpiodMissing: {
    en: 'This kernel gives pins to the programs of the Debian package gpiod only, from version 2 on, which is not there. Install gpiod on Debian 13, or take the lines for gpio-key and gpio-led of the wiring page; until then the page works.',
    fr: "Ce noyau ne donne les broches qu'aux programmes du paquet Debian gpiod, à partir de la version 2, qui manque ici. Installez gpiod sur Debian 13, ou prenez les lignes gpio-key et gpio-led de la page du câblage ; en attendant, la page fonctionne.",
  },
  gpioFailed: {
    en: 'The button or the lamp on GPIO {pin} cannot be used. Check that no other program uses this pin, then restart the box; the page works.',
    fr: "Le bouton ou le voyant du GPIO {pin} est inutilisable. Vérifiez qu'aucun autre programme n'utilise cette broche, puis redémarrez le boîtier ; la page fonctionne.",
  },
  buttonNoisy: {
    en: 'The wire of the button on GPIO {pin} picks up noise, so the button is ignored until it is calm. Shorten the wire or check its contacts; the page works.',
    fr: "Le fil du bouton du GPIO {pin} capte des parasites : le bouton est ignoré jusqu'à ce qu'ils cessent. Raccourcissez le fil ou vérifiez ses contacts ; la page fonctionne.",
  },
  buttonStuck: {
    en: 'The button on GPIO {pin} has been down for a minute. Release it; if nobody holds it, check its wire and its pull-up.',
    fr: 'Le bouton du GPIO {pin} est enfoncé depuis une minute. Relâchez-le ; si personne ne le tient, vérifiez son fil et sa résistance de rappel.',
  },
  buttonLost: {
    en: 'The button on GPIO {pin} can no longer be read. Restart the box; the page works meanwhile.',
    fr: 'Le bouton du GPIO {pin} ne peut plus être lu. Redémarrez le boîtier ; la page fonctionne en attendant.',
  },
} as const satisfies Sentences;
