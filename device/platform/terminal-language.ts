/** Language of the person who started a program by hand: POSIX's order of the variables. */

/** @param otherwise used where nothing is set, as in a service of systemd or in the locale `C` */
export function terminalLanguage(
  otherwise: 'fr' | 'en',
  { LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv = process.env,
): 'fr' | 'en' {
  const locale = LC_ALL || LC_MESSAGES || LANG || '';
  if (/^$|^(C|POSIX)([.@]|$)/.test(locale)) return otherwise;
  return /^fr(?![a-z])/.test(locale) ? 'fr' : 'en';
}
