/** A v4l2-ctl with a camera of its own behind it, which keeps its controls in a file as a camera keeps them in its memory. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ending } from '../ending.ts';

export interface FakeControl {
  type: 'int' | 'bool' | 'menu';
  min?: number;
  max?: number;
  default: number;
  value: number;
  /** Cannot be set unless that control has that value. */
  heldUnless?: { name: string; value: number };
  /** Says that it was set, and was not. */
  stubborn?: boolean;
}

const SCRIPT = `#!${process.execPath}
const { readFileSync, writeFileSync, appendFileSync } = require('node:fs');
const [stateFile, callsFile] = [__dirname + '/state.json', __dirname + '/calls'];
const controls = JSON.parse(readFileSync(stateFile, 'utf8'));
const [, , , node, order, what] = process.argv;
const isHeld = ({ heldUnless }) => heldUnless && controls[heldUnless.name].value !== heldUnless.value;
if (order === '--set-ctrl') {
  appendFileSync(callsFile, what + '\\n');
  const [name, value] = what.split('=');
  const control = controls[name];
  if (!control) { console.log("unknown control '" + name + "'"); process.exit(1); }
  if (isHeld(control)) { console.error(name + ': Permission denied'); process.exit(255); }
  if (!control.stubborn) control.value = Number(value);
  writeFileSync(stateFile, JSON.stringify(controls));
} else if (order === '--list-formats-ext') {
  appendFileSync(callsFile, 'formats of ' + node + '\\n');
  if (node === '/dev/video66') setTimeout(() => {}, 60_000);
  else console.log(readFileSync(__dirname + '/formats', 'utf8'));
} else if (order === '--list-ctrls-menus') {
  console.log('\\nUser Controls\\n');
  for (const [name, control] of Object.entries(controls)) {
    const range = control.type === 'bool' ? '' : 'min=' + (control.min ?? 0) + ' max=' + (control.max ?? 255) + ' ';
    const step = control.type === 'int' ? 'step=1 ' : '';
    const flags = isHeld(control) ? ' flags=inactive' : '';
    console.log(name.padStart(31) + ' 0x00980900 (' + control.type + ')    : ' + range + step + 'default=' + control.default + ' value=' + control.value + flags);
  }
}
`;

export interface FakeV4l2Ctl {
  /** To be put before the PATH. */
  folder: string;
  program: string;
  values(): Promise<Record<string, number>>;
  /** Each `name=value` it was told and each `formats of NODE` it was asked, in order. */
  calls(): Promise<string[]>;
  /** Unplugged and plugged in again. */
  forget(): Promise<void>;
}

/** @param formats what it says of every node, but `/dev/video66`, which never answers. */
export async function fakeV4l2Ctl(
  t: Ending,
  controls: Record<string, FakeControl>,
  formats = '',
): Promise<FakeV4l2Ctl> {
  const folder = await mkdtemp(join(tmpdir(), 'v4l2-ctl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [program, state, calls] = ['v4l2-ctl', 'state.json', 'calls'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const forget = () => writeFile(state, JSON.stringify(controls));
  await forget();
  await writeFile(calls, '');
  await writeFile(join(folder, 'formats'), formats);
  await writeFile(program, SCRIPT, { mode: 0o755 });
  return {
    folder,
    program,
    forget,
    async values() {
      const now = JSON.parse(await readFile(state, 'utf8')) as Record<string, FakeControl>;
      return Object.fromEntries(Object.entries(now).map(([name, { value }]) => [name, value]));
    },
    calls: async () => (await readFile(calls, 'utf8')).split('\n').filter(Boolean),
  };
}
