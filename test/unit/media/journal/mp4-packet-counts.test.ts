import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { mp4PacketCounts } from '../../../../device/media/journal/mp4-packet-counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'pupitre-mp4-'));
after(() => rmSync(folder, { recursive: true }));

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=sample_rate=48000'];

/** A file that another program made. */
function mp4(name: string, inputs: string[], options: string[] = []): string {
  const path = join(folder, name);
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac'];
  execFileSync('ffmpeg', ['-v', 'error', ...inputs, '-t', '4', ...codecs, ...options, path]);
  return path;
}

function byFfprobe(path: string) {
  const args =
    '-v error -ignore_editlist 1 -count_packets -show_entries stream=codec_type,nb_read_packets -of csv=p=0'.split(' ');
  const lines = execFileSync('ffprobe', [...args, path], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return Object.fromEntries(lines.map((line) => line.split(',')).map(([kind, count]) => [kind, Number(count)]));
}

for (const [name, options] of [
  ['index in front', ['-movflags', '+faststart']],
  ['index at the end', []],
] as const) {
  test(`counts and length of a real file, ${name}`, async () => {
    const path = mp4(`${name}.mp4`, [...PICTURE, ...SOUND], [...options]);
    const { video, audio, seconds } = await mp4PacketCounts(path);
    assert.deepEqual({ video, audio }, byFfprobe(path));
    assert.equal(video, 100);
    assert.ok(Math.abs(seconds - 4) < 0.1, `${seconds} s`);
  });
}

test('a voice-only file has no pictures', async () => {
  const { video, audio } = await mp4PacketCounts(mp4('voice.mp4', SOUND));
  assert.equal(video, 0);
  assert.ok(audio > 180);
});

test('a file that ends before its media does is refused, wherever it was cut', async () => {
  const whole = await readFile(mp4('cut.mp4', [...PICTURE, ...SOUND], ['-movflags', '+faststart']));
  const cut = join(folder, 'short.mp4');
  for (const bytes of [whole.length - 1, whole.length - 1000, Math.floor(whole.length / 2), 2000, 100, 12, 3]) {
    await writeFile(cut, whole.subarray(0, bytes));
    await assert.rejects(mp4PacketCounts(cut), /cut off/, `${bytes} of ${whole.length} bytes`);
  }
});

test('what is no MP4 is refused in words, never by a crash', async () => {
  const path = join(folder, 'other');
  for (const [content, why] of [
    [Buffer.alloc(0), /no index/],
    [Buffer.from('\0\0\0\x10ftypisom\0\0\0\0'), /no index/],
    [Buffer.from('<html><body>not found</body></html>'), /cut off/],
    // An index with a damaged box inside.
    [Buffer.from('\0\0\0\x18moov\0\0\0\x64trakaaaabbbb'), /cut off/],
    // A box of size 4 would be read for ever.
    [Buffer.from('\0\0\0\x04moovaaaaaaaa'), /cut off/],
  ] as const) {
    await writeFile(path, content);
    await assert.rejects(mp4PacketCounts(path), why);
  }
  await assert.rejects(mp4PacketCounts(join(folder, 'absent')), { code: 'ENOENT' });
});
