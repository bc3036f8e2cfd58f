/** A wall clock that is wrong by as much as a test says, for a service that is run by node. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 200;

/** Told in a file, which the service looks at five times a second. */
const WRONG = `
import { readFileSync } from 'node:fs';
const right = Date.now;
let aheadMs = 0;
const look = () => { aheadMs = Number(readFileSync(process.env.WALL_AHEAD_FILE, 'utf8')); };
look();
setInterval(look, ${LOOK_MS}).unref();
Date.now = () => right() + aheadMs;
`;

export class WallClock {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Of the service whose clock it is. */
  get env(): NodeJS.ProcessEnv {
    const module = `data:text/javascript,${encodeURIComponent(WRONG).replaceAll("'", '%27')}`;
    return { WALL_AHEAD_FILE: this.#file, NODE_OPTIONS: `--import=${module}` };
  }

  /** 0 is right. Resolves when the service has looked: a clock that is set is right before anything says so. */
  async setAhead(ms: number): Promise<void> {
    await writeFile(this.#file, String(ms));
    await sleep(2 * LOOK_MS);
  }
}
