/** Sentences about what nobody in the room notices in picture and sound. */
import type { Sentences } from './form.ts';

export const ANALYSIS = {
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
} as const satisfies Sentences;
