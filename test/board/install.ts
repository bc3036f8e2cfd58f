/** Puts the product on the board as its users do: the Debian package. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Board } from './board.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const ARCHITECTURE = 'amd64';
/** Where it is kept on the board. */
export const PACKAGE = '/root/pupitre.deb';

/** Packs what is in `dist/`, unless that is packed already. */
export async function buildPackage(): Promise<void> {
  await run('bash', [join(ROOT, 'image/package/build-package.sh'), ARCHITECTURE]);
}

/** The package that was made of this tree; without a word, the one that `buildPackage` made. */
export async function packageFile(architecture = ARCHITECTURE): Promise<string> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  return join(ROOT, `packages/pupitre_${version}_${architecture}.deb`);
}

/** The service is installed and will start at each boot; it does not run yet. */
export async function install(board: Board, folder: string, settings: object): Promise<void> {
  const stage = join(folder, 'install');
  await mkdir(join(stage, 'root'), { recursive: true });
  await writeFile(join(stage, 'root/settings.json'), JSON.stringify(settings));
  await copyFile(await packageFile(), join(stage, PACKAGE));
  await board.put(stage, '/');
  await rm(stage, { recursive: true });
  await board.sh(`
    dpkg -i ${PACKAGE} >/dev/null && systemctl stop pupitre &&
    install -o pupitre -g pupitre -m 600 /root/settings.json /var/lib/pupitre/settings.json && rm /root/settings.json`);
}
