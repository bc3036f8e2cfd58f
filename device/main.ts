/** Entry of the service: settings, appliance, signals, exit code. */
import { constants } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeAuthFile } from './api/auth-file.ts';
import { choosePassword } from './api/choose-password.ts';
import { Appliance } from './appliance.ts';
import { importCard } from './card/import-card.ts';
import { commandLine, type ImportCommand, type RunCommand, USAGE } from './command-line.ts';
import { listenToKeyboard } from './control/button/keyboard.ts';
import { systemClock } from './platform/clock.ts';
import { makeFolder, unlessReadOnly } from './platform/durable-file.ts';
import { inBackground, onBackgroundFault } from './platform/in-background.ts';
import { createLog } from './platform/logger.ts';
import { isStartedBySystemd, sdNotify } from './platform/sd-notify.ts';
import { lockState, stateHolder } from './platform/state-lock.ts';
import { terminalLanguage } from './platform/terminal-language.ts';
import { setTimeZone } from './platform/time-zone.ts';
import { updateProgram } from './platform/update-program.ts';
import { because, type Reason, sentence } from './reason.ts';
import { prepareSelfTest, runSelfTest } from './self-test.ts';
import { BadSettings, SettingsStore } from './settings/settings-store.ts';
import { VERSION } from './version.ts';

/** Exit code for wrong settings or arguments: starting again changes nothing. */
const EXIT_MISUSED = 2;
/** The contract allows 5 s from SIGTERM to the end of the service. */
const STOP_MS = 4500;
/** At most a third of the unit's WatchdogSec. */
const WATCHDOG_MS = 5000;
/** SIGUSR1 belongs to the debugger, and SIGHUP comes from a terminal that is closed. */
const FORGET_PASSWORD = 'SIGUSR2';

/** The reason why the service cannot start, for the person or unit that started it. */
class CannotStart extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Before the settings are read, nothing says which language a machine without a locale speaks. */
const spoken = (reason: Reason) => sentence(reason, terminalLanguage('en'));

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function main(): Promise<void> {
  const command = commandLine(process.argv.slice(2));
  switch (command.run) {
    case 'help':
      process.stdout.write(USAGE);
      return;
    case 'version':
      process.stdout.write(`${VERSION}\n`);
      return;
    case 'misused':
      throw new CannotStart(`${command.message}\n\n${USAGE}`, EXIT_MISUSED);
    case 'service':
      return runService(command);
    case 'check':
      return runCheck(command);
    case 'resetPassword':
      return resetPassword(command.stateFolder);
    case 'importCard':
      return runImport(command);
    case 'selfTest':
      return selfTest(command);
  }
}

