/** A real child process in one line of script. */
import { Child } from '../../../device/supervise/child.ts';

const children: Child[] = [];

export function smallChild(script: string, { streamPipes = 0 } = {}): Child {
  const child = new Child({
    name: 'small',
    command: process.execPath,
    args: ['-e', script],
    env: process.env,
    streamPipes,
  });
  children.push(child);
  return child;
}

/** For the end of a test file. */
export async function endChildren(): Promise<void> {
  for (const child of children) child.kill();
  await Promise.all(children.map(({ ended }) => ended));
}
