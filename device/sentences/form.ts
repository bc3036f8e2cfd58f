/** What happened, then what to do, in each language. `{name}` is filled from the reason's values. */
export type Sentences = Record<string, { en: string; fr: string }>;
