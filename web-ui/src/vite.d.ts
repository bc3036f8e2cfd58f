/** Vite turns an imported style sheet into a file of the page. */
declare module '*.css';

interface ImportMeta {
  /** Vite: files that match, by path, each loaded when it is called for. */
  glob<T>(pattern: string): Record<string, () => Promise<T>>;
}
