/** Recordings of years, small but as the box leaves them: facts, an MP4, a poster, a receipt. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const HOUR_MS = 3600_000;
const FIRST_MS = Date.parse('2024-01-08T08:00:00Z');

export async function makeRecordings(folder: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, at) => {
    const time = new Date(FIRST_MS + at * 4 * HOUR_MS).toISOString().slice(0, 19).replaceAll(':', '-');
    return `${time}-expose-${at}`;
  });
  for (const [at, id] of ids.entries()) {
    const own = join(folder, id);
    await mkdir(own, { recursive: true });
    const facts = {
      title: `Exposé ${at} : les ondes et les cellules`,
      startedAt: new Date(FIRST_MS + at * 4 * HOUR_MS).toISOString(),
      startedOn: 'clock',
      marks: [
        { atSeconds: 12.5, label: 'Introduction' },
        { atSeconds: 1800, label: 'Questions' },
      ],
      gaps: [],
      seconds: 3600,
      reason: null,
    };
    await writeFile(join(own, 'session.json'), JSON.stringify(facts, null, 2));
    await writeFile(join(own, 'recording.mp4'), 'movie');
    await writeFile(join(own, 'poster.jpg'), 'picture');
    await writeFile(join(own, 'receipt.json'), '{}');
  }
  return ids.reverse();
}
