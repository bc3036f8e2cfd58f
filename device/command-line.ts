/** Arguments that may follow `node device.mjs`. */
import { parseArgs } from 'node:util';

export const USAGE = `pupitre: records a talk and puts it on air

  device.mjs [--settings FILE] [--state DIR] [--keyboard]   run in the foreground
  device.mjs check [--settings FILE] [--state DIR]          dry run as a table, exit 0 if nothing fails
  device.mjs reset-password [--state DIR]                   the next visitor of the page chooses a new password
  device.mjs import-card --card DIR --network DIR --system DIR [--settings FILE] [--state DIR] [--memory-only]
                                                            takes over DIR/pupitre.toml, as root, before the service starts
  device.mjs self-test [--settings FILE] [--state DIR] [--seconds N]   records a test pattern in DIR, a folder of its
                                                            own, and reads it back; exit 0 if this version works here
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

export interface ImportCommand {
  run: 'importCard';
  settingsFile: string;
  stateFolder: string;
  cardFolder: string;
  networkFolder: string;
  systemFolder: string;
  isMemoryOnly: boolean;
}

export type Command =
  | RunCommand
  | ImportCommand
  | { run: 'resetPassword'; stateFolder: string }
  | { run: 'selfTest'; settingsFile: string; stateFolder: string; seconds: number }
  | { run: 'version' | 'help' }
  | { run: 'misused'; message: string };

const WORDS = ['check', 'reset-password', 'self-test', 'import-card'];

export function commandLine(args: string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        settings: { type: 'string' },
        state: { type: 'string', default: 'state' },
        keyboard: { type: 'boolean', default: false },
        card: { type: 'string' },
        network: { type: 'string' },
        system: { type: 'string' },
        'memory-only': { type: 'boolean', default: false },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        seconds: { type: 'string', default: '20' },
      },
    });
    if (values.help) return { run: 'help' };
    if (values.version) return { run: 'version' };
    const [word, ...more] = positionals;
    if (more.length > 0 || (word !== undefined && !WORDS.includes(word)))
      return { run: 'misused', message: `unknown word: ${positionals.join(' ')}` };
    if (word === 'reset-password') return { run: 'resetPassword', stateFolder: values.state };
    const settingsFile = values.settings ?? `${values.state}/settings.json`;
    if (word === 'import-card') {
      const { card, network, system } = values;
      if (!card || !network || !system)
        return { run: 'misused', message: 'import-card needs --card, --network and --system' };
      return {
        run: 'importCard',
        settingsFile,
        stateFolder: values.state,
        cardFolder: card,
        networkFolder: network,
        systemFolder: system,
        isMemoryOnly: values['memory-only'],
      };
    }
    if (word === 'self-test')
      return { run: 'selfTest', settingsFile, stateFolder: values.state, seconds: Number(values.seconds) };
    return {
      run: word === 'check' ? 'check' : 'service',
      settingsFile,
      stateFolder: values.state,
      keyboard: values.keyboard,
    };
  } catch (error) {
    return { run: 'misused', message: (error as Error).message };
  }
}
