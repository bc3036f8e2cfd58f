/** Texts of the viewers' page, in French and English. */
import type { PlayingState, WatchState } from './watch-state.ts';

interface Words {
  state: Record<WatchState, string>;
  /** Shown in place of the picture: what happened, what to do. */
  message: Record<Exclude<WatchState, PlayingState>, [headline: string, advice: string]>;
  /** Shown under the picture. */
  note: Record<Exclude<PlayingState, 'onAir'>, string>;
  listen: string;
  voiceOnly: string;
  /** At the address of the server alone. */
  front: string;
  /** How to find a room that is not on air. */
  roomAddress: string;
  /** Heading above the rooms on air. */
  rooms: string;
  noRooms: string;
  noRoom: string;
  unsupported: string;
}

const FRENCH: Words = {
  state: {
    waiting: "Pas encore à l'antenne",
    onAir: 'En direct',
    paused: 'Interrompu',
    lost: 'Connexion perdue',
    offTheRecord: 'Hors antenne',
    ending: 'Fin',
    over: 'Terminé',
    cut: 'Interrompu',
    stuck: 'En attente',
    wrongRoom: 'Salle inconnue',
  },
  message: {
    waiting: ["La diffusion n'a pas encore commencé.", "Laissez cette page ouverte : elle démarrera d'elle-même."],
    paused: [
      "La salle n'émet plus : pause, coupure ou fin.",
      "Laissez cette page ouverte : elle reprendra d'elle-même.",
    ],
    lost: ['Connexion perdue avec le serveur.', "Laissez cette page ouverte : elle reprendra d'elle-même."],
    cut: [
      'La diffusion est interrompue.',
      "La liaison avec la salle est coupée. Laissez cette page ouverte : elle reprendra d'elle-même.",
    ],
    stuck: [
      "L'image et le son n'arrivent plus jusqu'ici.",
      "Votre connexion est peut-être trop lente. Laissez cette page ouverte : elle reprendra d'elle-même.",
    ],
    wrongRoom: ["Ce serveur n'a pas de salle de ce nom.", "Vérifiez la fin de l'adresse de cette page."],
    over: ["L'exposé est terminé.", "Laissez cette page ouverte : elle reprendra d'elle-même au prochain."],
  },
  note: {
    offTheRecord: "La salle est hors antenne un moment. L'image et le son reviendront d'eux-mêmes.",
    ending: "L'exposé se termine. S'il continue, la diffusion reprendra d'elle-même.",
  },
  listen: 'Activer le son',
  voiceOnly: 'Son seul',
  front: 'Les exposés en direct',
  roomAddress: "La page d'une salle a pour adresse /watch/ suivi de son nom.",
  rooms: "Salles à l'antenne",
  noRooms: "Aucune salle n'est à l'antenne en ce moment.",
  noRoom: "Il manque le nom de la salle à la fin de l'adresse de cette page.",
  unsupported: 'Ce navigateur ne sait pas lire cette diffusion. Essayez avec un navigateur plus récent.',
};

const ENGLISH: Words = {
  state: {
    waiting: 'Not on air yet',
    onAir: 'On air',
    paused: 'Interrupted',
    lost: 'Connection lost',
    offTheRecord: 'Off the record',
    ending: 'The end',
    over: 'Over',
    cut: 'Interrupted',
    stuck: 'Waiting',
    wrongRoom: 'Unknown room',
  },
  message: {
    waiting: ['The broadcast has not started yet.', 'Leave this page open: it starts by itself.'],
    paused: ['The room has stopped sending: a break, a cut or the end.', 'Leave this page open: it resumes by itself.'],
    lost: ['The connection to the server is lost.', 'Leave this page open: it resumes by itself.'],
    cut: [
      'The broadcast is interrupted.',
      'The connection to the room is cut. Leave this page open: it resumes by itself.',
    ],
    stuck: [
      'Picture and sound no longer reach you.',
      'Your connection may be too slow. Leave this page open: it resumes by itself.',
    ],
    wrongRoom: ['This server has no room of that name.', "Check the end of this page's address."],
    over: ['The talk is over.', 'Leave this page open: it starts again by itself with the next one.'],
  },
  note: {
    offTheRecord: 'The room is off the record for a while. Picture and sound come back by themselves.',
    ending: 'The talk is ending. If it goes on, so does the broadcast, by itself.',
  },
  listen: 'Turn the sound on',
  voiceOnly: 'Voice only',
  front: 'Talks, live',
  roomAddress: "A room's page has the address /watch/ followed by its name.",
  rooms: 'Rooms on air',
  noRooms: 'No room is on air at the moment.',
  noRoom: "The room's name is missing at the end of this page's address.",
  unsupported: 'This browser cannot play this broadcast. Try a newer browser.',
};

/** French for readers who have it among their languages before English; English for all others. */
export function wordsFor(languages: readonly string[]): {
  language: 'fr' | 'en';
  words: Words;
} {
  const first = languages
    .map((language) => language.slice(0, 2))
    .find((language) => language === 'fr' || language === 'en');
  return first === 'fr' ? { language: 'fr', words: FRENCH } : { language: 'en', words: ENGLISH };
}
