/** Sentences about camera, microphone and encoder. */
import type { Sentences } from './form.ts';

export const CAPTURE = {
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
  mediaToolsMissing: {
    en: 'The media part of the box does not start: GStreamer or its binding is missing. Reinstall the box.',
    fr: 'La partie média du boîtier ne démarre pas : il manque GStreamer ou son lien. Réinstallez le boîtier.',
  },
} as const satisfies Sentences;
