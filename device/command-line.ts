/** What may follow `node device.mjs`. */
import { parseArgs } from 'node:util';

export const USAGE = `pupitre: records a talk and puts it on air

  device.mjs [--settings FILE] [--state DIR] [--keyboard]   run in the foreground
  device.mjs check [--settings FILE] [--state DIR]          dry run as a table, exit 0 if nothing fails
  device.mjs reset-password [--state DIR]                   the next visitor of the page chooses a new password
  device.mjs --version | --help

  --settings FILE   settings as JSON; default: settings.json in the state folder
  --state DIR       sessions, recordings, passwords; default: ./state
  --keyboard        standard input is the button: space press, o double press, h hold, H stop at once,
                    R forget the password
`;

export interface RunCommand {
  run: 'service' | 'check';
  settingsFile: string;
  stateFolder: string;
  keyboard: boolean;
}

export type Command =
  | RunCommand
  | { run: 'resetPassword'; stateFolder: string }
  | { run: 'version' | 'help' }
  | { run: 'misused'; message: string };

export function commandLine(args: string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        settings: { type: 'string' },
        state: { type: 'string', default: 'state' },
        keyboard: { type: 'boolean', default: false },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { run: 'help' };
    if (values.version) return { run: 'version' };
    const [word, ...more] = positionals;
    if (more.length > 0 || (word !== undefined && word !== 'check' && word !== 'reset-password'))
      return { run: 'misused', message: `unknown word: ${positionals.join(' ')}` };
    if (word === 'reset-password') return { run: 'resetPassword', stateFolder: values.state };
    return {
      run: word === 'check' ? 'check' : 'service',
      settingsFile: values.settings ?? `${values.state}/settings.json`,
      stateFolder: values.state,
      keyboard: values.keyboard,
    };
  } catch (error) {
    return { run: 'misused', message: (error as Error).message };
  }
}
