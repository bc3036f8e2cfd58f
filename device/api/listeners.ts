/** Listeners of one kind of event. */
export class Listeners<Arguments extends unknown[]> {
  readonly #all = new Set<(...values: Arguments) => void>();

  get count(): number {
    return this.#all.size;
  }

  add(listener: (...values: Arguments) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  clear(): void {
    this.#all.clear();
  }

  notify(...values: Arguments): void {
    for (const listener of this.#all) listener(...values);
  }
}
