/** What is bundled for whom, and what stands beside the bundle: for the build, the package, and the test of the dependencies. */
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const from = (path) => resolve(root, path);

/** The programs of the box, each a file of its own. */
export const PROGRAMS = {
  device: from('device/main.ts'),
  worker: from('device/media/worker-main.ts'),
  'join-worker': from('device/media/journal/join-worker.ts'),
  'facts-worker': from('device/support/facts-worker.ts'),
};

/** Found in node_modules beside the bundle: native, or loaded by few boxes only. */
export const BESIDE = ['gstreamer-superficial', 'onoff', 'epoll', 'nodemailer'];

/** Scripts of the pages that viewers open. */
export const VIEWERS_PAGES = {
  'watch/watch': from('image/server/watch/watch.ts'),
  'watch-box/watch': from('image/server/watch/watch-box.ts'),
  'rooms/rooms': from('image/server/rooms/rooms.ts'),
};

/** Without subtitles, DRM and alternative sound tracks: two thirds of the size. */
export const VIEWERS_ALIAS = { 'hls.js': 'hls.js/light' };
