/** The first boot with a filled-in `pupitre.toml`: what was asked for is so, and nothing of it is left where a stranger finds it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { promisify } from 'node:util';
import type { Settings } from '../../../device/settings/settings-schema.ts';
import { PASSWORD } from '../../tools/box/device.ts';
import type { Box } from '../box.ts';

const run = promisify(execFile);

export function firstBootChecks(box: () => Box): void {
  test('the room, the server and the password are those of pupitre.toml', async (t) => {
    const { room, wanted, board } = box();
    const { room: name, session } = await room.box.state();
    assert.deepEqual([name, session.phase], [wanted.room?.name, 'ready']);
    const claim = await fetch(`${room.box.url}/api/claim`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'that of a stranger' }),
    });
    assert.equal(claim.status, 409, 'nobody else can choose the password');
    await room.box.logIn();
    const { status, body } = await room.box.ask('GET', '/api/settings');
    assert.equal(status, 200, JSON.stringify(body));
    const settings = body as Settings;
    const { url, watchUrl } = settings.destinations[0] ?? {};
    assert.deepEqual([url, watchUrl], [wanted.server?.url, wanted.server?.watch_url]);
    assert.equal(settings.room.language, wanted.room?.language);
    const owner = await board.sh(`stat -c '%U %a' ${board.stateFolder}/settings.json`);
    assert.equal(owner, 'pupitre 600');
    t.diagnostic(`"${name}" logs in with "${PASSWORD}", publishes to ${url}`);
  });

  test('no secret is left on the card that a laptop reads; everything else stays as it was typed', async (t) => {
    const { card, board, wanted } = box();
    await board.sh('sync');
    const toml = await card.readText('pupitre.toml');
    const report = await card.readText('pupitre-report.txt');
    const [, key = ''] = wanted.ssh?.key?.split(' ') ?? [];
    const secrets = { stream_key: wanted.server?.stream_key?.split('=')[1] ?? '', password: PASSWORD };
    for (const [name, secret] of Object.entries(secrets)) {
      assert.ok(secret.length > 8 && !toml.includes(secret), `${name} in ${toml}`);
      assert.ok(!report.includes(secret), `${name} in ${report}`);
    }
    for (const typed of [wanted.room?.name, wanted.server?.url, wanted.server?.watch_url])
      assert.ok(toml.includes(typed ?? '?'), `${typed} in ${toml}`);
    t.diagnostic(`the ssh key, which is public, ${toml.includes(key) ? 'stays' : 'is gone too'}`);
    for (const line of toml.split('\n').filter((line) => /^\s*[^#\s]/.test(line))) t.diagnostic(line.trim());
  });

  test('pupitre-report.txt says in French and English where the page is', async (t) => {
    const { card } = box();
    const report = (await card.readText('pupitre-report.txt')).trim();
    for (const line of report.split('\r\n').filter(Boolean)) t.diagnostic(line);
    assert.ok(report.includes('\r\n') && !/[^\r]\n/.test(report), 'lines end as Windows Notepad wants them');
    assert.match(report, /pupitre(-\d+)?\.local/);
    // The import is over before there is an address; which it is, the name tells.
    for (const key of ['room.name', 'server.url', 'server.stream_key', 'page.password', 'ssh.key'])
      assert.equal(report.split(key).length, 3, `${key} is said to be taken, in both languages`);
    const words = (pattern: RegExp) => [...report.matchAll(pattern)].length;
    assert.ok(words(/\b(le|la|les|des|est|une?)\b/g) >= 3, 'French');
    assert.ok(words(/\b(the|is|was|with|of)\b/g) >= 3, 'English');
  });

  test('the data partition has grown to the end of the card, and keeps what the box keeps', async (t) => {
    const { card, board } = box();
    const { root, data } = await card.partitions();
    const end = await board.sh(
      'blockdev --getsize64 $(lsblk -no PATH,TYPE | sed -n "s/ *disk$//p" | grep -v zram | head -n 1)',
    );
    const spare = Number(end) - data.startByte - data.bytes;
    assert.ok(spare >= 0 && spare <= 2 ** 20, `${spare} bytes are left unused`);
    assert.equal(data.startByte, root.startByte + root.bytes);
    const [size = '', type = ''] = (await board.sh('df --output=size,fstype -B1 /data | tail -n 1'))
      .trim()
      .split(/\s+/);
    assert.equal(type, 'ext4');
    // With those of 1 kB, which a small file system gets unless told, a grown one spends 6 % of the card on inodes.
    assert.equal(await board.sh('stat -fc %S /data'), '4096', 'bytes of a block');
    assert.ok(Number(size) > 0.9 * data.bytes, `${size} bytes of ${data.bytes}`);
    t.diagnostic(
      `${(Number(size) / 1e9).toFixed(1)} GB for recordings on a card of ${(Number(end) / 1e9).toFixed(1)} GB`,
    );
    const places =
      '/var/lib/pupitre /var/lib/pupitre-versions /var/lib/pupitre-system /etc/NetworkManager/system-connections /var/log/journal';
    const mounts = await board.sh(`for place in ${places}; do findmnt -no TARGET,SOURCE,OPTIONS $place; done`);
    for (const line of mounts.split('\n')) assert.match(line, /^\S+ +\S+\[\/\w+\] +rw/);
    assert.equal(mounts.split('\n').length, places.split(' ').length, mounts);
  });

  test('the root is never written: a layer in memory over what the card has', async (t) => {
    const { board } = box();
    const [over, under] = (
      await board.sh('findmnt -no FSTYPE,OPTIONS /; findmnt -no FSTYPE,OPTIONS /media/root-ro')
    ).split('\n');
    assert.match(over ?? '', /^overlay +rw/);
    assert.match(under ?? '', /^ext4 +ro/);
    assert.match(await board.sh('findmnt -no OPTIONS /boot/firmware'), /^ro/);
    await board.sh('echo typed >/etc/written-to-the-root; mkdir -p /var/cache/written');
    const [, used = ''] = (
      await board.sh('df -B1 --output=used / | tail -n 1; du -sx /media/root-rw/overlay 2>/dev/null || true')
    ).split('\n');
    t.diagnostic(`in memory so far: ${used.trim() || '?'} kB`);
  });

  test('nobody gets in with a password: no account has one, and ssh takes the key of pupitre.toml alone', async (t) => {
    const { board, keys } = box();
    const accounts = await board.sh('cut -d: -f1,2 /etc/shadow');
    const open = accounts.split('\n').filter((line) => !/:[!*]+$/.test(line));
    assert.deepEqual(open, [], 'accounts with a password, or with an empty one');
    const ssh = (...words: string[]) =>
      run('ssh', ['-o', 'BatchMode=yes', ...board.sshOptions, ...words]).then(
        ({ stdout }) => stdout.trim(),
        ({ stderr }: { stderr: string }) => stderr.trim(),
      );
    assert.equal(await ssh('-i', keys.technician, 'root@127.0.0.1', 'hostname'), 'pupitre');
    const refused = await ssh('-i', keys.stranger, 'root@127.0.0.1', 'hostname');
    assert.match(refused, /Permission denied \(publickey\)/);
    t.diagnostic(`${accounts.split('\n').length} accounts; a stranger's key: ${refused.split('\n').at(-1)}`);
  });
}
