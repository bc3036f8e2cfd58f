/**
 * `dependencies` is what ships on the box and in the pages, `devDependencies` are tools and tests: an audit without the second
 * is an audit of the box. What ships is told by the bundler, not by a list.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { type BuildOptions, build } from 'esbuild';
// @ts-expect-error: a script of the build, without types
import { BESIDE, PROGRAMS, VIEWERS_ALIAS, VIEWERS_PAGES } from '../../image/prepare/bundles.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'web-ui');

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

/** The technician's page begins with the scripts that its HTML names. */
function pageScripts(): string[] {
  const pages = readdirSync(PAGE).filter((name) => name.endsWith('.html'));
  return pages.flatMap((name) =>
    [...readFileSync(join(PAGE, name), 'utf8').matchAll(/<script[^>]* src="\/?([^"]+)"/g)].map(([, path = '']) =>
      join(PAGE, path),
    ),
  );
}

async function bundled(options: BuildOptions): Promise<string[]> {
  const { metafile } = await build({
    ...options,
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'none',
    logLevel: 'error',
  });
  // The last folder of that name: what a package brings along is not what this repository asks for.
  const packages = Object.keys(metafile.inputs).map(
    (path) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1],
  );
  return packages.filter((name) => name !== undefined);
}

async function shipped(): Promise<Set<string>> {
  const scripts = pageScripts();
  assert.ok(scripts.length >= 2, scripts.join());
  const all = await Promise.all([
    bundled({ entryPoints: PROGRAMS, platform: 'node', format: 'esm', external: BESIDE }),
    bundled({ entryPoints: VIEWERS_PAGES, alias: VIEWERS_ALIAS }),
    bundled({ entryPoints: scripts, format: 'esm', jsx: 'automatic', jsxImportSource: 'preact' }),
  ]);
  return new Set([...all.flat(), ...BESIDE]);
}

test('dependencies are what ships, devDependencies what does not', async () => {
  const names = await shipped();
  assert.ok(names.size > 40, `${names.size}`);
  const { dependencies, devDependencies } = manifest;
  assert.deepEqual(
    Object.keys(devDependencies).filter((name) => names.has(name)),
    [],
    'ships, and is named as a tool',
  );
  assert.deepEqual(
    Object.keys(dependencies).filter((name) => !names.has(name)),
    [],
    'does not ship',
  );
});

test('the binding that a patch changes is pinned to the version of the patch', () => {
  const patches = readdirSync(join(ROOT, 'device/media/gst/patches'));
  assert.ok(patches.length > 0);
  for (const patch of patches) {
    const [, name = '', version] = /^(.+)\+(\d+\.\d+\.\d+)\.patch$/.exec(patch) ?? [];
    assert.equal(manifest.dependencies[name.replace('+', '/')], version, patch);
  }
});
