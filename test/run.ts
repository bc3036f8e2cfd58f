/**
 * Runs the tests: `npm test` those of some minutes, `npm run test:long` the rest, `npm test -- --all` both, `npm test -- WORD …`
 * the files whose path holds one of the words, of either kind. Ends with node's own counts; the exit code is 0 only when
 * tests ran and every one passed.
 */
import { setMaxListeners } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { inspect, parseArgs } from 'node:util';

/** Files that take the better part of a minute or longer, or look at what is slow, are named so; in `endurance/` all do. */
const LONG = /\.long\.test\.ts$|^endurance\//;
/**
 * Folders of `test/`, in the order in which they run, and how many files at a time.
 * A file that takes longer than its limit fails: several times what the slowest takes on two busy cores.
 */
const GROUPS: { folders: string[]; only?: 'short' | 'long'; concurrency: number; fileLimitMs: number }[] = [
  { folders: ['structure', 'unit'], concurrency: 2, fileLimitMs: 60_000 },
  // They wait more than they work.
  { folders: ['fuzz', 'integration'], concurrency: 3, fileLimitMs: 6 * 60_000 },
  { folders: ['endurance', 'appliance'], concurrency: 2, fileLimitMs: 6 * 60_000 },
  { folders: ['browser'], only: 'short', concurrency: 2, fileLimitMs: 6 * 60_000 },
  // These play video and look at how it comes.
  { folders: ['browser'], only: 'long', concurrency: 1, fileLimitMs: 6 * 60_000 },
];
/** The longest of a group, the longest first: they begin, so that none is left alone at the end. */
const LONGEST = [
  ...['structure/dependencies', 'unit/image/prepare/prepare'],
  ...['integration/media/power-cut', 'integration/media/worker', 'integration/media/rehearsal', 'fuzz/fuzz'],
  ...['appliance/receipt', 'appliance/off-the-record', 'appliance/dry-run', 'appliance/openapi', 'appliance/srt'],
  ...['browser/seminar', 'browser/on-air', 'browser/box', 'browser/settings'],
].map((name) => `${name}.test.ts`);
const TOTAL_LIMIT_MS = 45 * 60_000;
/** What a failing file printed is shown up to here. */
const OUTPUT_LIMIT = 8_000;
const COUNTS = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'] as const;

const here = import.meta.dirname;
const { values: which, positionals: words } = parseArgs({
  options: { all: { type: 'boolean', default: false }, long: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const counts = new Map<string, number>(COUNTS.map((name) => [name, 0]));
const failures: string[] = [];
const overall = AbortSignal.timeout(TOTAL_LIMIT_MS);
// Every file listens to it.
setMaxListeners(0, overall);
const startedMs = performance.now();

const isLong = (path: string) => LONG.test(relative(here, path));

function filesIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(join(here, folder), { recursive: true }) as string[];
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(here, folder, name))
    .filter((path) => {
      if (words.length > 0) return words.some((word) => path.includes(word));
      return which.all || which.long === isLong(path);
    })
    .sort();
}

function place(path: string): number {
  const at = LONGEST.indexOf(relative(here, path));
  return at === -1 ? LONGEST.length : at;
}

interface Ended {
  name: string;
  nesting: number;
  file?: string;
  skip?: string | boolean;
  details: { duration_ms: number; error?: Error };
}

/** A line for each file, more for what failed in it. */
async function runGroup(files: string[], concurrency: number, fileLimitMs: number): Promise<void> {
  const output = new Map<string, string>();
  const perFile = new Map<string, { passed: number; failed: number; ms: number }>();
  const count = ({ file = '', nesting, details }: Ended, passed: boolean) => {
    const of = perFile.get(file) ?? { passed: 0, failed: 0, ms: 0 };
    of[passed ? 'passed' : 'failed'] += 1;
    if (nesting === 0) of.ms += details.duration_ms;
    perFile.set(file, of);
  };
  const summary = (file: string) => {
    const { passed, failed, ms } = perFile.get(file) ?? { passed: 0, failed: 0, ms: 0 };
    const tests = failed === 0 ? `${passed}` : `${failed} of ${passed + failed} FAILED`;
    console.log(`${failed === 0 ? '✔' : '✖'} ${relative(here, file)}  ${tests}  (${(ms / 1000).toFixed(1)} s)`);
    const said = output.get(file)?.slice(-OUTPUT_LIMIT).trim();
    if (failed > 0 && said) console.log(`  it printed:\n${said.replace(/^/gm, '  | ')}`);
  };

  let current: string | null = null;
  for await (const event of run({ files, concurrency, timeout: fileLimitMs, signal: overall })) {
    switch (event.type) {
      case 'test:pass':
      case 'test:fail': {
        const ended: Ended = event.data;
        if (ended.file !== undefined && ended.file !== current) {
          if (current !== null) summary(current);
          current = ended.file;
        }
        count(ended, event.type === 'test:pass');
        if (event.type === 'test:fail') {
          const failure = `✖ ${relative(here, ended.file ?? '')} › ${ended.name}\n${why(ended.details.error)}`;
          failures.push(failure);
          console.log(failure);
        }
        break;
      }
      case 'test:stdout':
      case 'test:stderr':
        output.set(
          event.data.file,
          ((output.get(event.data.file) ?? '') + event.data.message).slice(-2 * OUTPUT_LIMIT),
        );
        break;
      case 'test:diagnostic': {
        const [name = '', value] = event.data.message.split(' ');
        if (event.data.nesting === 0 && counts.has(name)) counts.set(name, (counts.get(name) ?? 0) + Number(value));
        break;
      }
    }
  }
  if (current !== null) summary(current);
}

function why(error: Error | undefined): string {
  const cause = error?.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return text.replace(/^/gm, '    ');
}

const gone = LONGEST.filter((name) => !existsSync(join(here, name)));
if (gone.length > 0) throw new Error(`no such test: ${gone.join(', ')}`);
for (const { folders, only, concurrency, fileLimitMs } of GROUPS) {
  const files = folders
    .flatMap(filesIn)
    .filter((path) => only === undefined || (only === 'long') === isLong(path))
    .sort((one, other) => place(one) - place(other));
  if (files.length > 0 && !overall.aborted) await runGroup(files, concurrency, fileLimitMs);
}

if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => failure.split('\n')[0]).join('\n')}`);
if (overall.aborted) console.log(`\nEnded after ${TOTAL_LIMIT_MS / 60_000} minutes: not every test has run.`);
console.log('');
for (const name of COUNTS) console.log(`# ${name} ${counts.get(name)}`);
console.log(`# duration_ms ${Math.round(performance.now() - startedMs)}`);

const bad = failures.length + (counts.get('fail') ?? 0) + (counts.get('cancelled') ?? 0);
// A child that a test left behind must not keep this process alive.
process.exit(bad === 0 && !overall.aborted && (counts.get('tests') ?? 0) > 0 ? 0 : 1);
