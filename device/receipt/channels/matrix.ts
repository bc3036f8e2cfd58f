/** To a Matrix room, by the client-server API (v1.11, "Sending events to a room"): the id of a repeat is the same, so it is shown once. */
import type { Channel } from '../message.ts';
import { httpSend } from './http-send.ts';

export const matrix: Channel = {
  recipients: ({ matrix: { homeserver, roomId, accessToken } }) =>
    homeserver === '' || roomId === '' || accessToken === '' ? [] : [roomId],
  isIncomplete: ({ matrix: { homeserver, roomId, accessToken } }) =>
    [homeserver, roomId, accessToken].some((one) => one === '') &&
    [homeserver, roomId, accessToken].some((one) => one !== ''),
  send: ({ id, subject, text }, roomId, { matrix: { homeserver, accessToken } }, context) =>
    httpSend({
      method: 'PUT',
      url: `${homeserver.replace(/\/+$/, '')}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${encodeURIComponent(id)}`,
      headers: { authorization: `Bearer ${accessToken}` },
      body: { msgtype: 'm.text', body: `${subject}\n\n${text}` },
      ...context,
    }),
};
