/** What a helper needs of a test: a promise that the helper's own things are cleared away at its end. */
export interface Ending {
  after(clear: () => Promise<void>): void;
}
