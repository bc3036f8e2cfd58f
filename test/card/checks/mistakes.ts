/** What people do to `pupitre.toml`, and to the partition that it is on: the box starts, takes what is right, and tells the rest. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Box } from '../box.ts';

export const SECRET = 'KEEP-9b1f4c77';

/** Saved by Notepad, with a mark at its beginning. True: this line is a mistake. */
const LINES: [text: string, isMistake: boolean][] = [
  ['# Salle du séminaire', false],
  ['[room]', false],
  ['name = "Salle Émilie"', false],
  ['language = "german"', true],
  ['timezone = "Europe/Pariss"', true],
  ['[wifi]', false],
  ['name = "seminaire"', false],
  ['password = "short"', true],
  ['country = "France"', true],
  ['[server]', false],
  ['url = "https://stream.example.org/live"', true],
  [`stream_key = "salle?key=${SECRET}"`, false],
  ['watch_url = “https://stream.example.org/live/salle.m3u8”', true],
  ['[page]', false],
  ['pasword = "un mot de passe"', true],
  ['[ssh]', false],
  ['key = "id_ed25519.pub"', true],
  ['[agenda]', false],
  ['url = https://agenda.example.org/salle.ics', true],
  ['[rapport]', true],
  ['url = "https://stream.example.org/report/salle"', false],
  ['[report]', false],
  ['url = "https://stream.example.org/report/salle"', false],
  ['token = 42', true],
];

export const mistakenToml = `\uFEFF${LINES.map(([text]) => text).join('\r\n')}\r\n`;

export function mistakeChecks(box: () => Box): void {
  test('every kind of mistake: each is told with its line in both languages, what is right is taken', async (t) => {
    const { room, card, board } = box();
    await board.sh('sync');
    const report = await card.readText('pupitre-report.txt');
    for (const line of report.trim().split('\r\n').filter(Boolean)) t.diagnostic(line);
    const told = (language: string, line: number) => new RegExp(`\\b${language} ${line}\\b`, 'i').test(report);
    const missed = LINES.flatMap(([text, isMistake], at) => {
      const isTold = told('ligne', at + 1) && told('line', at + 1);
      return isMistake && !isTold ? [`${at + 1}: ${text}`] : [];
    });
    assert.deepEqual(missed, [], 'mistakes that are not told');
    const wrong = LINES.flatMap(([text, isMistake], at) =>
      // What stands in a table that there is not is wrong with it.
      !isMistake && LINES[at - 1]?.[0] !== '[rapport]' && (told('ligne', at + 1) || told('line', at + 1))
        ? [`${at + 1}: ${text}`]
        : [],
    );
    assert.deepEqual(wrong, [], 'told as mistakes, and are none');
    assert.ok(!report.includes(SECRET), 'a secret in the report');
    assert.equal((await room.box.state()).room, 'Salle Émilie');
  });

  test('the page tells the mistakes too, and nobody has a password yet', async (t) => {
    const { room } = box();
    const { status, body } = await room.box.ask('GET', '/api/card');
    assert.equal(status, 200);
    const said = JSON.stringify(body);
    t.diagnostic(said);
    for (const [at, [text, isMistake]] of LINES.entries())
      if (isMistake) assert.match(said, new RegExp(`\\b(line|ligne) ${at + 1}\\b`, 'i'), text);
  });
}

export function fullBootPartitionChecks(box: () => Box): void {
  test('a full boot partition: what was corrected is taken, its secrets are gone, and the report says what is the matter', async (t) => {
    const { room, card, board, wanted } = box();
    await board.unplug();
    await card.write('pupitre.toml', correctedToml(wanted));
    await card.fillBoot();
    assert.ok((await card.freeBootBytes()) < 4096, `${await card.freeBootBytes()} bytes are free`);
    const times = await board.boot();
    room.visitAgain();
    await board.sh('sync');
    assert.equal((await room.box.state()).room, wanted.room?.name);
    const toml = await card.readText('pupitre.toml');
    assert.ok(!toml.includes(wanted.server?.stream_key?.split('=')[1] ?? '?'), toml);
    const report = await card.readText('pupitre-report.txt');
    for (const line of report.trim().split('\r\n').filter(Boolean)) t.diagnostic(line);
    t.diagnostic(`the page answers ${times.pageSeconds?.toFixed(1)} s after power-on`);
    assert.match(report, /pleine/i);
    assert.match(report, /\bfull\b/i);
    assert.ok(report.includes('ssh.key'), 'the report is of this boot');
  });
}

/** Typed anew by whoever was told the mistakes. */
function correctedToml(wanted: Box['wanted']): string {
  const table = ([name, keys]: [string, Record<string, string>]) =>
    [`[${name}]`, ...Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}`), ''].join('\n');
  return Object.entries(wanted).map(table).join('\n');
}
