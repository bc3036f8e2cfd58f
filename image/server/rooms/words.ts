/** Texts of the page of the rooms, in French and English. */

const ENGLISH = {
  heading: 'Rooms',
  none: 'No room has told how it is yet. Give the boxes their report address and key.',
  lost: 'The server does not answer: what is shown may be old.',
  silent: (time: string) => `Silent for ${time}`,
  lostInTalk: (time: string) => `SILENT for ${time}, in the middle of a talk`,
  ago: (time: string) => `told ${time} ago`,
  session: { ready: 'Ready', starting: 'Starting', running: 'On air', ending: 'Ending' },
  offTheRecord: 'Off the record',
  recording: { off: 'not recorded', starting: 'recording starts', recording: 'recorded', failed: 'RECORDING FAILED' },
  seen: { seen: 'viewers see it', notSeen: 'VIEWERS DO NOT SEE IT', unknown: 'not checked' },
  unread: 'What it told cannot be read.',
};

const FRENCH: typeof ENGLISH = {
  heading: 'Salles',
  none: "Aucune salle n'a encore dit comment elle va. Donnez aux boîtiers leur adresse de rapport et leur clé.",
  lost: 'Le serveur ne répond pas : ce qui est affiché peut être ancien.',
  silent: (time: string) => `Muette depuis ${time}`,
  lostInTalk: (time: string) => `MUETTE depuis ${time}, au milieu d'un exposé`,
  ago: (time: string) => `dit il y a ${time}`,
  session: { ready: 'Prête', starting: 'Démarre', running: "À l'antenne", ending: 'Se termine' },
  offTheRecord: 'Hors antenne',
  recording: {
    off: 'non enregistrée',
    starting: "l'enregistrement démarre",
    recording: 'enregistrée',
    failed: "L'ENREGISTREMENT A ÉCHOUÉ",
  },
  seen: { seen: 'le public la voit', notSeen: 'LE PUBLIC NE LA VOIT PAS', unknown: 'non vérifiée' },
  unread: "Ce qu'elle a dit est illisible.",
};

export const isFrench = (navigator.languages[0] ?? 'fr').startsWith('fr');
export const words = isFrench ? FRENCH : ENGLISH;
