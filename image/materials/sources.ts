/** Sources of prices, and the days on which they were read. */

export const OURS = 'ours';
export const LISTS = 'shop lists of 2025 and 2026, read together';
export const MEMPAPER = 'shopping list of satcat21/btc-mempaper, undated';
export const SLOW_MOVIE = 'shopping list of a Slow Movie Player (BerryBase), undated';
export const MUSIC_BOX = 'parts list of nfc-music-box, undated';
export const FLOWER_POT = 'parts list of a talking flower pot (greenthumb)';
export const BERRYBASE = 'BerryBase, by a parts list of 2026';
export const MICRO_CENTER = 'Micro Center, by the table of omgsideburns/scrapegoat';

/** The two days on which lists without a date were read. */
export const RESEARCHED = '2026-11-21';
export const READ = '2026-11-26';
