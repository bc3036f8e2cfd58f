/** What the licences of other people's code ask for: their notices, of each npm package that is in what is shipped. */
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const NOTICE = /^(licen[cs]e|notice|copying)/i;
const RULE = '-'.repeat(78);

/** @param files what was bundled, as the bundler names it. @returns the folders of npm packages among them */
export function packageFolders(files) {
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll('\0', ''))?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

/** Where a package is that another brought along in a bundle of its own: the nearest of that name, as node looks for it. */
async function installedAt(folder) {
  const [, around, name] = /^(.*)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(folder);
  for (let above = around; ; above = above.slice(0, above.lastIndexOf('node_modules/'))) {
    const place = `${above}node_modules/${name}`;
    const isThere = await access(join(place, 'package.json')).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
    if (!above.includes('node_modules/')) throw new Error(`${folder} is not installed`);
  }
}

/** @throws when a package says nothing of its licence: it must not be shipped. */
export async function thirdPartyNotices(folders) {
  const notices = new Map();
  for (const folder of await Promise.all(folders.map(installedAt))) {
    const { name, version, license, author, homepage } = JSON.parse(
      await readFile(join(folder, 'package.json'), 'utf8'),
    );
    const files = (await readdir(folder)).filter((file) => NOTICE.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    // A few say it in their package.json alone.
    const said = [license, author?.name ?? author, homepage].filter(Boolean).join('\n');
    if (texts.length === 0 && !license) throw new Error(`${name} says nothing of its licence`);
    notices.set(`${name} ${version}`, (texts.length > 0 ? texts : [said]).map((text) => text.trim()).join('\n\n'));
  }
  const sections = [...notices].sort(([one], [other]) => one.localeCompare(other));
  return sections.map(([title, text]) => `${RULE}\n${title}\n${RULE}\n\n${text}\n`).join('\n');
}
