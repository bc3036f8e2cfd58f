/** Writes tags into a worker's pipe in the form that its pipeline reads. */
import type { Transport } from '../../transport/transport.ts';
import { flvFileHeader, restamped } from '../flv/flv-writer.ts';
import { gdpBufferHeader, gdpPreamble } from '../gdp/gdp-writer.ts';
import type { HubTag } from '../hub/tag-hub.ts';
import { TsMuxer } from '../mpegts/ts-muxer.ts';

export interface TagFraming {
  /** Bytes before the first tag. */
  begin(): Buffer[];
  /** Bytes of tags that wait for others which do not come any more. */
  end(): Buffer[];
  /** @param stampMs its time in what is written */
  frame(tag: HubTag, stampMs: number): { pieces: Buffer[] /** As a connection counts them. */; sentBytes: number };
}

/** A tag has 15 bytes around it; a connection puts 8 there most often, and never less than 1 or more than 12. */
const SMALLER_PER_TAG = 7;
const NOTHING = Buffer.alloc(0);

/** The bytes of a file, as `flvdemux` reads them. */
export function flvFile(): TagFraming {
  return {
    begin: () => [flvFileHeader({ audio: true, video: true })],
    end: () => [],
    frame: (tag, stampMs) => ({ pieces: restamped(tag, stampMs), sentBytes: tag.bytes.length }),
  };
}

/** Each tag stays one buffer, as a publisher's sink needs. */
function flvBuffers(): TagFraming {
  return {
    begin: () => [gdpPreamble('video/x-flv')],
    end: () => [],
    frame(tag, stampMs) {
      const [head, rest] = restamped(tag, stampMs);
      const pieces = [gdpBufferHeader(tag.bytes.length, head), rest];
      return { pieces, sentBytes: tag.bytes.length - SMALLER_PER_TAG };
    },
  };
}

/** The packets that are due with a tag are one buffer. */
function tsBuffers(): TagFraming {
  const muxer = new TsMuxer();
  const buffer = (packets: Buffer) => (packets.length > 0 ? [gdpBufferHeader(packets.length, NOTHING), packets] : []);
  return {
    begin: () => [
      gdpPreamble('video/mpegts, systemstream=(boolean)true, packetsize=(int)188'),
      ...buffer(muxer.begin()),
    ],
    end: () => buffer(muxer.end()),
    frame(tag, stampMs) {
      const packets = muxer.push(tag, stampMs);
      return { pieces: buffer(packets), sentBytes: packets.length };
    },
  };
}

const FRAMINGS: Record<Transport['container'], () => TagFraming> = { flv: flvBuffers, mpegts: tsBuffers };

/** New for each connection. */
export function framingFor({ container }: Pick<Transport, 'container'>): TagFraming {
  return FRAMINGS[container]();
}
