/** Checks that a finished recording plays: GStreamer's own tools decode every frame and sample of it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Decoding is many times faster than real time; an hour takes minutes. */
const DECODE_LIMIT_MS = 300_000;

export interface CheckedRecording {
  plays: boolean;
  /** Duration and codecs, or the reason why it does not play. */
  description: string;
}

export async function checkRecording(path: string): Promise<CheckedRecording> {
  try {
    const { stdout } = await run('gst-discoverer-1.0', [path], { timeout: DECODE_LIMIT_MS });
    const duration = /Duration: (?:0:)?(\d[\d:]*\.\d)/.exec(stdout)?.[1] ?? '?';
    const codecs = [...stdout.matchAll(/(?:video|audio)(?: #\d+)?: (.+?)(?: \(.*)?$/gm)].map((found) => found[1]);
    // Each track by itself: two sinks of one pipeline wait for each other, without end where the picture begins late in
    // the talk.
    for (const kind of ['video', 'audio']) {
      const decode = `qtdemux name=file file.${kind}_0 ! decodebin ! ${kind}/x-raw ! fakesink sync=false`;
      const words = ['-q', 'filesrc', `location=${path}`, '!', ...decode.split(' ')];
      await run('gst-launch-1.0', words, { timeout: DECODE_LIMIT_MS });
    }
    return { plays: codecs.length === 2, description: `${duration}, ${codecs.join(' + ')}, all of it decoded` };
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    const said = `${stdout}${stderr}`.split('\n').find((line) => /error/i.test(line));
    return { plays: false, description: said?.trim() ?? (error as Error).message };
  }
}
