/**
 * Every sentence that a reason can carry: what happened, then what to do. `{name}` is filled from the reason's values.
 */
export const SENTENCES = {
  noCamera: {
    en: 'No camera is plugged in: viewers see a slate. Plug the camera into the box.',
    fr: "Aucune caméra n'est branchée : le public voit un écran d'attente. Branchez la caméra sur le boîtier.",
  },
  cameraNotFound: {
    en: 'The chosen camera {device} is not there: viewers see a slate. Plug it in again or choose another on the page.',
    fr: "La caméra choisie {device} est absente : le public voit un écran d'attente. Rebranchez-la ou choisissez-en une autre sur la page.",
  },
  cameraFailed: {
    en: 'The camera stopped giving pictures. Unplug it, plug it in again; if that does not help, change the cable.',
    fr: "La caméra ne donne plus d'image. Débranchez-la et rebranchez-la ; si cela ne suffit pas, changez le câble.",
  },
  cameraUnsuitable: {
    en: 'The camera {name} gives no picture that this box can read: viewers see a slate. Plug in another camera (USB, with MJPEG).',
    fr: "La caméra {name} ne donne pas d'image lisible par ce boîtier : le public voit un écran d'attente. Branchez une autre caméra (USB, avec MJPEG).",
  },
  cameraWillNotStart: {
    en: 'The camera {name} is there but does not start: often the USB bus has no room for it. Unplug other USB devices, plug it straight into the box; the box tries again by itself.',
    fr: "La caméra {name} est là mais ne démarre pas : souvent, le bus USB n'a plus de place pour elle. Débranchez d'autres appareils USB, branchez-la directement ; le boîtier réessaie tout seul.",
  },
  cameraOffersFew: {
    en: 'The camera {name} offers {got} pictures a second at {size}, not the {wanted} that the settings ask for. Choose a smaller picture, or plug in a camera with MJPEG.',
    fr: 'La caméra {name} offre {got} images par seconde en {size}, et non les {wanted} des réglages. Choisissez une image plus petite, ou branchez une caméra MJPEG.',
  },
  cameraTooDark: {
    en: 'The camera {name} gives {got} pictures a second in place of {of}: the room is too dark for it. Turn on a light, or switch off "Fewer pictures in the dark" on the page.',
    fr: "La caméra {name} donne {got} images par seconde au lieu de {of} : la salle est trop sombre pour elle. Allumez une lampe, ou désactivez « Moins d'images dans le noir » sur la page.",
  },
  cameraSlow: {
    en: 'The camera {name} gives {got} pictures a second in place of {of}. Give it more light; if that does not help, choose a smaller picture or plug it straight into the box.',
    fr: 'La caméra {name} donne {got} images par seconde au lieu de {of}. Éclairez mieux la salle ; si cela ne suffit pas, choisissez une image plus petite ou branchez-la directement sur le boîtier.',
  },
  cameraPicturesLost: {
    en: 'Of {of} pictures a second of the camera {name} only {got} arrive. Plug it straight into the box, away from other USB devices, or choose a smaller picture.',
    fr: "Sur {of} images par seconde de la caméra {name}, {got} seulement arrivent. Branchez-la directement sur le boîtier, loin d'autres appareils USB, ou choisissez une image plus petite.",
  },
  pictureReduced: {
    en: 'The box is too slow for {wantedSize} at {wanted} pictures a second, so it makes {size} at {got}. To have it the same at each talk, choose a smaller picture or fewer pictures a second on the page; it tries a larger one again after a talk.',
    fr: "Le boîtier est trop lent pour {wantedSize} à {wanted} images par seconde : il fait donc {size} à {got}. Pour que chaque exposé soit pareil, choisissez sur la page une image plus petite ou moins d'images par seconde ; il en essaie une plus grande après un exposé.",
  },
  encoderTooSlow: {
    en: 'The box encodes {got} of {of} pictures a second: it is too slow for this picture. Choose a smaller picture or fewer pictures a second on the page.',
    fr: "Le boîtier n'encode que {got} images par seconde sur {of} : il est trop lent pour cette image. Choisissez une image plus petite ou moins d'images par seconde sur la page.",
  },
  replayUnreadable: {
    en: 'The file to replay, {file}, cannot be read. Check its name and its place, or choose another source on the page.',
    fr: 'Le fichier à rejouer, {file}, est illisible. Vérifiez son nom et son emplacement, ou choisissez une autre source sur la page.',
  },
  replayUnplayable: {
    en: 'The file to replay, {file}, does not play on this box: it is empty, damaged or of an unknown kind. Turn it into an MP4 with H.264 and AAC, or choose another source on the page.',
    fr: 'Le fichier à rejouer, {file}, ne passe pas sur ce boîtier : il est vide, abîmé ou de nature inconnue. Convertissez-le en MP4 (H.264 et AAC), ou choisissez une autre source sur la page.',
  },
  replayUntimed: {
    en: 'The file to replay, {file}, does not say how fast its pictures go (a GIF or bare pictures). Turn it into an MP4 with H.264, or choose another source on the page.',
    fr: "Le fichier à rejouer, {file}, n'indique pas la vitesse de ses images (GIF ou images brutes). Convertissez-le en MP4 (H.264), ou choisissez une autre source sur la page.",
  },
  replayWithoutPicture: {
    en: 'The file to replay as the camera, {file}, holds no picture: viewers see a slate. Choose a film, or no camera, on the page.',
    fr: "Le fichier à rejouer comme caméra, {file}, ne contient pas d'image : le public voit un écran d'attente. Choisissez un film, ou aucune caméra, sur la page.",
  },
  replayWithoutSound: {
    en: 'The file to replay as the microphone, {file}, holds no sound: the talk is silent. Choose a file with sound, or a microphone, on the page.',
    fr: "Le fichier à rejouer comme micro, {file}, ne contient pas de son : l'exposé est muet. Choisissez un fichier qui a du son, ou un micro, sur la page.",
  },
  cameraControlsRefused: {
    en: 'The camera {name} did not take these settings: {controls}. The picture goes on; choose other values on the page.',
    fr: "La caméra {name} n'a pas pris ces réglages : {controls}. L'image continue ; choisissez d'autres valeurs sur la page.",
  },
  passedOverForAnother: {
    en: 'The automatic choice takes {name} first. Choose this one by hand if it is better.',
    fr: "Le choix automatique prend d'abord {name}. Choisissez celui-ci à la main s'il convient mieux.",
  },
  passedOverOnCamera: {
    en: 'It is part of a camera: the automatic choice takes {name}, which can stand nearer to the speaker.',
    fr: "Il fait partie d'une caméra : le choix automatique prend {name}, qui peut être plus près de l'orateur.",
  },
  passedOverUnreadable: {
    en: 'It gives no picture that this box can read. Plug in another camera (USB, with MJPEG).',
    fr: "Elle ne donne pas d'image lisible par ce boîtier. Branchez une autre caméra (USB, avec MJPEG).",
  },
  deviceBusy: {
    en: '{name} is in use by another program. Close that program, then try again.',
    fr: '{name} est occupé par un autre programme. Fermez-le, puis réessayez.',
  },
  trialReplaced: {
    en: 'Another page is trying out a camera or a microphone now. Wait for it, or start the trial again.',
    fr: "Une autre page essaie maintenant une caméra ou un micro. Attendez qu'elle ait fini, ou relancez l'essai.",
  },
  trialTooLong: {
    en: 'The trial ended by itself after 2 minutes. Start it again if you still need it.',
    fr: "L'essai s'est arrêté de lui-même après 2 minutes. Relancez-le si vous en avez encore besoin.",
  },
  noMicrophone: {
    en: 'No microphone is plugged in: the talk has no sound. Plug the microphone into the box.',
    fr: "Aucun micro n'est branché : l'exposé est sans son. Branchez le micro sur le boîtier.",
  },
  microphoneNotFound: {
    en: 'The chosen microphone {device} is not there: the talk has no sound. Plug it in again or choose another on the page.',
    fr: "Le micro choisi {device} est absent : l'exposé est sans son. Rebranchez-le ou choisissez-en un autre sur la page.",
  },
  microphoneReplaced: {
    en: 'The microphone {lost} is gone: {used} is heard in its place. Plug it in again, and it is taken back by itself.',
    fr: "Le micro {lost} n'est plus là : {used} le remplace. Rebranchez-le, il sera repris tout seul.",
  },
  microphoneFailed: {
    en: 'The microphone stopped giving sound. Unplug it and plug it in again.',
    fr: 'Le micro ne donne plus de son. Débranchez-le et rebranchez-le.',
  },
  microphoneSilent: {
    en: 'The microphone hears nothing. Check that it is switched on and not muted.',
    fr: "Le micro n'entend rien. Vérifiez qu'il est allumé et que sa sourdine est désactivée.",
  },
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
  settingsRefused: {
    en: 'Some settings are not right, so none was changed. Correct those the details name, then save again.',
    fr: "Certains réglages sont incorrects, donc aucun n'a été changé. Corrigez ceux que nomment les détails, puis appliquez de nouveau.",
  },
  tokenExpired: {
    en: 'This token has expired on {day}. Make a new one on the page of the box.',
    fr: 'Ce jeton a expiré le {day}. Créez-en un nouveau sur la page du boîtier.',
  },
  personNeeded: {
    en: 'Only a person who is logged in on the page of the box may see, make or revoke tokens. Log in there.',
    fr: 'Seule une personne connectée sur la page du boîtier peut voir, créer ou révoquer des jetons. Connectez-vous-y.',
  },
  secretAskedAgain: {
    en: 'The address is that of another server. Give this secret again: the new server would get it.',
    fr: "L'adresse est celle d'un autre serveur. Donnez à nouveau ce secret : le nouveau serveur le recevrait.",
  },
  recordingUnknown: {
    en: 'There is no such recording on the box any more. Reload the list.',
    fr: "Cet enregistrement n'est plus sur le boîtier. Rechargez la liste.",
  },
  recordingBusy: {
    en: 'This recording is still being written. Wait until it is ready, then try again.',
    fr: "Cet enregistrement est encore en cours d'écriture. Attendez qu'il soit prêt, puis réessayez.",
  },
  recordingWithoutVideo: {
    en: 'This recording has no file to play yet. Wait until it is ready, then try again.',
    fr: "Cet enregistrement n'a pas encore de fichier à lire. Attendez qu'il soit prêt, puis réessayez.",
  },
  insideFault: {
    en: 'Something went wrong inside the box. Try again; if it happens again, restart the box and send its log.',
    fr: "Quelque chose s'est mal passé dans le boîtier. Réessayez ; si cela se reproduit, redémarrez le boîtier et envoyez son journal.",
  },
  sessionAlreadyRunning: {
    en: 'A talk is already running. To start another, stop this one first.',
    fr: "Un exposé est déjà en cours. Pour en commencer un autre, arrêtez-le d'abord.",
  },
  sessionStarting: {
    en: 'The talk is still starting. Wait until the REC lamp stays lit, then press again.',
    fr: "L'exposé démarre. Attendez que le voyant REC reste allumé, puis appuyez de nouveau.",
  },
  sessionNotRunning: {
    en: 'No talk is running. Press the button to start one.',
    fr: "Aucun exposé n'est en cours. Appuyez sur le bouton pour en commencer un.",
  },
  sessionEnding: {
    en: 'The talk is stopping. Press the button to go on with it, or wait 20 s.',
    fr: "L'exposé s'arrête. Appuyez sur le bouton pour le reprendre, ou attendez 20 s.",
  },
  tooManyMarks: {
    en: 'This talk already has {limit} chapters: the new one was left out. The recording goes on; write the time down instead.',
    fr: "Cet exposé a déjà {limit} chapitres : le nouveau n'est pas gardé. L'enregistrement continue ; notez plutôt l'heure.",
  },
  tooManyCommands: {
    en: 'The box is still busy with earlier commands. Wait ten seconds and try again.',
    fr: 'Le boîtier traite encore les commandes précédentes. Attendez dix secondes et réessayez.',
  },
  desiredStateDamaged: {
    en: 'The note of what was running before the restart cannot be read, so nothing was resumed. If a talk is on, press the button to start again.',
    fr: "La note de ce qui tournait avant le redémarrage est illisible : rien n'a été repris. Si un exposé est en cours, appuyez sur le bouton.",
  },
  desiredStateNotSaved: {
    en: 'The memory card did not take the state of the talk: after a power cut it would not be right. Check the power plug; change the card after the talk.',
    fr: "La carte mémoire n'a pas pris l'état de l'exposé : il serait faux après une coupure. Vérifiez la prise ; changez la carte après l'exposé.",
  },
  sessionFileNotSaved: {
    en: 'The title and chapters of the talk could not be written beside its recording. Free some space on the card, or change it after the talk.',
    fr: "Le titre et les chapitres de l'exposé n'ont pas pu être écrits près de l'enregistrement. Libérez de la place sur la carte, ou changez-la après l'exposé.",
  },
  noEncoder: {
    en: 'This box cannot encode video: no encoder works. Restart the box; if that does not help, reinstall it.',
    fr: 'Ce boîtier ne peut pas encoder la vidéo : aucun encodeur ne fonctionne. Redémarrez-le ; si cela ne suffit pas, réinstallez-le.',
  },
  encoderUnusable: {
    en: 'The chosen encoder {wanted} does not work on this box: {used} is used in its place. Choose auto on the page.',
    fr: "L'encodeur choisi {wanted} ne fonctionne pas sur ce boîtier : {used} le remplace. Choisissez auto sur la page.",
  },
  captureFailed: {
    en: 'Picture and sound were lost for a moment; the box is starting them again. If this stays, restart the box.',
    fr: "L'image et le son ont été perdus un instant ; le boîtier les relance. Si cela dure, redémarrez le boîtier.",
  },
  destinationReduced: {
    en: 'The connection to {name} is too thin: viewers get a smaller picture. The recording is not affected. Use a network cable, or ask others to leave the network free.',
    fr: "La connexion vers {name} est trop faible : le public a une image plus petite. L'enregistrement n'est pas touché. Utilisez un câble réseau, ou faites libérer le réseau.",
  },
  destinationStills: {
    en: 'The connection to {name} is too thin: viewers hear the talk and get about one picture a second. The recording is not affected. Use a network cable, or ask others to leave the network free.',
    fr: "La connexion vers {name} est trop faible : le public entend l'exposé et voit environ une image par seconde. L'enregistrement n'est pas touché. Utilisez un câble réseau, ou faites libérer le réseau.",
  },
  destinationVoice: {
    en: 'The connection to {name} is too thin: viewers get little more than the voice. The recording is not affected. Use a network cable, or ask others to leave the network free.',
    fr: "La connexion vers {name} est trop faible : le public n'a guère que la voix. L'enregistrement n'est pas touché. Utilisez un câble réseau, ou faites libérer le réseau.",
  },
  destinationRefused: {
    en: '{name} refuses the stream. Check its address and stream key on the page; the recording goes on.',
    fr: "{name} refuse le flux. Vérifiez son adresse et sa clé de flux sur la page ; l'enregistrement continue.",
  },
  destinationStillHeld: {
    en: '{name} still believes the connection before this one is open. The box tries again by itself; the recording goes on.',
    fr: "{name} croit encore la connexion précédente ouverte. Le boîtier réessaie tout seul ; l'enregistrement continue.",
  },
  destinationUnresolvable: {
    en: 'The name {host} cannot be found. Check the Internet connection and the spelling of the address; the recording goes on.',
    fr: "Le nom {host} est introuvable. Vérifiez la connexion à Internet et l'orthographe de l'adresse ; l'enregistrement continue.",
  },
  destinationUnreachable: {
    en: 'No server answers at {host}. Check the network cable or the Wi-Fi, then that the server is running; the recording goes on.',
    fr: "Aucun serveur ne répond à {host}. Vérifiez le câble réseau ou le Wi-Fi, puis que le serveur fonctionne ; l'enregistrement continue.",
  },
  destinationNoLink: {
    en: 'The box has no network, so {name} gets nothing. Plug in the network cable or join the Wi-Fi; the recording goes on.',
    fr: "Le boîtier n'a pas de réseau : {name} ne reçoit rien. Branchez le câble réseau ou rejoignez le Wi-Fi ; l'enregistrement continue.",
  },
  destinationPortal: {
    en: 'The network wants a log-in on a web page before it lets anything out, so {name} gets nothing. Ask whoever runs the network to let the box through; the recording goes on.',
    fr: "Le réseau demande une connexion sur une page web avant de laisser sortir quoi que ce soit : {name} ne reçoit rien. Demandez à la personne qui gère le réseau de laisser passer le boîtier ; l'enregistrement continue.",
  },
  destinationNoAnswer: {
    en: '{host} takes the connection but did not answer in time. If that stays, check the address and its port on the page and that the server is well. The box tries again by itself; the recording goes on.',
    fr: "{host} prend la connexion mais n'a pas répondu à temps. Si cela dure, vérifiez l'adresse et son port sur la page, et que le serveur va bien. Le boîtier réessaie tout seul ; l'enregistrement continue.",
  },
  destinationNotRtmp: {
    en: 'Something answers at {host} but does not speak RTMP. Check the address and its port on the page; the recording goes on.',
    fr: "{host} répond, mais pas en RTMP. Vérifiez l'adresse et son port sur la page ; l'enregistrement continue.",
  },
  destinationSilent: {
    en: 'Nothing answers at {host} on UDP port {port}. UDP does not tell why: the server may be off, the port or the address wrong, or a firewall in between. Check these; the box tries again by itself, and the recording goes on.',
    fr: "Rien ne répond chez {host} sur le port UDP {port}. UDP ne dit pas pourquoi : le serveur est peut-être éteint, le port ou l'adresse faux, ou un pare-feu bloque. Vérifiez-les ; le boîtier réessaie tout seul, et l'enregistrement continue.",
  },
  destinationNothingListens: {
    en: 'The computer {host} is there, but nothing listens on its port {port}. Check the port on the page and that the server runs; the box tries again by itself, and the recording goes on.',
    fr: "L'ordinateur {host} est là, mais rien n'écoute sur son port {port}. Vérifiez le port sur la page et que le serveur fonctionne ; le boîtier réessaie tout seul, et l'enregistrement continue.",
  },
  destinationNotSrt: {
    en: 'Something answers at {host} on port {port} but does not speak SRT. Check the address and its port on the page; the recording goes on.',
    fr: "{host} répond sur le port {port}, mais pas en SRT. Vérifiez l'adresse et son port sur la page ; l'enregistrement continue.",
  },
  destinationOverloaded: {
    en: '{name} answers, but has no room for the stream now. The box tries again by itself; if that stays, ask whoever runs the server. The recording goes on.',
    fr: "{name} répond, mais n'a pas de place pour le flux en ce moment. Le boîtier réessaie tout seul ; si cela dure, prévenez la personne qui gère le serveur. L'enregistrement continue.",
  },
  destinationPassphraseWrong: {
    en: '{name} does not accept the passphrase. Enter on the page the one that the server has; the recording goes on.',
    fr: "{name} n'accepte pas la phrase secrète. Indiquez sur la page celle du serveur ; l'enregistrement continue.",
  },
  destinationPassphraseMissing: {
    en: '{name} wants a passphrase. Enter on the page the one that the server has; the recording goes on.',
    fr: "{name} demande une phrase secrète. Indiquez sur la page celle du serveur ; l'enregistrement continue.",
  },
  destinationPassphraseUnexpected: {
    en: '{name} has no passphrase, and the box was given one. Take it off the page, or set the same one on the server; the recording goes on.',
    fr: "{name} n'a pas de phrase secrète, alors que le boîtier en a une. Retirez-la de la page, ou mettez la même sur le serveur ; l'enregistrement continue.",
  },
  destinationBoxBusy: {
    en: 'The box has too much to do and did not get to {name} in time. Choose a smaller picture or fewer pictures a second on the page. It tries again by itself; the recording goes on.',
    fr: "Le boîtier a trop à faire et n'a pas pu servir {name} à temps. Choisissez sur la page une image plus petite ou moins d'images par seconde. Il réessaie tout seul ; l'enregistrement continue.",
  },
  destinationTls: {
    en: 'The secure connection to {host} failed. Check the clock of the box and the certificate of the server; the recording goes on.',
    fr: "La connexion sécurisée avec {host} a échoué. Vérifiez l'heure du boîtier et le certificat du serveur ; l'enregistrement continue.",
  },
  destinationNotInstalled: {
    en: 'This box has nothing installed to publish to {name} with. Ask whoever looks after it to install the package gstreamer1.0-plugins-bad; the recording goes on.',
    fr: "Il manque à ce boîtier de quoi publier vers {name}. Demandez à la personne qui s'en occupe d'installer le paquet gstreamer1.0-plugins-bad ; l'enregistrement continue.",
  },
  destinationClosed: {
    en: 'The connection to {name} was cut. The box reconnects by itself; the recording goes on.',
    fr: "La connexion avec {name} a été coupée. Le boîtier se reconnecte tout seul ; l'enregistrement continue.",
  },
  destinationStalled: {
    en: '{name} no longer takes the stream. The box reconnects by itself; the recording goes on.',
    fr: "{name} ne prend plus le flux. Le boîtier se reconnecte tout seul ; l'enregistrement continue.",
  },
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
  nobodySpeaks: {
    en: 'Nobody has spoken into the microphone for 20 s. Switch it on and bring it nearer to the speaker, or choose another on the page.',
    fr: "Personne n'a parlé dans le micro depuis 20 s. Allumez-le et rapprochez-le de l'orateur, ou choisissez-en un autre sur la page.",
  },
  soundTooLoud: {
    en: 'The sound is too loud and distorted. Lower the gain of the microphone on the page or at its transmitter.',
    fr: 'Le son est trop fort et saturé. Baissez le gain du micro sur la page ou à son émetteur.',
  },
  soundHums: {
    en: 'The sound hums at {hertz} Hz. Move the cable of the microphone away from power supplies, or plug all devices into one socket.',
    fr: 'Le son ronfle à {hertz} Hz. Éloignez le câble du micro des alimentations, ou branchez tous les appareils sur une même prise.',
  },
  lensCovered: {
    en: 'The camera sees nothing: its lens is covered, or the room is dark. Open its shutter, or take away what is before it.',
    fr: "La caméra ne voit rien : l'objectif est couvert, ou la salle est dans le noir. Ouvrez son cache, ou retirez ce qui est devant.",
  },
  cameraMoved: {
    en: 'The camera has been moved. Look at the picture and aim it again; if it is as you want it, this message goes by itself.',
    fr: "La caméra a bougé. Regardez l'image et recadrez ; si elle vous convient, ce message disparaîtra tout seul.",
  },
  pictureDark: {
    en: 'The picture is dark. Turn on more light, or raise exposure or gain of the camera on the page.',
    fr: "L'image est sombre. Allumez davantage, ou augmentez l'exposition ou le gain de la caméra sur la page.",
  },
  diskFull: {
    en: 'The disk is full: the recording was closed and can be played; the live stream goes on. Delete old recordings on the page: it then goes on by itself.',
    fr: "Le disque est plein : l'enregistrement est clos et lisible ; le direct continue. Supprimez d'anciens enregistrements sur la page : il reprendra tout seul.",
  },
  diskReadOnly: {
    en: 'The disk can no longer be written: nothing is recorded, the live stream goes on. Restart the box after the talk; if it comes back, change the memory card.',
    fr: "On ne peut plus écrire sur le disque : rien n'est enregistré, le direct continue. Redémarrez le boîtier après l'exposé ; si cela revient, changez la carte mémoire.",
  },
  diskGone: {
    en: 'The disk with the recordings is gone: nothing is recorded, the live stream goes on. Plug it in again: the recording goes on by itself.',
    fr: "Le disque des enregistrements a disparu : rien n'est enregistré, le direct continue. Rebranchez-le : l'enregistrement reprendra tout seul.",
  },
  diskSlow: {
    en: 'The disk is slow: the recording waits in memory for it, a minute or two at the most; the live stream goes on. Change the memory card after the talk.',
    fr: "Le disque est lent : l'enregistrement l'attend en mémoire, une à deux minutes au plus ; le direct continue. Changez la carte mémoire après l'exposé.",
  },
  diskStalled: {
    en: 'The disk does not keep up: parts of the recording are being lost; the live stream goes on. Change the memory card after the talk.',
    fr: "Le disque ne suit pas : des passages de l'enregistrement se perdent ; le direct continue. Changez la carte mémoire après l'exposé.",
  },
  diskFailed: {
    en: 'The disk does not take the recording; the live stream goes on. Check or change the memory card.',
    fr: "Le disque refuse l'enregistrement ; le direct continue. Vérifiez ou changez la carte mémoire.",
  },
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
  reportUnreachable: {
    en: 'The box cannot tell the server how it is: {fault}; the talk is not affected.',
    fr: "Le boîtier ne peut pas dire au serveur comment il va : {fault} ; l'exposé n'est pas touché.",
  },
  reportRefused: {
    en: '{host} does not let this box tell how it is ({status}). Check the key of the report and the name of the room in its address on the page; the talk is not affected.',
    fr: "{host} refuse que ce boîtier dise comment il va ({status}). Vérifiez la clé du rapport et le nom de la salle dans son adresse sur la page ; l'exposé n'est pas touché.",
  },
  reportNotTaken: {
    en: '{host} does not take what the box tells of itself ({status}). Check the report address on the page, then the server; the talk is not affected.',
    fr: "{host} ne prend pas ce que le boîtier dit de lui ({status}). Vérifiez l'adresse du rapport sur la page, puis le serveur ; l'exposé n'est pas touché.",
  },
  reportTls: {
    en: 'The box cannot tell the server how it is: {fault}; the talk is not affected.',
    fr: "Le boîtier ne peut pas dire au serveur comment il va : {fault} ; l'exposé n'est pas touché.",
  },
  joinNoRoom: {
    en: 'The disk has no room to make one MP4: the recording is kept in its parts. Delete old recordings: the box then makes it by itself.',
    fr: "Le disque n'a plus de place pour créer un seul MP4 : l'enregistrement reste en plusieurs parties. Supprimez d'anciens enregistrements : le boîtier le créera ensuite tout seul.",
  },
  joinReadOnly: {
    en: 'The disk can only be read, so this recording is not one MP4 yet: it is kept in its parts. The box tries again by itself; if it lasts, replace the card.',
    fr: "Le disque ne peut être que lu, cet enregistrement n'est donc pas encore un seul MP4 : il est gardé en parties. Le boîtier réessaie tout seul ; si cela dure, remplacez la carte.",
  },
  joinDiskFailed: {
    en: 'The disk failed while this recording was made one MP4: it is kept in its parts. The box tries again by itself; if it lasts, download the parts and replace the card.',
    fr: 'Le disque a échoué pendant la création du MP4 de cet enregistrement : il est gardé en parties. Le boîtier réessaie tout seul ; si cela dure, téléchargez les parties et remplacez la carte.',
  },
  joinStopped: {
    en: 'Making this recording one MP4 was interrupted, perhaps for want of memory: it is kept in its parts. The box tries again by itself, within ten minutes.',
    fr: "La création du MP4 de cet enregistrement a été interrompue, peut-être faute de mémoire : il est gardé en parties. Le boîtier réessaie tout seul, d'ici dix minutes.",
  },
  joinFailed: {
    en: 'The parts of this recording could not be joined into one MP4: they are kept, nothing is lost. Download them as they are.',
    fr: "Les parties de cet enregistrement n'ont pas pu être réunies en un MP4 : elles sont gardées, rien n'est perdu. Téléchargez-les telles quelles.",
  },
  recordingEmpty: {
    en: 'This recording holds no picture and no sound: the talk ended before any came.',
    fr: "Cet enregistrement ne contient ni image ni son : l'exposé s'est terminé avant d'en avoir.",
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
  stateInUse: {
    en: 'The state folder {folder} is in use by process {pid}. Stop it, or choose another with --state.',
    fr: "Le dossier d'état {folder} est utilisé par le processus {pid}. Arrêtez-le, ou choisissez un autre dossier avec --state.",
  },
  stateNotWritable: {
    en: 'The state folder {folder} cannot be written: {said}. Change its rights, or choose another with --state.',
    fr: "Le dossier d'état {folder} ne peut pas être écrit : {said}. Changez ses droits, ou choisissez un autre dossier avec --state.",
  },
  passwordNotReset: {
    en: 'The password in {folder} cannot be reset: {said}. Give the right --state, and do it as the user who runs the service or as root.',
    fr: "Le mot de passe de {folder} ne peut pas être effacé : {said}. Indiquez le bon --state, en tant qu'utilisateur du service ou root.",
  },
  passwordReset: {
    en: 'The password is forgotten. Whoever opens the page now chooses a new one: open it and choose.',
    fr: 'Le mot de passe est oublié. La première personne qui ouvre la page en choisit un nouveau : ouvrez-la et choisissez.',
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
  mediaToolsMissing: {
    en: 'The media part of the box does not start: GStreamer or its binding is missing. Reinstall the box.',
    fr: 'La partie média du boîtier ne démarre pas : il manque GStreamer ou son lien. Réinstallez le boîtier.',
  },
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
  lanOffAir: {
    en: 'Nothing is on air in this room now. Ask again when the talk has started.',
    fr: "Rien n'est à l'antenne dans cette salle pour l'instant. Redemandez quand l'exposé aura commencé.",
  },
  lanNotReady: {
    en: 'The stream for the room is being prepared. Ask again in a second.',
    fr: 'La diffusion pour la salle se prépare. Redemandez dans une seconde.',
  },
  receiptUnresolvable: {
    en: 'The receipt cannot be sent: {fault}; the box tries again by itself.',
    fr: 'Le bilan ne peut pas partir : {fault} ; le boîtier réessaie tout seul.',
  },
  receiptUnreachable: {
    en: 'The receipt cannot be sent: {fault}; the box tries again by itself.',
    fr: 'Le bilan ne peut pas partir : {fault} ; le boîtier réessaie tout seul.',
  },
  receiptTls: {
    en: 'The receipt cannot be sent: {fault}; the box tries again by itself.',
    fr: 'Le bilan ne peut pas partir : {fault} ; le boîtier réessaie tout seul.',
  },
  receiptNotLetIn: {
    en: 'The receipt cannot be sent: {host} refuses the account or its password. Enter them anew in the settings; the box tries again by itself.',
    fr: 'Le bilan ne peut pas partir : {host} refuse le compte ou son mot de passe. Saisissez-les de nouveau dans les réglages ; le boîtier réessaie tout seul.',
  },
  receiptRecipientRefused: {
    en: 'The receipt cannot be sent: {host} refuses the recipient {to}. Check the address in the settings; the box tries again by itself.',
    fr: "Le bilan ne peut pas partir : {host} refuse le destinataire {to}. Vérifiez l'adresse dans les réglages ; le boîtier réessaie tout seul.",
  },
  receiptRefused: {
    en: 'The receipt cannot be sent: {host} refuses it ({status}). Check address, sender and room in the settings; the box tries again by itself.',
    fr: "Le bilan ne peut pas partir : {host} le refuse ({status}). Vérifiez l'adresse, l'expéditeur et le salon dans les réglages ; le boîtier réessaie tout seul.",
  },
  receiptServerFault: {
    en: 'The receipt cannot be sent yet: {host} has a fault of its own or is too busy ({status}). Wait: the box tries again by itself; if it lasts, tell whoever runs that server.',
    fr: 'Le bilan ne peut pas encore partir : {host} est en panne ou surchargé ({status}). Attendez : le boîtier réessaie tout seul ; si cela dure, prévenez la personne qui gère ce serveur.',
  },
  receiptIncomplete: {
    en: 'The settings of the receipt are begun and not complete. An e-mail needs a mail server and a recipient, a webhook its address, Matrix a server, a room and a token: enter what is missing.',
    fr: 'Les réglages du bilan sont commencés mais incomplets. Un courriel demande un serveur et un destinataire, un webhook son adresse, Matrix un serveur, un salon et un jeton : saisissez ce qui manque.',
  },
  receiptNobody: {
    en: 'The settings name nobody who gets a receipt. Enter an e-mail address, a webhook or a Matrix room, save, then test again.',
    fr: 'Les réglages ne nomment personne qui reçoive un bilan. Saisissez une adresse de courriel, un webhook ou un salon Matrix, appliquez, puis réessayez.',
  },
  receiptGivenUp: {
    en: '{count} receipts could not be sent for 30 days, or were too many, and were given up. They stay on the page, beside their recordings; correct the settings of the receipt.',
    fr: "{count} bilans n'ont pas pu partir en 30 jours, ou étaient trop nombreux, et sont abandonnés. Ils restent sur la page, près de leurs enregistrements ; corrigez les réglages du bilan.",
  },
  receiptDamaged: {
    en: '{count} files of receipts that were waiting were damaged and set aside. Check the power plug of the box; if it comes back, change the memory card.',
    fr: '{count} fichiers de bilans en attente étaient abîmés et ont été mis de côté. Vérifiez la prise du boîtier ; si cela revient, changez la carte mémoire.',
  },
  receiptNotKept: {
    en: 'The memory card did not take the receipt of a talk. Check the power plug and free some space; change the card after the talk.',
    fr: "La carte mémoire n'a pas pris le bilan d'un exposé. Vérifiez la prise et libérez de la place ; changez la carte après l'exposé.",
  },
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
  restartUnavailable: {
    en: 'Nothing would start the service again on this machine, so it goes on. Stop it and start it again by hand.',
    fr: 'Rien ne relancerait le service sur cette machine, donc il continue. Arrêtez-le et relancez-le à la main.',
  },
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
} as const satisfies Record<string, { en: string; fr: string }>;

/** Causes of a failed connection, for the `{fault}` of a sentence: what is wrong, then what to check. */
export const NETWORK_FAULTS = {
  nameUnknown: {
    en: 'the name {host} cannot be found. Check the Internet connection and the spelling of the address',
    fr: "le nom {host} est introuvable. Vérifiez la connexion à Internet et l'orthographe de l'adresse",
  },
  innerAddress: {
    en: '{host} leads to an address inside a network, where the box does not go. Ask whoever runs the server',
    fr: "{host} mène à une adresse interne d'un réseau, où le boîtier ne va pas. Demandez à la personne qui gère le serveur",
  },
  portClosed: {
    en: '{host} does not answer: no program listens there. Check address and port in the settings, then that the server runs',
    fr: "{host} ne répond pas : aucun programme n'y écoute. Vérifiez l'adresse et le port dans les réglages, puis que le serveur fonctionne",
  },
  noRoute: {
    en: 'no way leads from here to {host}. Check the network cable or the Wi-Fi, then the address in the settings',
    fr: "aucun chemin ne mène d'ici à {host}. Vérifiez le câble réseau ou le Wi-Fi, puis l'adresse dans les réglages",
  },
  silent: {
    en: '{host} does not answer in time. Check the network, then address and port in the settings',
    fr: "{host} ne répond pas à temps. Vérifiez le réseau, puis l'adresse et le port dans les réglages",
  },
  cut: {
    en: '{host} cut the connection. Check the network, then address and port in the settings',
    fr: "{host} a coupé la connexion. Vérifiez le réseau, puis l'adresse et le port dans les réglages",
  },
  notHttp: {
    en: 'something answers at {host} but is no web server. Check address and port in the settings',
    fr: "{host} répond, mais ce n'est pas un serveur web. Vérifiez l'adresse et le port dans les réglages",
  },
  certificateExpired: {
    en: 'the certificate of {host} has expired. Ask whoever runs the server to renew it, and check the clock of the box',
    fr: "le certificat de {host} a expiré. Demandez à la personne qui gère le serveur de le renouveler, et vérifiez l'heure du boîtier",
  },
  certificateEarly: {
    en: 'the certificate of {host} is not valid yet, so the clock of the box is probably wrong. Check it, then ask whoever runs the server',
    fr: "le certificat de {host} n'est pas encore valable : l'heure du boîtier est sans doute fausse. Vérifiez-la, puis demandez à la personne qui gère le serveur",
  },
  certificateName: {
    en: 'the certificate at {host} is for another name. Check the address in the settings, then ask whoever runs the server',
    fr: "le certificat présenté par {host} est pour un autre nom. Vérifiez l'adresse dans les réglages, puis demandez à la personne qui gère le serveur",
  },
  certificateUnknown: {
    en: 'the certificate of {host} comes from nobody that the box trusts. Ask whoever runs the server for one that browsers accept',
    fr: "le certificat de {host} ne vient d'aucune autorité reconnue par le boîtier. Demandez à la personne qui gère le serveur un certificat que les navigateurs acceptent",
  },
  noTls: {
    en: 'no secure connection with {host}. Check the kind of security and the port in the settings, then the server',
    fr: 'pas de connexion sécurisée avec {host}. Vérifiez la sécurité et le port dans les réglages, puis le serveur',
  },
} as const satisfies Record<string, { en: string; fr: string }>;

export type ReasonCode = keyof typeof SENTENCES;
