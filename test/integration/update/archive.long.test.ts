/**
 * The archive of an update has exactly the four members of a signed package, each once and in their order: whatever a
 * program that checks and one that unpacks could understand in two ways is refused, also where its signature is good.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, link, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SMALL } from '../../tools/box/device.ts';
import { type PackageParts, UpdateBox } from '../../tools/box/update-box.ts';

const run = promisify(execFile);
const ending: (() => Promise<void>)[] = [];
const t = { after: (clear: () => Promise<void>) => void ending.push(clear) };
let box: UpdateBox;
let key = '';
let stranger = '';
let good: Member[] = [];

interface Member {
  /** 16 bytes, as the header has it. */
  name: string;
  /** 12, 6, 6 and 8 bytes. */
  facts: string;
  /** 10 bytes; what the body has where left out. */
  size?: string;
  magic?: string;
  body: Buffer;
  /** Behind a body of an odd length. */
  filler?: string;
}

const HEADER_BYTES = 60;
const FACTS = `${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}`;

function read(archive: Buffer): Member[] {
  assert.equal(archive.toString('latin1', 0, 8), '!<arch>\n');
  const members: Member[] = [];
  for (let at = 8; at < archive.length; ) {
    const header = archive.toString('latin1', at, at + HEADER_BYTES);
    const [begin, bytes] = [at + HEADER_BYTES, Number(header.slice(48, 58))];
    members.push({
      name: header.slice(0, 16),
      facts: header.slice(16, 48),
      body: archive.subarray(begin, begin + bytes),
    });
    at = begin + bytes + (bytes % 2);
  }
  return members;
}

function written(members: Member[], magic = '!<arch>\n'): Buffer {
  const parts = members.map(({ name, facts, size, magic: end = '`\n', body, filler = '\n' }) => {
    const header = `${name}${facts}${size ?? `${body.length}`.padEnd(10)}${end}`;
    return Buffer.concat([Buffer.from(header, 'latin1'), body, Buffer.from(body.length % 2 ? filler : '', 'latin1')]);
  });
  return Buffer.concat([Buffer.from(magic, 'latin1'), ...parts]);
}

const member = (name: string, body: Buffer = Buffer.from('some')): Member => ({
  name: name.padEnd(16),
  facts: FACTS,
  body,
});
/** The members of the signed package, the one of this name changed. */
const changed = (name: string, change: (one: Member) => Partial<Member>) =>
  good.map((one) => (one.name.startsWith(name) ? { ...one, ...change(one) } : one));
const named = (name: string, other: string) => written(changed(name, () => ({ name: other.padEnd(16) })));
const sized = (name: string, size: (bytes: number) => string) =>
  written(changed(name, ({ body }) => ({ size: size(body.length).padEnd(10) })));
const at = (index: number, one: Member) => written([...good.slice(0, index), one, ...good.slice(index)]);
const part = (index: number) => good[index] as Member;

let count = 0;
/** Null where it would be installed, else the code of the refusal. */
async function refusalOf(archive: Buffer): Promise<string | null> {
  const file = join(box.folder, `odd-${count++}.deb`);
  await writeFile(file, archive);
  const checked = run(join(box.own, 'update'), ['check', file], { env: box.env });
  const { stdout } = await checked.catch((error: { stdout: string }) => error);
  const { code = null } = JSON.parse(stdout) as { code?: string };
  return code;
}

const refusals = async (archives: Record<string, Buffer>) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(archives).map(async ([what, archive]) => [what, await refusalOf(archive)] as const),
    ),
  );
const allOf = (archives: Record<string, Buffer>, code: string | null) =>
  Object.fromEntries(Object.keys(archives).map((what) => [what, code]));

const pack = (parts: Partial<PackageParts> = {}) => box.pack({ version: '1.1.0', key, isEmpty: true, ...parts });

before(async () => {
  box = await UpdateBox.make(t, { camera: SMALL, microphone: { device: 'test' } });
  [key, stranger] = [await box.keys.make('association'), await box.keys.make('stranger')];
  await box.trust(key);
  good = read(await pack());
});
after(async () => {
  for (const clear of ending.reverse()) await clear();
});

test('the signed package is taken, however its parts are packed', async () => {
  assert.deepEqual(
    good.map(({ name }) => name.trim()),
    ['debian-binary/', 'control.tar.gz/', 'data.tar.gz/', '_gpgorigin/'],
  );
  const archives: Record<string, Buffer> = { 'as it is': written(good) };
  for (const packing of ['xz', 'zstd', 'none'] as const) archives[packing] = await pack({ packing });
  // As dpkg itself writes names.
  archives['names without a stroke'] = written(good.map((one) => ({ ...one, name: one.name.replace('/', ' ') })));
  assert.deepEqual(await refusals(archives), allOf(archives, null));
});

