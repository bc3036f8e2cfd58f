/** Updates for a board: made of the package that is installed there, signed, sent as the page does. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Update } from '../../device/api/contract/update.ts';
import { SigningKeys } from '../tools/box/signing-keys.ts';
import { packageFile } from './install.ts';
import type { Room } from './room.ts';

const run = promisify(execFile);
/** A version that hangs is waited for by systemd alone, 90 s. */
const PATIENCE_MS = 300_000;
const LOOK_MS = 300;

export class Updates {
  readonly #room: Room;
  readonly #keys: SigningKeys;
  readonly #key: string;
  readonly #architecture: string | undefined;

  private constructor(room: Room, keys: SigningKeys, key: string, architecture: string | undefined) {
    this.#architecture = architecture;
    this.#room = room;
    this.#keys = keys;
    this.#key = key;
  }

  /** From now on the board trusts a key, of which this has the secret half. `architecture`: where it is not the virtual board's. */
  static async open(room: Room, architecture?: string): Promise<Updates> {
    const folder = await mkdtemp(join(room.folder, 'updates-'));
    const keys = await SigningKeys.in(join(folder, 'gpg'));
    const key = await keys.make('association');
    const stage = join(folder, 'stage');
    await mkdir(stage);
    await writeFile(join(stage, 'key.asc'), await keys.publicKey(key));
    await room.board.put(stage, '/root');
    await room.board.sh('pupitre trust /root/key.asc');
    return new Updates(room, keys, key, architecture);
  }

  close(): Promise<void> {
    return this.#keys.close();
  }

  /** `change`: a script that is run in the folder of the program. */
  async pack(version: string, change = 'true'): Promise<Buffer> {
    const tree = await mkdtemp(join(this.#room.folder, 'tree-'));
    await run('dpkg-deb', ['-R', await packageFile(this.#architecture), tree]);
    const control = join(tree, 'DEBIAN/control');
    await writeFile(control, (await readFile(control, 'utf8')).replace(/^Version: .*/m, `Version: ${version}`));
    const program = join(tree, 'usr/lib/pupitre');
    await writeFile(join(program, 'version'), `${version}\n`);
    await run('sh', ['-ec', change], { cwd: program });
    const file = `${tree}.deb`;
    await run('dpkg-deb', ['--root-owner-group', '-Zxz', '-b', tree, file]);
    await this.#keys.sign(file, this.#key);
    const packed = await readFile(file);
    await rm(tree, { recursive: true });
    await rm(file);
    return packed;
  }

  async send(file: Buffer): Promise<void> {
    const { cookie } = await this.#room.box.logIn();
    const answer = await fetch(`${this.#room.box.url}/api/update`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/octet-stream' },
      body: file as BodyInit,
    });
    assert.equal(answer.status, 200, await answer.text());
  }

  async now(): Promise<Update> {
    const { status, body } = await this.#room.box.ask('GET', '/api/update');
    assert.equal(status, 200, JSON.stringify(body));
    return body as Update;
  }

  async waitFor(what: string, fits: (update: Update) => boolean): Promise<Update> {
    let last: Update | null = null;
    for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await sleep(LOOK_MS)) {
      // Away while it restarts.
      last = await this.now().catch(() => last);
      if (last !== null && fits(last)) return last;
    }
    const said = await this.#room.board.sh('journalctl -b -n 40 -u pupitre-update -u pupitre -o cat');
    assert.fail(`not ${what}: ${JSON.stringify(last)}\n${said}`);
  }
}

/** Of the talks of this test: two hours are long. */
export async function forgetTalks(room: Room): Promise<void> {
  await room.board.sh(`
    systemctl stop pupitre
    rm -f /var/lib/pupitre/last-session.json
    cd /var/lib/pupitre/recordings
    for facts in */session.json; do
      node -e 'const fs = require("fs"), file = process.argv[1], facts = JSON.parse(fs.readFileSync(file));
        facts.startedAt = new Date(Date.parse(facts.startedAt) - 86400000).toISOString();
        fs.writeFileSync(file, JSON.stringify(facts))' $facts
    done
    systemctl start pupitre; sync`);
  room.visitAgain();
  await room.waitFor('the page answers', () => true);
}
