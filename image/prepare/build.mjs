/** Builds dist/: the device and its workers as one file each, the API's description, slates, the technician's page, the server's pages. */
import { copyFile, cp, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build as bundle } from 'esbuild';
import { build as buildPage } from 'vite';
import { BESIDE, PROGRAMS, VIEWERS_ALIAS, VIEWERS_PAGES } from './bundles.mjs';
import { packageFolders, thirdPartyNotices } from './third-party-notices.mjs';

const root = resolve(import.meta.dirname, '../..');
const from = (path) => resolve(root, path);
// Built aside and put in place at the end: a device that runs from dist/ never sees half a build.
const fresh = from('.cache/dist');
const startedAt = new Date();

await rm(fresh, { recursive: true, force: true });
await mkdir(resolve(fresh, 'watch'), { recursive: true });
await mkdir(resolve(fresh, 'rooms'), { recursive: true });
const { version } = JSON.parse(await readFile(from('package.json'), 'utf8'));

const told = writeFile(resolve(fresh, 'version'), `${version}\n`);

const device = bundle({
  entryPoints: PROGRAMS,
  outdir: fresh,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  // V8 keeps the text of a program in memory. Names stay, and lines stay short, so that a stack in a log still tells its place.
  minifyWhitespace: true,
  lineLimit: 160,
  // They are in third-party-notices.txt, with those that stand in no comment.
  legalComments: 'none',
  metafile: true,
  external: BESIDE,
  // What is still CommonJS inside the bundle calls require.
  banner: {
    js: "import { createRequire as pupitreCreateRequire } from 'node:module'; const require = pupitreCreateRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

// What tells the routes is run here, with the packages of the repository, and does not ship.
const describing = bundle({
  entryPoints: [from('image/prepare/describe-api.ts')],
  outfile: from('.cache/describe-api.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
})
  .then(() => import(from('.cache/describe-api.mjs')))
  .then(({ describeApi }) => describeApi(version))
  .then((document) => writeFile(resolve(fresh, 'openapi.json'), document));

const watch = bundle({
  entryPoints: VIEWERS_PAGES,
  outdir: fresh,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['es2020'],
  alias: VIEWERS_ALIAS,
  metafile: true,
  logLevel: 'warning',
});

const page = buildPage({
  root: from('web-ui'),
  logLevel: 'warn',
  build: { outDir: resolve(fresh, 'web-ui'), emptyOutDir: true },
});

const [inDevice, inWatch, inPage] = await Promise.all([
  device,
  watch,
  page,
  cp(from('device/media/capture/programme/slates'), resolve(fresh, 'slates'), { recursive: true }),
  ...['index.html', 'watch.css', 'icon.svg'].map((name) =>
    copyFile(from(`image/server/watch/${name}`), resolve(fresh, 'watch', name)),
  ),
  ...['index.html', 'rooms.css'].map((name) =>
    copyFile(from(`image/server/rooms/${name}`), resolve(fresh, 'rooms', name)),
  ),
  told,
  describing,
]);

// One letter beyond Latin-1, and V8 keeps the whole text with two bytes a letter. esbuild leaves those in regular expressions.
for (const name of Object.keys(PROGRAMS)) {
  const file = resolve(fresh, `${name}.mjs`);
  const text = await readFile(file, 'utf8');
  const unit = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  await writeFile(
    file,
    text.replace(/\P{ASCII}/gu, (letter) => letter.split('').map(unit).join('')),
  );
}

// The maps also tell what a package had bundled itself.
const maps = ['device', 'worker'].map((name) => readFile(resolve(fresh, `${name}.mjs.map`), 'utf8').then(JSON.parse));
const bundled = [
  ...[inDevice, inWatch].flatMap(({ metafile }) => Object.keys(metafile.inputs).map(from)),
  ...(await Promise.all(maps)).flatMap(({ sources }) => sources.map((source) => resolve(fresh, source))),
  ...inPage.output.flatMap((chunk) => chunk.moduleIds ?? []),
];
await writeFile(resolve(fresh, 'third-party-notices.txt'), await thirdPartyNotices(packageFolders(bundled)));

// On the box the same page is part of what it serves, with the script that knows the box.
const boxWatch = resolve(fresh, 'web-ui/watch');
await cp(resolve(fresh, 'watch'), boxWatch, { recursive: true });
await rename(resolve(fresh, 'watch-box/watch.js'), resolve(boxWatch, 'watch.js'));
await rm(resolve(fresh, 'watch-box'), { recursive: true });

// Sources saved while this ran are newer than the stamp, and are built next time.
await writeFile(resolve(fresh, '.built'), '');
await utimes(resolve(fresh, '.built'), startedAt, startedAt);
await rm(from('.cache/dist.old'), { recursive: true, force: true });
await rename(from('dist'), from('.cache/dist.old')).catch(() => {});
await rename(fresh, from('dist'));
await rm(from('.cache/dist.old'), { recursive: true, force: true });
