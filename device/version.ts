/** Put in by the build; `0.0.0-dev` when run from the sources. */
declare const PUPITRE_VERSION: string | undefined;

export const VERSION: string = typeof PUPITRE_VERSION === 'string' ? PUPITRE_VERSION : '0.0.0-dev';