test('a member more, fewer, twice or moved', async () => {
  const [version, control, data, signature] = [part(0), part(1), part(2), part(3)];
  const other = read(await pack({ version: '1.2.0', key: null }));
  const archives: Record<string, Buffer> = {
    'no control': written([version, data, signature]),
    'no data': written([version, control, signature]),
    'no version of the format': written([control, data, signature]),
    'nothing but the magic': written([]),
    'control and data exchanged': written([version, data, control, signature]),
    'the signature first': written([signature, version, control, data]),
    'the signature before the data': written([version, control, signature, data]),
    'control first': written([control, version, data, signature]),
    'data of another package too': written([version, control, data, other[2] as Member, signature]),
    'data of another package at the end': written([version, control, data, signature, other[2] as Member]),
    'data of another package first': written([version, control, other[2] as Member, data, signature]),
    'control of another package too': written([version, other[1] as Member, control, data, signature]),
    'data packed in another way too': written([
      version,
      control,
      { ...(other[2] as Member), name: 'data.tar.xz'.padEnd(16) },
      data,
      signature,
    ]),
    'control packed in another way too': written([
      version,
      { ...(other[1] as Member), name: 'control.tar'.padEnd(16) },
      control,
      data,
      signature,
    ]),
  };
  for (const [index, one] of good.entries()) {
    archives[`${one.name.trim()} twice`] = at(index, one);
    archives[`${one.name.trim()} again at the end`] = written([...good, one]);
  }
  for (const name of ['_extra', '_gpgmaint', 'extra', 'control.tar.zst', 'data.tar.bz2', '/', '//', ''])
    for (const index of [0, 1, 2, 3, 4]) archives[`${name} at ${index}`] = at(index, member(name));
  assert.deepEqual(await refusals(archives), allOf(archives, 'updateDamaged'));
});

test('without a signature, and with more than one, it is said that it is not signed as it should be', async () => {
  const [, , , signature] = good;
  assert.ok(signature);
  const foreign = read(await pack({ key: stranger }))[3];
  assert.ok(foreign);
  const twoOf = (bodies: Buffer[]) => written([...good.slice(0, 3), { ...signature, body: Buffer.concat(bodies) }]);
  const answers = await refusals({
    'not signed': written(good.slice(0, 3)),
    twice: twoOf([signature.body, signature.body]),
    'a stranger too': twoOf([signature.body, foreign.body]),
    'a stranger first': twoOf([foreign.body, signature.body]),
    'more behind it': twoOf([signature.body, Buffer.from('more')]),
    'of a stranger': twoOf([foreign.body]),
    'no signature': twoOf([Buffer.from('a talk about cats')]),
  });
  assert.deepEqual(answers, {
    'not signed': 'updateUnsigned',
    twice: 'updateWrongKey',
    'a stranger too': 'updateWrongKey',
    'a stranger first': 'updateWrongKey',
    'more behind it': 'updateWrongKey',
    'of a stranger': 'updateWrongKey',
    'no signature': 'updateWrongKey',
  });
});

