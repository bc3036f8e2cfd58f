/** The kinds of box, and the facts about a part. */

/** The boxes that have a total: two boards, each with the camera's own microphone or with one more. */
export const VARIANTS = {
  zero: { mark: 'Z', name: 'cheapest: Zero 2 W, Wi-Fi, the microphone in the camera' },
  zeroMic: { mark: 'Zm', name: 'the same with a microphone of its own' },
  wired: { mark: 'W', name: 'recommended: Pi 4, network by cable, the microphone in the camera' },
  wiredMic: { mark: 'Wm', name: 'the same with a microphone of its own' },
} as const;
export type Variant = keyof typeof VARIANTS;

/** The box meant by "less than 100 EUR all in". */
export const REFERENCE: Variant = 'zero';
export const BUDGET_EUR = 100;

/** Assumed for prices known only abroad: rounded, from memory, not looked up. */
export const CONVERSION = { eurPer: { USD: 0.87, GBP: 1.15 }, vatRate: 0.2, assumedOn: '2026-11-26' } as const;

export interface EurRange {
  low: number;
  likely: number;
  high: number;
}

export interface Material {
  what: string;
  /** The model, or the properties that it must have. */
  needs: string;
  quantity: number;
  /** EUR with VAT, for one piece. */
  eur: EurRange;
  /** `quote`: a shop's list has about the likely price. `estimate`: no list has. */
  basis: 'quote' | 'estimate';
  source: string;
  /** Day of the price, or the day it was read where the source has none; YYYY-MM-DD. */
  date: string;
  /** The price in another currency behind `eur`. */
  abroad?: { amount: number; currency: keyof typeof CONVERSION.eurPer; vat: 'included' | 'excluded' };
  remark?: string;
}

/** A line counts in the totals of `in`. */
export interface Line extends Material {
  in: readonly Variant[];
}
