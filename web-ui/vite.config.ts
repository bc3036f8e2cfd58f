/** The technician's page, built into files the box serves as they are. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: page('.'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web-ui',
    emptyOutDir: true,
    // Phones of the last five years. No inline assets: the page's policy allows files only.
    target: ['chrome96', 'firefox94', 'safari15'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [page('index.html'), page('sheet.html')] },
  },
});
