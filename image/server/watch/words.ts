/** What the viewers' page says, in French and English. */
import type { PlayingState, WatchState } from './watch-state.ts';

interface Words {
  state: Record<WatchState, string>;
  /** In place of the picture: what happened, what to do. */
  message: Record<Exclude<WatchState, PlayingState>, [headline: string, advice: string]>;
  /** Under the picture. */
  note: Record<Exclude<PlayingState, 'onAir'>, string>;
  listen: string;
  voiceOnly: string;
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
  },
  message: {
    waiting: ["La diffusion n'a pas encore commencé.", "Laissez cette page ouverte : elle démarrera d'elle-même."],
    paused: [
      "La salle n'émet plus : pause, coupure ou fin.",
      "Laissez cette page ouverte : elle reprendra d'elle-même.",
    ],
    lost: ['Connexion perdue avec le serveur.', "Laissez cette page ouverte : elle reprendra d'elle-même."],
    over: ["L'exposé est terminé.", "Laissez cette page ouverte : elle reprendra d'elle-même au prochain."],
  },
  note: {
    offTheRecord: "La salle est hors antenne un moment. L'image et le son reviendront d'eux-mêmes.",
    ending: "L'exposé se termine. S'il continue, la diffusion reprendra d'elle-même.",
  },
  listen: 'Activer le son',
  voiceOnly: 'Son seul',
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
  },
  message: {
    waiting: ['The broadcast has not started yet.', 'Leave this page open: it starts by itself.'],
    paused: ['The room has stopped sending: a break, a cut or the end.', 'Leave this page open: it resumes by itself.'],
    lost: ['The connection to the server is lost.', 'Leave this page open: it resumes by itself.'],
    over: ['The talk is over.', 'Leave this page open: it starts again by itself with the next one.'],
  },
  note: {
    offTheRecord: 'The room is off the record for a while. Picture and sound come back by themselves.',
    ending: 'The talk is ending. If it goes on, so does the broadcast, by itself.',
  },
  listen: 'Turn the sound on',
  voiceOnly: 'Voice only',
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
