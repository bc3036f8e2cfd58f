/**
 * Where people watch, for the playlist that players watch: on the server that comes with the box (`image/server`),
 * `/live/ROOM.m3u8` is shown by the page `/watch/ROOM`. Any other address stays as it is.
 */
export function publicPageOf(watchUrl: string): string {
  return watchUrl.replace(/\/live\/([^/?#]+)\.m3u8$/, '/watch/$1');
}
