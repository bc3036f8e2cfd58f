/** A sentence in each language: what happened, then what to do. `{name}` is filled from the reason's values. */
export type Sentences = Record<string, { en: string; fr: string }>;
