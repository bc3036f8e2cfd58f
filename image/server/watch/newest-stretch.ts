/**
 * A playlist keeps the last seconds of the previous talk until the next one has filled it. A player begins with the
 * newest stretch without a break. Otherwise the last picture of one talk would stay under the voice of the next. Pure.
 */

interface Segment {
  sequence: number;
  /** The segment's tags and its address. */
  lines: string[];
  isBreak: boolean;
}

/** Number of the first segment after the last break; null where the text is no list of segments. */
export function newestStretch(playlist: string): number | null {
  const { segments } = parts(playlist);
  return (segments.findLast(({ isBreak }) => isBreak) ?? segments[0])?.sequence ?? null;
}

/**
 * The playlist without the segments before that number. Unchanged where no segment would be left, as after a new start
 * of the server.
 */
export function fromSegment(playlist: string, sequence: number): string {
  const { head, segments, tail } = parts(playlist);
  const kept = segments.filter((segment) => segment.sequence >= sequence);
  if (kept.length === 0 || kept.length === segments.length) return playlist;
  const first = head.map((line) => (SEQUENCE.test(line) ? `#EXT-X-MEDIA-SEQUENCE:${kept[0]?.sequence}` : line));
  return [...first, ...kept.flatMap(({ lines }) => lines), ...tail].join('\n');
}

const SEQUENCE = /^#EXT-X-MEDIA-SEQUENCE:(\d+)/;
const OF_SEGMENT = /^#(EXTINF|EXT-X-(DISCONTINUITY$|PROGRAM-DATE-TIME|BYTERANGE|KEY|MAP|GAP|BITRATE))/;

function parts(playlist: string): { head: string[]; segments: Segment[]; tail: string[] } {
  const head: string[] = [];
  const segments: Segment[] = [];
  let open: string[] = [];
  let next = 0;
  for (const line of playlist.split(/\r?\n/)) {
    if (line.startsWith('#') || line === '') {
      if (open.length > 0 || segments.length > 0 || OF_SEGMENT.test(line)) open.push(line);
      else head.push(line);
      next = Number(SEQUENCE.exec(line)?.[1] ?? next);
      continue;
    }
    const lines = [...open, line];
    segments.push({ sequence: next++, lines, isBreak: lines.includes('#EXT-X-DISCONTINUITY') });
    open = [];
  }
  return { head, segments, tail: open };
}
