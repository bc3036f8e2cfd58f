/** Sentences about settings, in a file or in a request. */
import type { Sentences } from './form.ts';

export const SETTINGS = {
  settingsRefused: {
    en: 'Some settings are not right, so none was changed. Correct those the details name, then save again.',
    fr: "Certains réglages sont incorrects, donc aucun n'a été changé. Corrigez ceux que nomment les détails, puis appliquez de nouveau.",
  },
  secretAskedAgain: {
    en: 'The address is that of another server. Give this secret again: the new server would get it.',
    fr: "L'adresse est celle d'un autre serveur. Donnez à nouveau ce secret : le nouveau serveur le recevrait.",
  },
  settingsDamaged: {
    en: 'The settings file {file} was damaged: the copy before it is in force. Check the settings on the page and save them.',
    fr: 'Le fichier de réglages {file} était abîmé : la copie précédente est en vigueur. Vérifiez les réglages sur la page et appliquez-les.',
  },
  settingsUnwise: {
    en: 'Some settings cannot work as they are ({paths}). Correct them on the page, under Settings.',
    fr: 'Certains réglages ne peuvent pas fonctionner tels quels ({paths}). Corrigez-les sur la page, sous Réglages.',
  },
  settingsNone: {
    en: 'There is no settings file {file}: the defaults are in force, which record here and publish nowhere. If the name is a typing error, start again with the right one.',
    fr: "Le fichier de réglages {file} n'existe pas : les réglages par défaut sont en vigueur (enregistrement ici, aucune diffusion). Si c'est une faute de frappe, relancez avec le bon nom.",
  },
  settingsWrong: {
    en: 'The settings in {file} are not right, so the box does not start. Correct what is listed and start it again.',
    fr: 'Les réglages de {file} ne sont pas corrects : le boîtier ne démarre pas. Corrigez ce qui suit, puis relancez.',
  },
  settingsUnreadable: {
    en: 'The settings file {file} cannot be read ({said}). Check its name and its rights.',
    fr: 'Le fichier de réglages {file} ne peut pas être lu ({said}). Vérifiez son nom et ses droits.',
  },
  jsonComment: {
    en: 'Not JSON at line {line}, column {column}: JSON has no comments. Remove the comment.',
    fr: "Pas du JSON, ligne {line}, colonne {column} : JSON n'a pas de commentaires. Supprimez le commentaire.",
  },
  jsonCommaTooMany: {
    en: 'Not JSON at line {line}, column {column}: a comma with nothing after it. Remove the comma before it.',
    fr: 'Pas du JSON, ligne {line}, colonne {column} : une virgule sans rien après elle. Supprimez la virgule qui précède.',
  },
  jsonCommaMissing: {
    en: 'Not JSON at line {line}, column {column}: something is missing before this, most often a comma. Write it.',
    fr: 'Pas du JSON, ligne {line}, colonne {column} : il manque quelque chose avant, le plus souvent une virgule. Ajoutez-la.',
  },
  jsonQuotes: {
    en: 'Not JSON at line {line}, column {column}: names and texts stand in straight double quotes, ". Write them so.',
    fr: 'Pas du JSON, ligne {line}, colonne {column} : noms et textes s\'écrivent entre guillemets droits doubles, ". Corrigez.',
  },
  jsonCutOff: {
    en: 'Not JSON at line {line}, column {column}: the file ends too early. A closing bracket or quote is missing.',
    fr: 'Pas du JSON, ligne {line}, colonne {column} : le fichier se termine trop tôt. Il manque une accolade, un crochet ou un guillemet fermant.',
  },
  jsonText: {
    en: 'Not JSON at line {line}, column {column}: this cannot stand in a text. Write a backslash as \\\\ and a line break as \\n.',
    fr: 'Pas du JSON, ligne {line}, colonne {column} : ceci ne peut pas figurer dans un texte. Écrivez \\\\ pour une barre oblique inverse et \\n pour un retour à la ligne.',
  },
  jsonWrong: {
    en: 'Not JSON at line {line}, column {column}: this is not expected here. Correct it, or remove it.',
    fr: "Pas du JSON, ligne {line}, colonne {column} : ceci n'est pas attendu ici. Corrigez ou supprimez.",
  },
  faultUnknownKey: {
    en: 'This is not a known key. Check how it is written.',
    fr: "Cette clé n'existe pas. Vérifiez comment elle est écrite.",
  },
  faultUnknownKeyOf: {
    en: 'This is not a known key. Check how it is written; known here: {keys}.',
    fr: "Cette clé n'existe pas. Vérifiez comment elle est écrite ; ici sont connues : {keys}.",
  },
  faultMissing: { en: 'This is missing. Add it.', fr: 'Cette valeur manque. Ajoutez-la.' },
  faultChoice: { en: 'This must be one of: {choices}.', fr: 'Il faut une de ces valeurs : {choices}.' },
  faultTooLong: {
    en: 'This has {given} characters, and at most {most} are possible. Shorten it.',
    fr: 'Ce texte a {given} caractères, et {most} au plus sont possibles. Raccourcissez-le.',
  },
  faultEmpty: { en: 'This must not be empty.', fr: 'Ce champ ne doit pas être vide.' },
  faultTooMany: { en: 'At most {most} entries are possible.', fr: 'Il y a de la place pour {most} entrées au plus.' },
  faultForm: { en: 'This does not have the form that it must have.', fr: "Ceci n'a pas la forme voulue." },
  faultBlankInside: {
    en: 'A blank or a line break stands inside it, at character {at}. Remove it, or copy the whole again.',
    fr: "Un espace ou un retour à la ligne s'y trouve, au caractère {at}. Supprimez-le, ou recopiez le tout.",
  },
  faultNotAscii: {
    en: 'Only plain letters, digits and signs can be sent in it, no accents. Copy it again.',
    fr: 'Seuls des lettres sans accent, des chiffres et des signes peuvent être envoyés. Recopiez-le.',
  },
  faultTimeZone: {
    en: 'There is no such time zone. Write a continent and a city, such as Europe/Paris, or leave it empty.',
    fr: "Ce fuseau horaire n'existe pas. Écrivez un continent et une ville, comme Europe/Paris, ou laissez le champ vide.",
  },
  faultAddressStream: {
    en: 'This does not fit: an address such as rtmp://stream.example.org/live (rtmp or rtmps) or srt://stream.example.org:9000.',
    fr: 'Ceci ne convient pas : il faut une adresse comme rtmp://stream.example.org/live (rtmp ou rtmps) ou srt://stream.example.org:9000.',
  },
  faultAddressMode: {
    en: 'This address says mode={mode}. The box calls the server: write mode=caller, or leave it out.',
    fr: "Cette adresse indique mode={mode}. C'est le boîtier qui appelle le serveur : écrivez mode=caller, ou rien.",
  },
  faultAddressOption: {
    en: 'In this address, {option} is none of what is possible: {known}.',
    fr: "Dans cette adresse, {option} n'est pas une valeur possible : {known}.",
  },
  faultStreamTwice: {
    en: 'The stream is named twice: as streamid in the address, and as stream key. Keep one of the two.',
    fr: "Le flux est nommé deux fois : par streamid dans l'adresse, et par la clé de flux. Gardez l'un des deux.",
  },
  faultPassphraseLength: {
    en: 'A passphrase has {minimum} to {maximum} characters, and this one {given}. Enter the one that the server has.',
    fr: 'Une phrase secrète a de {minimum} à {maximum} caractères, et celle-ci en a {given}. Indiquez celle du serveur.',
  },
  faultAddressWeb: {
    en: 'This does not fit: an address that begins with http:// or https://, or nothing.',
    fr: 'Ceci ne convient pas : il faut une adresse qui commence par http:// ou https://, ou rien.',
  },
  faultAddressHttps: {
    en: 'This does not fit: an address such as https://HOST/report/ROOM, or nothing.',
    fr: 'Ceci ne convient pas : il faut une adresse comme https://HOST/report/ROOM, ou rien.',
  },
  faultDestinationId: {
    en: 'This does not fit: small letters, digits and hyphens, at most 31.',
    fr: 'Ceci ne convient pas : des minuscules sans accent, des chiffres et des tirets, 31 au plus.',
  },
  faultMailAddress: {
    en: 'This does not fit: an e-mail address such as name@example.org.',
    fr: 'Ceci ne convient pas : il faut une adresse électronique comme nom@example.org.',
  },
  faultIpRange: {
    en: 'This is no IP address. Write one such as 192.168.1.5, or a range such as 10.0.0.0/8.',
    fr: "Ce n'est pas une adresse IP. Écrivez-en une comme 192.168.1.5, ou une plage comme 10.0.0.0/8.",
  },
  faultHost: {
    en: 'This does not fit: the name or address of a machine, such as box.example.org.',
    fr: "Ceci ne convient pas : il faut le nom ou l'adresse d'une machine, comme box.example.org.",
  },
  faultMatrixRoom: {
    en: "This does not fit: the room's internal id, which begins with an exclamation mark: !abc:example.org.",
    fr: "Ceci ne convient pas : il faut l'identifiant interne du salon, qui commence par un point d'exclamation : !abc:example.org.",
  },
  faultTwice: {
    en: 'This name is used twice: {id}. Choose another.',
    fr: 'Ce nom est utilisé deux fois : {id}. Choisissez-en un autre.',
  },
  faultPortClosed: {
    en: 'No browser opens port {port}. Choose another, such as 8080.',
    fr: "Aucun navigateur n'ouvre le port {port}. Choisissez-en un autre, comme 8080.",
  },
  faultNumber: {
    en: 'This must be a number from {minimum} to {maximum}.',
    fr: 'Il faut un nombre de {minimum} à {maximum}.',
  },
  faultWholeNumber: {
    en: 'This must be a whole number from {minimum} to {maximum}.',
    fr: 'Il faut un nombre entier de {minimum} à {maximum}.',
  },
  faultNumberSteps: {
    en: 'This must be a whole number from {minimum} to {maximum}, in steps of {step}.',
    fr: 'Il faut un nombre entier de {minimum} à {maximum}, par pas de {step}.',
  },
  faultNoNumber: { en: 'This must be a whole number.', fr: 'Il faut un nombre entier.' },
  faultNoSwitch: { en: 'This must be true or false.', fr: 'Il faut true ou false.' },
  faultNoText: { en: 'This must be a text, in double quotes.', fr: 'Il faut un texte, entre guillemets droits.' },
  faultNoList: { en: 'This must be a list, in square brackets.', fr: 'Il faut une liste, entre crochets.' },
  faultNoGroup: {
    en: 'This must be a group of keys and values, in braces.',
    fr: 'Il faut un groupe de clés et de valeurs, entre accolades.',
  },
  faultTooDeep: {
    en: 'This is nested too deep. Use fewer levels.',
    fr: 'Il y a trop de niveaux imbriqués. Utilisez-en moins.',
  },
  faultControlCharacter: {
    en: 'This must be one line of text: no line breaks, tabs or other control characters.',
    fr: 'Il faut une seule ligne de texte, sans retour à la ligne, tabulation ni autre caractère de commande.',
  },
  faultLanguage: {
    en: 'This must be the short name of a language, such as fr or en.',
    fr: "Il faut le nom court d'une langue, comme fr ou en.",
  },
  faultRecordingId: {
    en: 'This must be the id of a recording, as the list gives it.',
    fr: "Il faut l'identifiant d'un enregistrement, tel que la liste le donne.",
  },
  faultRecordingPlace: {
    en: 'This must be the id of a recording, or a time such as 2026-10-15T08:00:00Z.',
    fr: "Il faut l'identifiant d'un enregistrement, ou une date comme 2026-10-15T08:00:00Z.",
  },
  faultTokenId: {
    en: 'This must be the id of a token, as the list gives it.',
    fr: "Il faut l'identifiant d'un jeton, tel que la liste le donne.",
  },
  faultTooShort: {
    en: 'This must have at least {minimum} characters.',
    fr: 'Il faut au moins {minimum} caractères.',
  },
  faultKeyForbidden: {
    en: 'No key may be called __proto__ or constructor. Rename it.',
    fr: "Aucune clé ne peut s'appeler __proto__ ni constructor. Renommez-la.",
  },
  faultContentType: {
    en: 'This must be {types}.',
    fr: 'Il faut {types}.',
  },
  settingsLost: {
    en: 'The settings file was empty and there is no copy: the box records and publishes nowhere. Enter the settings on the page and save them.',
    fr: "Le fichier de réglages était vide et il n'y a pas de copie : le boîtier enregistre et ne diffuse nulle part. Saisissez les réglages sur la page et appliquez-les.",
  },
} as const satisfies Sentences;
