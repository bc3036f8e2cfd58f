/** To a program: the receipt as JSON by POST. */
import type { Channel } from '../message.ts';
import { httpSend } from './http-send.ts';

export const webhook: Channel = {
  recipients: ({ webhook: { url } }) => (url === '' ? [] : [url]),
  isIncomplete: ({ webhook: { url, token } }) => url === '' && token !== '',
  send: ({ id, json }, url, { webhook: { token } }, context) =>
    httpSend({
      method: 'POST',
      url,
      headers: { 'idempotency-key': id, ...(token !== '' && { authorization: `Bearer ${token}` }) },
      body: json,
      ...context,
    }),
};
