/** Where viewers find a talk, from what the technician gave as their address: the page for people, the playlist for players. */

export interface WatchPlaces {
  /** The HLS playlist; empty where no address is known. */
  list: string;
  /** The page of the server that comes with the box (`image/server`); empty where none is known. Holds no secret. */
  page: string;
}

/** As that server names its rooms; its page takes capitals too. */
const PAGE = /^\/watch\/([a-z0-9-]+)\/?$/i;
const LIST = /^\/live\/([a-z0-9-]+)\.m3u8$/;

/**
 * That server shows the playlist `/live/ROOM.m3u8` at `/watch/ROOM`. Other servers have playlists of that name too, but no
 * stream keys of the form `ROOM?key=SECRET`; without a key nothing speaks against it.
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

/** The two halves of a stream key of that server; null for a key of any other. */
export function roomKey(streamKey: string): { room: string; secret: string } | null {
  const [, room, secret] = /^([a-z0-9-]+)\?(?:[^&]*&)*?key=([A-Za-z0-9_-]+)(?:&|$)/.exec(streamKey) ?? [];
  return room !== undefined && secret !== undefined ? { room, secret } : null;
}