async function runService(command: RunCommand): Promise<void> {
  const log = createLog();
  const logFault = (err: unknown) => log.logger.error({ code: 'insideFault', err }, 'a fault of the program itself');
  onBackgroundFault(logFault);
  const appliance = await makeAppliance(command, log);
  // The trouble lasts until the service starts again: it is unknown what else of the background work has stopped.
  onBackgroundFault((err) => {
    logFault(err);
    appliance.troubles.set('inside', because('insideFault', String(err)));
  });
  // The listener comes before the lock names this process: without it the signal would end the process.
  process.on(FORGET_PASSWORD, () => inBackground(appliance.forgetPassword('command')));
  const holder = await lockState(command.stateFolder);
  if (holder !== null) {
    const values = { folder: command.stateFolder, pid: holder };
    throw new CannotStart(spoken(because('stateInUse', 'locked', values)), 1);
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    sdNotify('STOPPING=1');
    // Work that has not ended by then ends with the process: workers exit when the service does.
    setTimeout(() => process.exit(1), STOP_MS).unref();
    inBackground(
      appliance.stop().then(() => process.exit(0)),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Also after a disorderly end: a lamp must not say that the box still works.
  process.on('exit', () => appliance.panel.close());
  await appliance.start().catch((error: unknown) => {
    throw isFileError(error) ? stateNotWritable(command.stateFolder, error) : error;
  });
  sdNotify('READY=1');
  setInterval(() => {
    if (appliance.isHealthy()) sdNotify('WATCHDOG=1');
  }, WATCHDOG_MS);
  if (command.keyboard) {
    const press = (gesture: Parameters<Appliance['press']>[0]) => appliance.press(gesture);
    listenToKeyboard({ input: process.stdin, clock: systemClock, press, interrupt: stop });
  }
}

async function runCheck(command: RunCommand): Promise<void> {
  const appliance = await makeAppliance(
    command,
    createLog(() => {}),
  );
  // The clock's timers keep no process alive, and for a moment there may be no worker that does. This interval does.
  const waiting = setInterval(() => {}, WATCHDOG_MS);
  // Servers accept one stream with this key. A test must not throw out a talk that the service has on air.
  const { ok, checks } = await appliance.check({ mayPublish: (await stateHolder(command.stateFolder)) === null });
  clearInterval(waiting);
  const language = terminalLanguage(appliance.room.language);
  for (const { id, line, level, reason } of checks) {
    process.stdout.write(`${line}  ${level.padEnd(9)} ${id.padEnd(20)} ${sentence(reason, language)}\n`);
  }
  process.exit(ok ? 0 : 1);
}

/** Prints one line: what was seen, or what does not work. */
async function selfTest({
  settingsFile,
  stateFolder,
  seconds,
}: {
  settingsFile: string;
  stateFolder: string;
  seconds: number;
}) {
  // Keeps the process alive: the clock's timers do not.
  setInterval(() => {}, WATCHDOG_MS);
  const settings = await loadSettings(settingsFile);
  const own = await prepareSelfTest(settings.current(), stateFolder);
  const log = createLog((line) => process.stderr.write(`${line}\n`));
  const appliance = await makeAppliance({ settingsFile: own, stateFolder }, log, null);
  const seen = await runSelfTest(appliance, seconds).catch((error: unknown) => {
    throw new CannotStart((error as Error).message, 1);
  });
  await appliance.stop();
  await rm(stateFolder, { recursive: true, force: true });
  process.stdout.write(`${seen}\n`);
  process.exit(0);
}

/** Works while the service runs: a signal makes it forget the password too. */
async function resetPassword(stateFolder: string): Promise<void> {
  try {
    await removeAuthFile(join(stateFolder, 'auth.json'));
    const holder = await stateHolder(stateFolder);
    if (holder !== null) process.kill(holder, FORGET_PASSWORD);
  } catch (error) {
    const said = (error as Error).message;
    throw new CannotStart(spoken(because('passwordNotReset', said, { folder: stateFolder, said })), 1);
  }
  process.stdout.write(`${spoken(because('passwordReset', 'removed'))}\n`);
}

/** The import writes its report into the systemd journal. The service shows what is left in the state folder. */
async function runImport(command: ImportCommand): Promise<void> {
  const { taken, mistakes, troubles } = await importCard({
    ...command,
    version: VERSION,
    choosePassword: (password) => choosePassword(join(command.stateFolder, 'auth.json'), password),
  });
  process.stdout.write(`pupitre.toml: taken: ${taken.join(', ') || 'nothing'}\n`);
  for (const reason of [...troubles, ...mistakes]) process.stdout.write(`${sentence(reason, 'en')} (${reason.tech})\n`);
}

async function makeAppliance(
  { settingsFile, stateFolder }: Pick<RunCommand, 'settingsFile' | 'stateFolder'>,
  log: ReturnType<typeof createLog>,
  system = updateProgram(),
): Promise<Appliance> {
  const settings = await loadSettings(settingsFile);
  const { trouble } = settings;
  if (trouble) log.logger.warn({ code: trouble.code, tech: trouble.tech }, 'settings');
  setTimeZone(settings.current().room.timeZone);
  settings.onChange(({ room }) => setTimeZone(room.timeZone));
  try {
    await makeFolder(stateFolder);
    // A card that the kernel has made read-only is reported on the page. The talk goes on air.
    await access(stateFolder, constants.W_OK | constants.X_OK).catch(unlessReadOnly);
  } catch (error) {
    throw stateNotWritable(stateFolder, error as Error);
  }
  return new Appliance({
    clock: systemClock,
    log,
    settings,
    stateFolder,
    webUiFolder: beside('web-ui'),
    apiDocumentFile: beside('openapi.json'),
    entries: {
      worker: [beside('worker.mjs')],
      join: [beside('join-worker.mjs')],
      facts: [beside('facts-worker.mjs')],
    },
    version: VERSION,
    system,
    restart: () => {
      if (!isStartedBySystemd()) return because('restartUnavailable', 'not a service of systemd');
      process.kill(process.pid, 'SIGTERM');
      return null;
    },
  });
}

/**
 * Reads the settings. Whoever started the program gets their troubles on the terminal; a service shows the same on its
 * page.
 */
async function loadSettings(file: string): Promise<SettingsStore> {
  const settings = await SettingsStore.load(file).catch((error: Error) => {
    throw new CannotStart(settingsFault(file, error), EXIT_MISUSED);
  });
  const { trouble, isNew } = settings;
  const none = isNew ? because('settingsNone', 'no such file', { file: resolve(file) }) : null;
  const language = terminalLanguage(isNew ? 'en' : settings.current().room.language);
  for (const reason of [trouble, none]) if (reason) process.stderr.write(`${sentence(reason, language)}\n`);
  return settings;
}

function settingsFault(file: string, error: Error): string {
  if (!(error instanceof BadSettings))
    return spoken(because('settingsUnreadable', error.message, { file, said: error.message }));
  const lines = error.faults.map(({ path, reason }) => `  ${path && `${path}: `}${spoken(reason)}`);
  return [spoken(because('settingsWrong', error.message, { file })), ...lines].join('\n');
}

function stateNotWritable(folder: string, { message: said }: Error): CannotStart {
  return new CannotStart(spoken(because('stateNotWritable', said, { folder, said })), 1);
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof CannotStart ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exit(error instanceof CannotStart ? error.exitCode : 1);
});
