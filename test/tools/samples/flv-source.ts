/** A source of a hub that is fed with the bytes of an FLV stream. */
import { FlvParser } from '../../../device/media/flv/flv-parser.ts';
import type { TagHub } from '../../../device/media/hub/tag-hub.ts';

export function flvSource(hub: TagHub, ...kinds: ('video' | 'audio')[]) {
  const source = hub.openSource(...(kinds.length > 0 ? kinds : (['video', 'audio'] as const)));
  const parser = new FlvParser();
  return {
    push(chunk: Buffer): void {
      const before = parser.skippedBytes;
      const tags = parser.push(chunk);
      source.push(tags, parser.skippedBytes > before);
    },
    close: () => source.close(),
  };
}
