/**
 * A real board reached by ssh, with the product installed on it. The checks get a state of their own: recordings, password
 * and settings of the box stay as they are, and at the end its own service runs again.
 */
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../tools/servers/free-port.ts';
import type { Board } from './board.ts';
import { Ssh } from './ssh.ts';

const STATE = '/var/lib/pupitre';
const OWN_STATE = '/var/lib/pupitre-test';
const DROP_IN = '/etc/systemd/system/pupitre.service.d/board-test.conf';
/** For whoever stands beside the board to do what the checks ask for. */
const HAND_MS = 300_000;

export class RemoteBoard implements Board {
  readonly stateFolder = OWN_STATE;
  readonly pagePort: number;
  readonly #ssh: Ssh;
  #boxPort = 0;
  /** Ports of this machine that the board reaches, with what they are there. */
  readonly #reached = new Map<number, number>();

  private constructor(ssh: Ssh, pagePort: number) {
    this.#ssh = ssh;
    this.pagePort = pagePort;
  }

  /** `words`: as `ssh` takes them. `folder`: for the connection. */
  static async connect(words: string[], folder: string): Promise<RemoteBoard> {
    const ssh = new Ssh(words, join(folder, 'ssh'));
    await ssh.connect();
    return new RemoteBoard(ssh, await freePort());
  }

  /** The settings of the box itself. */
  async settings(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.sh(`cat ${STATE}/settings.json 2>/dev/null || echo {}`)) as Record<string, unknown>;
  }

  /** The service is stopped; started again it has these settings and no recordings. `port`: of its page. */
  async prepare(settings: object, port: number): Promise<void> {
    this.#boxPort = port;
    await this.#ssh.forwardTo(this.pagePort, port);
    // The unit that is installed, with another folder, which systemd gives to the service's user.
    await this.sh(`
      systemctl cat pupitre >/dev/null
      systemctl stop pupitre
      rm -rf ${OWN_STATE} ${DROP_IN}
      mkdir -p ${OWN_STATE} ${DROP_IN.slice(0, DROP_IN.lastIndexOf('/'))}
      start=$(sed -n 's#^ExecStart=##p' "$(systemctl show pupitre -p FragmentPath --value)" | sed 's#${STATE}\\b#${OWN_STATE}#g')
      printf '[Service]\\nStateDirectory=\\nStateDirectory=%s\\nExecStart=\\nExecStart=%s\\n' ${basename(OWN_STATE)} "$start" >${DROP_IN}
      cat >${OWN_STATE}/settings.json <<'SETTINGS'
${JSON.stringify(settings)}
SETTINGS
      systemctl daemon-reload`);
  }

  async reach(port: number): Promise<string> {
    const there = this.#reached.get(port) ?? (await this.#ssh.forwardFrom(port));
    this.#reached.set(port, there);
    return `127.0.0.1:${there}`;
  }

  sh(script: string, limitMs?: number): Promise<string> {
    return this.#ssh.sh(script, limitMs);
  }

  put(from: string, to: string): Promise<void> {
    return this.#ssh.put(from, to);
  }

  get(from: string, to: string): Promise<void> {
    return this.#ssh.get(from, to);
  }

  async cutPower(): Promise<void> {
    console.log('>>> pull the plug now');
    await this.switchedOff();
  }

  async switchedOff(): Promise<void> {
    await this.#byHand('the board is still on', async () => !(await this.#ssh.isConnected()));
    await this.#ssh.close();
  }

  async boot(): Promise<void> {
    console.log('>>> once its green lamp is dark: plug out, plug in');
    await this.#byHand('the board does not come back', () =>
      this.#ssh.connect().then(
        () => true,
        () => false,
      ),
    );
    await this.#ssh.forwardTo(this.pagePort, this.#boxPort);
    for (const [here, there] of this.#reached) await this.#ssh.forwardFrom(here, there);
  }

  async close(): Promise<void> {
    await this.sh(
      `systemctl stop pupitre; rm -rf ${OWN_STATE} ${DROP_IN}; systemctl daemon-reload; systemctl start pupitre`,
    );
    await this.#ssh.close();
  }

  async #byHand(otherwise: string, isDone: () => Promise<boolean>): Promise<void> {
    for (const deadline = performance.now() + HAND_MS; !(await isDone()); await sleep(1000)) {
      assert.ok(performance.now() < deadline, otherwise);
    }
  }
}
