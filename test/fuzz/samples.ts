/** Valid input of every kind, as real programs write it, made anew each time. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFlv } from '../tools/samples/make-flv.ts';

export interface Samples {
  flv: Buffer;
  mp4: Buffer;
  /** MPEG-TS, fragmented MP4, ADTS. */
  segments: Buffer[];
  playlists: Buffer[];
  gdp: { video: Buffer; audio: Buffer };
}

export function makeSamples(): Samples {
  const folder = mkdtempSync(join(tmpdir(), 'pupitre-fuzz-'));
  try {
    const at = (name: string) => join(folder, name);
    makeFlv(at('a.flv'), { seconds: 4 });
    const ffmpeg = (...words: string[]) =>
      execFileSync('ffmpeg', ['-v', 'error', '-i', at('a.flv'), '-sn', '-dn', '-c', 'copy', ...words], {
        cwd: folder,
        timeout: 60_000,
      });
    const hls = ['-f', 'hls', '-hls_time', '2', '-hls_playlist_type', 'event'];
    ffmpeg(...hls, '-master_pl_name', 'ts-master.m3u8', 'ts.m3u8');
    ffmpeg(...hls, '-hls_segment_type', 'fmp4', '-hls_flags', 'single_file+program_date_time', 'mp4.m3u8');
    ffmpeg('-movflags', '+faststart', 'a.mp4');
    ffmpeg('-vn', 'a.aac');
    const gdp = (elements: string, name: string) =>
      execFileSync('gst-launch-1.0', ['-q', ...`${elements} ! gdppay ! filesink location=${at(name)}`.split(' ')], {
        timeout: 60_000,
      });
    gdp(
      'videotestsrc num-buffers=30 ! video/x-raw,width=160,height=90 ! x264enc tune=zerolatency ! video/x-h264,stream-format=avc,alignment=au',
      'v.gdp',
    );
    gdp('audiotestsrc num-buffers=40 ! voaacenc ! aacparse ! audio/mpeg,stream-format=raw', 'a.gdp');
    const read = (name: string) => readFileSync(at(name));
    const named = (ending: RegExp) =>
      readdirSync(folder)
        .filter((name) => ending.test(name))
        .sort()
        .map(read);
    return {
      flv: read('a.flv'),
      mp4: read('a.mp4'),
      segments: [...named(/^ts\d+\.ts$/), ...named(/^mp4.*\.(m4s|mp4)$/), read('a.aac')],
      playlists: named(/\.m3u8$/),
      gdp: { video: read('v.gdp'), audio: read('a.gdp') },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
