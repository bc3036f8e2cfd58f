/** Sentences about `pupitre.toml` on the memory card. */
import type { Sentences } from './form.ts';

export const CARD = {
  cardMistakes: {
    en: 'The file pupitre.toml on the memory card holds mistakes: {count}. They are listed under Box and in pupitre-report.txt on the card; what is right in it is in force.',
    fr: 'Le fichier pupitre.toml de la carte mémoire contient des erreurs : {count}. Elles sont listées sous Boîtier et dans pupitre-report.txt sur la carte ; ce qui y est juste est en vigueur.',
  },
  cardFileNoText: {
    en: 'The file pupitre.toml is not plain text, so nothing of it was read. Save it as plain text (in TextEdit: Format, Make Plain Text), not from a word processor.',
    fr: "Le fichier pupitre.toml n'est pas du texte brut : rien n'en a été lu. Convertissez-le en texte brut (dans TextEdit : Format, Convertir au format Texte), et n'utilisez pas de traitement de texte.",
  },
  cardFileTooLong: {
    en: 'The file pupitre.toml is longer than {kilobytes} kB, so nothing of it was read. Start again from a short one; all its keys fit on one page.',
    fr: "Le fichier pupitre.toml dépasse {kilobytes} ko : rien n'en a été lu. Repartez d'un fichier court ; toutes ses clés tiennent sur une page.",
  },
  cardTooManyMistakes: {
    en: 'From line {line} on nothing was read: there are too many mistakes before it. Correct those first.',
    fr: "À partir de la ligne {line}, rien n'a été lu : il y a trop d'erreurs avant. Corrigez d'abord celles-ci.",
  },
  cardTableBroken: {
    en: 'Line {line}: a heading is a word in square brackets, alone on its line. Write it like this: [wifi].',
    fr: 'Ligne {line} : un titre est un mot entre crochets, seul sur sa ligne. Écrivez-le ainsi : [wifi].',
  },
  cardTableUnknown: {
    en: 'Line {line}: [{name}] is no heading that the box knows, so nothing below it was read. Use one of these: {known}.',
    fr: "Ligne {line} : [{name}] n'est pas un titre connu du boîtier, donc rien n'a été lu au-dessous. Utilisez l'un de ceux-ci : {known}.",
  },
  cardTableUnknownNear: {
    en: 'Line {line}: [{name}] is no heading that the box knows, so nothing below it was read. Did you mean [{near}]? Write it so.',
    fr: "Ligne {line} : [{name}] n'est pas un titre connu du boîtier, donc rien n'a été lu au-dessous. Vouliez-vous dire [{near}] ? Écrivez-le ainsi.",
  },
  cardKeyUnknown: {
    en: 'Line {line}: {key} is no setting that the box knows. Below [{table}] it knows these: {known}.',
    fr: "Ligne {line} : {key} n'est pas un réglage connu du boîtier. Sous [{table}], il connaît : {known}.",
  },
  cardKeyUnknownNear: {
    en: 'Line {line}: {key} is no setting that the box knows. Did you mean {near}? Write it so.',
    fr: "Ligne {line} : {key} n'est pas un réglage connu du boîtier. Vouliez-vous dire {near} ? Écrivez-le ainsi.",
  },
  cardKeyWithoutTable: {
    en: 'Line {line}: {key} stands above the first heading. Put it below its own, one of {known}.',
    fr: 'Ligne {line} : {key} se trouve avant le premier titre. Mettez-le sous le sien, parmi {known}.',
  },
  cardKeyTwice: {
    en: 'Line {line}: {key} is already given in line {first}, which was taken. Delete one of the two lines.',
    fr: 'Ligne {line} : {key} est déjà donné à la ligne {first}, qui a été prise. Supprimez une des deux lignes.',
  },
  cardNoEquals: {
    en: 'Line {line} cannot be read: between the name and the text an equals sign is missing. Write it like this: name = "text"; a remark begins with #.',
    fr: 'La ligne {line} est illisible : il manque le signe égal entre le nom et le texte. Écrivez-la ainsi : name = "texte" ; une remarque commence par #.',
  },
  cardQuotesTypographic: {
    en: 'Line {line}: the quotes around the text are curly, as word processors make them. Write straight ones: {key} = "text".',
    fr: 'Ligne {line} : les guillemets autour du texte sont typographiques. Tapez des guillemets droits : {key} = "texte".',
  },
  cardQuotesMissing: {
    en: 'Line {line}: the text must stand between straight quotes, numbers too. Write it like this: {key} = "text".',
    fr: 'Ligne {line} : le texte doit être entre guillemets droits, les nombres aussi. Écrivez-le ainsi : {key} = "texte".',
  },
  cardQuoteOpen: {
    en: 'Line {line}: the quote at the end of the text is missing. Write it like this: {key} = "text".',
    fr: 'Ligne {line} : il manque le guillemet à la fin du texte. Écrivez-le ainsi : {key} = "texte".',
  },
  cardBackslash: {
    en: "Line {line}: a backslash has a meaning of its own between double quotes. Type it twice, or use single quotes: {key} = 'text'.",
    fr: "Ligne {line} : entre guillemets doubles, la barre oblique inversée a un sens particulier. Tapez-la deux fois, ou utilisez des apostrophes : {key} = 'texte'.",
  },
  cardLineUnreadable: {
    en: 'Line {line} cannot be read. Write it like this, with nothing after it: {key} = "text".',
    fr: 'La ligne {line} est illisible. Écrivez-la ainsi, sans rien après : {key} = "texte".',
  },
  cardNotOneText: {
    en: 'Line {line}: {key} takes one text only. Write it like this: {key} = "text".',
    fr: 'Ligne {line} : {key} n\'accepte qu\'un seul texte. Écrivez-le ainsi : {key} = "texte".',
  },
  cardTextLength: {
    en: 'Line {line}: {key} must have from {minimum} to {maximum} characters. Write another text.',
    fr: 'Ligne {line} : {key} doit avoir de {minimum} à {maximum} caractères. Écrivez un autre texte.',
  },
  cardLanguageUnknown: {
    en: 'Line {line}: the box speaks no such language. Write room.language as one of these: {known}.',
    fr: 'Ligne {line} : le boîtier ne parle pas cette langue. Écrivez room.language ainsi : {known}.',
  },
  cardTimezoneUnknown: {
    en: 'Line {line}: this is no time zone. Write it as a continent and a city, such as "Europe/Paris".',
    fr: 'Ligne {line} : ce fuseau horaire n\'existe pas. Écrivez un continent et une ville, comme "Europe/Paris".',
  },
  cardTimezoneUnknownNear: {
    en: 'Line {line}: this is no time zone. Did you mean "{near}"? Write it so.',
    fr: 'Ligne {line} : ce fuseau horaire n\'existe pas. Vouliez-vous dire "{near}" ? Écrivez-le ainsi.',
  },
  cardCountryUnknown: {
    en: 'Line {line}: this is no country. Write its two letters, such as "FR", "BE", "CH" or "CA".',
    fr: 'Ligne {line} : ce pays n\'existe pas. Écrivez ses deux lettres, comme "FR", "BE", "CH" ou "CA".',
  },
  cardBlankInside: {
    en: 'Line {line}: {key} has a blank inside, at character {at}. Remove it, or copy the whole again.',
    fr: 'Ligne {line} : {key} contient une espace, au caractère {at}. Supprimez-la, ou recopiez le tout.',
  },
  cardTooLong: {
    en: 'Line {line}: {key} has {given} characters, and at most {most} are possible. Shorten it.',
    fr: 'Ligne {line} : {key} a {given} caractères, et {most} au plus sont possibles. Raccourcissez-le.',
  },
  cardNotAscii: {
    en: 'Line {line}: {key} can only have plain letters, digits and signs, no accents. Copy it again.',
    fr: 'Ligne {line} : {key} ne peut avoir que des lettres sans accent, des chiffres et des signes. Recopiez-le.',
  },
  cardPortClosed: {
    en: 'Line {line}: no browser opens port {port}, which {key} names. Give viewers another.',
    fr: "Ligne {line} : aucun navigateur n'ouvre le port {port} de {key}. Donnez-en un autre au public.",
  },
  cardPassphraseApart: {
    en: 'Line {line}: the passphrase is part of the address, which stays on the card. Take it out of {key} and write it on a line of its own: passphrase = "…".',
    fr: 'Ligne {line} : la phrase secrète est dans l\'adresse, qui reste sur la carte. Retirez-la de {key} et écrivez-la sur sa propre ligne : passphrase = "…".',
  },
  cardAddressStream: {
    en: 'Line {line}: the server\'s address is not one for a stream. Write it like this: {key} = "rtmp://stream.example.org/live".',
    fr: "Ligne {line} : l'adresse du serveur n'est pas celle d'un flux. Écrivez-la ainsi : {key} = \"rtmp://stream.example.org/live\".",
  },
  cardAddressWeb: {
    en: 'Line {line}: this is no address of the web. Write it like this: {key} = "https://example.org/…".',
    fr: 'Ligne {line} : ceci n\'est pas une adresse du web. Écrivez-la ainsi : {key} = "https://example.org/…".',
  },
  cardAddressHttps: {
    en: 'Line {line}: this address must begin with https:// and name the room. Write it like this: {key} = "https://example.org/report/room".',
    fr: 'Ligne {line} : cette adresse doit commencer par https:// et nommer la salle. Écrivez-la ainsi : {key} = "https://example.org/report/salle".',
  },
  cardSshKeyBad: {
    en: 'Line {line}: this is no public ssh key. Copy the whole line of the file that ends in .pub; it begins with ssh-ed25519 or ssh-rsa.',
    fr: "Ligne {line} : ceci n'est pas une clé ssh publique. Copiez toute la ligne du fichier en .pub ; elle commence par ssh-ed25519 ou ssh-rsa.",
  },
  cardSshKeyPrivate: {
    en: 'Line {line}: this is the private half of an ssh key, which nobody else may have. Delete it from this file, and copy the line of the file that ends in .pub.',
    fr: "Ligne {line} : ceci est la moitié privée d'une clé ssh, que personne d'autre ne doit avoir. Effacez-la de ce fichier, et copiez la ligne du fichier en .pub.",
  },
  cardWifiPasswordLength: {
    en: 'Line {line}: a Wi-Fi password has from 8 to 63 characters. Write it as it is on the router, or "" if the Wi-Fi has none.',
    fr: 'Ligne {line} : un mot de passe de Wi-Fi a de 8 à 63 caractères. Écrivez-le comme sur la box ou le routeur, ou "" si le Wi-Fi n\'en a pas.',
  },
  cardWifiNameMissing: {
    en: 'Line {line}: the name of the Wi-Fi is missing, so its password was not taken. Add the line name = "…" below [wifi].',
    fr: 'Ligne {line} : il manque le nom du Wi-Fi, donc son mot de passe n\'a pas été pris. Ajoutez la ligne name = "…" sous [wifi].',
  },
  cardServerUrlMissing: {
    en: 'Line {line}: the address of the server is missing, so nothing below [server] was taken. Add the line url = "rtmp://…".',
    fr: 'Ligne {line} : il manque l\'adresse du serveur, donc rien sous [server] n\'a été pris. Ajoutez la ligne url = "rtmp://…".',
  },
  cardSecretAgain: {
    en: 'Line {line}: this is another server than before, so the address was not taken: its secret would go there. Add the line {key} = "…" below it.',
    fr: "Ligne {line} : ce n'est plus le même serveur, donc l'adresse n'a pas été prise : son secret lui serait envoyé. Ajoutez la ligne {key} = \"…\" dessous.",
  },
  cardNotKept: {
    en: 'What stands below [{table}] in pupitre.toml could not be kept in the box. Leave the card as it is and start the box again; if this comes back, use another card.',
    fr: "Ce qui est sous [{table}] dans pupitre.toml n'a pas pu être gardé dans le boîtier. Laissez la carte telle quelle et redémarrez le boîtier ; si cela revient, prenez une autre carte.",
  },
  cardPartitionFull: {
    en: 'The part of the memory card that a computer shows is full. Put the card into a computer and delete what you have put there; what was in pupitre.toml is kept.',
    fr: 'La partie de la carte mémoire que montre un ordinateur est pleine. Mettez la carte dans un ordinateur et effacez ce que vous y avez mis ; le contenu de pupitre.toml est gardé.',
  },
  cardNotRewritten: {
    en: 'The passwords could not be removed from pupitre.toml on the memory card. Put the card into a computer and delete those lines; the box has them.',
    fr: "Les mots de passe n'ont pas pu être enlevés de pupitre.toml sur la carte mémoire. Mettez la carte dans un ordinateur et effacez ces lignes ; le boîtier les a.",
  },
  dataPartitionLost: {
    en: 'The data part of the memory card cannot be read: its settings and recordings are not there, and what the box keeps now is lost at power-off; recording soon finds no room. Use another card, and fill in its pupitre.toml.',
    fr: "La partie données de la carte mémoire est illisible : ses réglages et ses enregistrements n'y sont pas, ce que le boîtier garde maintenant sera perdu à l'arrêt, et la place manque vite pour enregistrer. Prenez une autre carte et remplissez son pupitre.toml.",
  },
} as const satisfies Sentences;
