/**
 * Places where viewers find a talk, made from the address that the technician gave: the page for people, the playlist
 * for players.
 */

export interface WatchPlaces {
  /** The HLS playlist; empty where no address is known. */
  list: string;
  /** The page of the server that comes with the box (`image/server`); empty where none is known. Holds no secret. */
  page: string;
}

/** Room names as that server writes them. Its page accepts capitals too. */
const PAGE = /^\/watch\/([a-z0-9-]+)\/?$/i;
const LIST = /^\/live\/([a-z0-9-]+)\.m3u8$/;

/**
 * That server shows the playlist `/live/ROOM.m3u8` at `/watch/ROOM`. Other servers have playlists of that name too, but
 * no stream keys of the form `ROOM?key=SECRET`. An empty key fits any server.
 */
export function watchPlaces({ watchUrl, streamKey }: { watchUrl: string; streamKey: string }): WatchPlaces {
  if (!URL.canParse(watchUrl)) return { list: watchUrl, page: '' };
  const url = new URL(watchUrl);
  const [, shown] = PAGE.exec(url.pathname) ?? [];
  if (shown !== undefined) {
    const room = shown.toLowerCase();
    const list = new URL(`/live/${room}.m3u8`, url);
    [list.username, list.password] = [url.username, url.password];
    return { list: list.href, page: `${url.origin}/watch/${room}` };
  }
  const [, room] = LIST.exec(url.pathname) ?? [];
  const isOurs = room !== undefined && (streamKey === '' || roomKey(streamKey)?.room === room);
  return { list: watchUrl, page: isOurs ? `${url.origin}/watch/${room}` : '' };
}

/** The two halves of a stream key for that server; null for a key of any other server. */
export function roomKey(streamKey: string): { room: string; secret: string } | null {
  const [, room, secret] = /^([a-z0-9-]+)\?(?:[^&]*&)*?key=([A-Za-z0-9_-]+)(?:&|$)/.exec(streamKey) ?? [];
  return room !== undefined && secret !== undefined ? { room, secret } : null;
}
