/** Messages that a page may send on `WS /api/live`. */
import type { ClientMessage } from '../contract/live.ts';

type TrialMessage = Extract<ClientMessage, { type: 'trial' }>;

/** Null for anything that is not exactly one of the contract's messages. */
export function parseClientMessage(data: string): ClientMessage | null {
  let message: Record<string, unknown> | null;
  try {
    message = JSON.parse(data);
  } catch {
    return null;
  }
  if (message?.type === 'trial') return parseTrial(message);
  const isPreview = message?.type === 'preview' && typeof message.on === 'boolean' && Object.keys(message).length === 2;
  return isPreview ? (message as ClientMessage) : null;
}

function parseTrial(message: Record<string, unknown>): TrialMessage | null {
  const { type, on, ...devices } = message;
  const isDevice = (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= 500;
  const isKnown = Object.entries(devices).every(
    ([key, value]) => on === true && (key === 'camera' || key === 'microphone') && isDevice(value),
  );
  return type === 'trial' && typeof on === 'boolean' && isKnown ? (message as TrialMessage) : null;
}
