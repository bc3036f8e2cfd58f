/** Puts the product on the board as README.md says: dist/, its native modules, its systemd unit. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Board } from './board.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const UNIT = 'pupitre.service';

/** The service is installed and will start at each boot; it is not started. `image`: what `build/build.sh` made. */
export async function install(board: Board, image: string, folder: string, settings: object): Promise<void> {
  const stage = join(folder, 'install');
  const [program, units, state] = ['usr/lib/pupitre', 'etc/systemd/system', 'var/lib/pupitre'].map((path) =>
    join(stage, path),
  ) as [string, string, string];
  for (const made of [program, units, state]) await mkdir(made, { recursive: true });
  await cp(join(ROOT, 'dist'), program, { recursive: true, filter: (path) => !path.endsWith('.map') });
  await run('tar', ['-C', program, '-xzf', join(image, 'addons.tgz')]);
  for (const name of await readdir(join(ROOT, 'systemd'))) {
    if (!name.endsWith('.md')) await cp(join(ROOT, 'systemd', name), join(name === UNIT ? units : program, name));
  }
  await writeFile(join(state, 'settings.json'), JSON.stringify(settings));
  await board.put(stage, '/');
  await rm(stage, { recursive: true });
  await board.sh(`systemctl daemon-reload; systemctl enable -q ${UNIT}`);
}