test('names, lengths and bytes that are not what they should be to the letter', async () => {
  const data = 'data.tar.gz';
  const archives: Record<string, Buffer> = {
    'blanks before the stroke': named(data, `${data}  /`),
    'more behind the stroke': named(data, `${data}/ /`),
    'two strokes': named(data, `${data}//`),
    'a blank first': named(data, ` ${data}`),
    'a zero byte behind': named(data, `${data}\0`),
    'a zero byte within': named(data, 'data\0.tar.gz'),
    'a line feed behind': named(data, `${data}\n`),
    'a tabulator behind': named(data, `${data}\t`),
    'large letters': named(data, data.toUpperCase()),
    'no longer name': named(data, 'data.tar'),
    'a longer name': named(data, 'data.tar.gz.gz'),
    'a list of names': named(data, '/0'),
    'a name of BSD': named(data, '#1/12'),
    'another packing': named(data, 'data.tar.lzma'),
    'a folder before it': named(data, './data.tar.gz'),
    'control called data': named('control.tar.gz', data),
    'data called control': named(data, 'control.tar.gz'),
    'a length with a sign': sized(data, (bytes) => `+${bytes}`),
    'a length below zero': sized(data, (bytes) => `-${bytes}`),
    'a length with a zero first': sized(data, (bytes) => `0${bytes}`),
    'a length of hexadecimal digits': sized(data, (bytes) => `0x${bytes.toString(16)}`),
    'a blank before the length': sized(data, (bytes) => ` ${bytes}`),
    'a length in two parts': sized(data, (bytes) => `${bytes} 1`),
    'a length with a zero byte': sized(data, (bytes) => `${bytes}\0`),
    'no length': sized(data, () => ''),
    'a length of zero': sized('_gpgorigin', () => '0'),
    'one byte longer': sized(data, (bytes) => `${bytes + 1}`),
    'one byte shorter': sized(data, (bytes) => `${bytes - 1}`),
    'longer than the file': sized('_gpgorigin', () => '999999999'),
    'the longest length': sized('_gpgorigin', () => '9999999999'),
    'another end of a header': written(changed(data, () => ({ magic: '`\0' }))),
    'a date of letters': written(changed(data, () => ({ facts: FACTS.replace('0 ', 'x ') }))),
    'another magic': written(good, '!<ARCH>\n'),
    'a thin archive': written(good, '!<thin>\n'),
    'no line feed after the magic': written(good, '!<arch>\0'),
    'something before the magic': Buffer.concat([Buffer.from('\n'), written(good)]),
    'a byte behind': Buffer.concat([written(good), Buffer.from('\n')]),
    'zeros behind': Buffer.concat([written(good), Buffer.alloc(512)]),
    'a header behind': Buffer.concat([written(good), written([member('')]).subarray(8, 68)]),
    'the package twice': Buffer.concat([written(good), written(good)]),
    'a byte less': written(good).subarray(0, -1),
    'another format': written(changed('debian-binary', () => ({ body: Buffer.from('2.1\n') }))),
    'more about the format': written(changed('debian-binary', () => ({ body: Buffer.from('2.0\nmore\n') }))),
    'no format': written(changed('debian-binary', () => ({ body: Buffer.alloc(0) }))),
  };
  assert.deepEqual(await refusals(archives), allOf(archives, 'updateDamaged'));
  const odd = good.find(({ body }) => body.length % 2 === 1);
  if (odd) {
    const filled = written(changed(odd.name, () => ({ filler: '\0' })));
    assert.equal(await refusalOf(filled), 'updateDamaged', 'a filler that is none');
  }
});

test('signed, but with what is no file and no folder: nothing of it is put into use', async () => {
  const outside = join(box.folder, 'outside');
  await mkdir(outside);
  await box.start();
  const odd: Record<string, (program: string) => Promise<void>> = {
    'a link to a folder outside': (program) => symlink(outside, join(program, 'more')),
    'a link to a file within': (program) => symlink('version', join(program, 'more')),
    'a second name': (program) => link(join(program, 'version'), join(program, 'more')),
    'a queue': async (program) => void (await run('mkfifo', [join(program, 'more')])),
  };
  for (const [what, change] of Object.entries(odd)) {
    // Refused before it is started: it needs no program.
    const withVersion = async (program: string) => {
      await mkdir(program, { recursive: true });
      await writeFile(join(program, 'version'), '1.1.0\n');
      await change(program);
    };
    assert.equal((await box.send(await pack({ change: withVersion }))).status, 200, what);
    const { update } = await box.waitFor('refused');
    assert.equal(update.phase === 'refused' && update.reason?.code, 'updateDamaged', what);
    assert.equal(await box.inUse(), null, what);
    await assert.rejects(readdir(join(box.versions, '1.1.0')), { code: 'ENOENT' }, what);
  }
  assert.deepEqual(await readdir(outside), []);
});

test('nothing that is installed keeps a right that the system gives by a bit of the file', async () => {
  await box.send(await pack({ isEmpty: false, change: (program) => chmod(join(program, 'device.mjs'), 0o6777) }));
  await box.waitFor('done');
  const { stdout } = await run('find', [join(box.versions, '1.1.0'), '-perm', '/7022']);
  assert.equal(stdout, '');
});

test('a file that is exchanged while it is installed: what is put into use is what was checked', async () => {
  const [signed, foreign] = [
    await pack({ isEmpty: false, version: '1.3.0' }),
    await pack({ version: '1.4.0', key: stranger }),
  ];
  const waiting = join(box.state, 'update/update.deb');
  assert.equal((await box.send(signed)).status, 200);
  const end = box.waitForEnd();
  // All that the service's user can do, for as long as it is read.
  for (let time = 0; time < 40; time++) {
    await writeFile(waiting, time % 2 ? signed : foreign);
    await sleep(20);
  }
  const { update } = await end;
  if (update.phase === 'refused') assert.match(`${update.reason?.code}`, /^update(Damaged|WrongKey)$/);
  else assert.deepEqual([update.phase, await box.inUse()], ['done', '1.3.0']);
  assert.ok(!(await readdir(box.versions)).includes('1.4.0'));
});
