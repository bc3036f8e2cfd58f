/** Sentences about passwords, tokens, who may ask. */
import type { Sentences } from './form.ts';

export const ACCESS = {
  passwordNeeded: {
    en: 'This needs the password. Log in first.',
    fr: "Il faut le mot de passe. Connectez-vous d'abord.",
  },
  passwordWrong: {
    en: "This is not the password. Try again; if it is lost, hold the box's button for 10 s during start-up, or type the command reset-password on it.",
    fr: "Ce n'est pas le mot de passe. Réessayez ; s'il est perdu, maintenez le bouton du boîtier 10 s pendant le démarrage, ou tapez-y la commande reset-password.",
  },
  passwordTooShort: {
    en: 'The password is too short. Choose one of at least {minimum} characters.',
    fr: "Le mot de passe est trop court. Choisissez-en un d'au moins {minimum} caractères.",
  },
  passwordNotSet: {
    en: 'No password has been chosen yet. Open the page of the box and choose one.',
    fr: "Aucun mot de passe n'a encore été choisi. Ouvrez la page du boîtier et choisissez-en un.",
  },
  passwordAlreadySet: {
    en: 'A password has already been chosen. Log in with it; if it is lost, hold the button for 10 s during start-up.',
    fr: "Un mot de passe a déjà été choisi. Connectez-vous avec ; s'il est perdu, maintenez le bouton 10 s pendant le démarrage.",
  },
  passwordForgotten: {
    en: 'The password was forgotten on demand: whoever opens the page first chooses the new one. Open the page and choose it now.',
    fr: 'Le mot de passe a été oublié, à la demande : le premier qui ouvre la page choisit le nouveau. Ouvrez la page et choisissez-le.',
  },
  passwordFileDamaged: {
    en: 'The password file is damaged, so nothing can be changed from the page; the button still works. Hold the button for 10 s during start-up to choose a new password.',
    fr: 'Le fichier du mot de passe est abîmé : rien ne peut être changé depuis la page, mais le bouton fonctionne. Maintenez le bouton 10 s pendant le démarrage pour choisir un nouveau mot de passe.',
  },
  tooManyTries: {
    en: 'Too many tries. Wait a minute, then try again.',
    fr: 'Trop de tentatives. Attendez une minute, puis réessayez.',
  },
  tooManyPages: {
    en: 'Too many pages are open on this box. Close some of them, then reload this one.',
    fr: 'Trop de pages sont ouvertes sur ce boîtier. Fermez-en, puis rechargez celle-ci.',
  },
  tooManyTokens: {
    en: 'There are already {maximum} tokens. Remove one that is no longer used, then try again.',
    fr: 'Il y a déjà {maximum} jetons. Supprimez-en un qui ne sert plus, puis réessayez.',
  },
  tokenUnknown: {
    en: 'There is no such token any more. Reload the list.',
    fr: "Ce jeton n'existe plus. Rechargez la liste.",
  },
  foreignPage: {
    en: 'The request came from another web page and was refused. Use the page of the box itself.',
    fr: "La demande venait d'une autre page web et a été refusée. Utilisez la page du boîtier.",
  },
  unknownHostName: {
    en: 'The box does not answer to the name {name}. Use its IP address, or add the name to `web.names` in the settings.',
    fr: 'Le boîtier ne répond pas au nom {name}. Utilisez son adresse IP, ou ajoutez ce nom à `web.names` dans les réglages.',
  },
  requestNotUnderstood: {
    en: 'The box did not understand the request. Correct what the details name, then try again.',
    fr: "Le boîtier n'a pas compris la demande. Corrigez ce que nomment les détails, puis réessayez.",
  },
  requestTooLarge: {
    en: 'The request is larger than the box accepts. Send less.',
    fr: 'La demande est plus grosse que ce que le boîtier accepte. Envoyez-en moins.',
  },
  nothingHere: {
    en: 'There is nothing at this address. Check it.',
    fr: "Il n'y a rien à cette adresse. Vérifiez-la.",
  },
  rangeOutside: {
    en: 'This part is past the end of the file. Ask for a part inside it.',
    fr: 'Cette partie est au-delà de la fin du fichier. Demandez une partie qui existe.',
  },
  tokenExpired: {
    en: 'This token has expired on {day}. Make a new one on the page of the box.',
    fr: 'Ce jeton a expiré le {day}. Créez-en un nouveau sur la page du boîtier.',
  },
  personNeeded: {
    en: 'Only a person who is logged in on the page of the box may see, make or revoke tokens. Log in there.',
    fr: 'Seule une personne connectée sur la page du boîtier peut voir, créer ou révoquer des jetons. Connectez-vous-y.',
  },
  passwordNotReset: {
    en: 'The password in {folder} cannot be reset: {said}. Give the right --state, and do it as the user who runs the service or as root.',
    fr: "Le mot de passe de {folder} ne peut pas être effacé : {said}. Indiquez le bon --state, en tant qu'utilisateur du service ou root.",
  },
  passwordReset: {
    en: 'The password is forgotten. Whoever opens the page now chooses a new one: open it and choose.',
    fr: 'Le mot de passe est oublié. La première personne qui ouvre la page en choisit un nouveau : ouvrez-la et choisissez.',
  },
} as const satisfies Sentences;
