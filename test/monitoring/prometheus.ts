/** Debian's Prometheus and Alertmanager with the shipped files, on loopback ports, hurried: what takes minutes takes seconds. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ending } from '../tools/ending.ts';
import { freePort } from '../tools/servers/free-port.ts';

const PROGRAMS = resolve(import.meta.dirname, '../../.cache/monitoring/usr/bin');
const SHIPPED = resolve(import.meta.dirname, '../../image/server/monitoring');
const PATIENCE_MS = 90_000;

export interface Alert {
  labels: Record<string, string>;
  state: 'pending' | 'firing';
}

export interface Sample {
  metric: Record<string, string>;
  value: [number, string];
}

export interface PrometheusOptions {
  folder: string;
  /** `HOST:PORT` where nginx lists the rooms. */
  rooms: string;
  /** Boxes that are asked themselves. */
  boxes: { targets: string[]; labels: Record<string, string> }[];
}

/** Runs a program of these packages to its end. @throws with what it said when it does not end well. */
export function runTool(name: 'promtool' | 'amtool', args: string[], input = ''): string {
  return execFileSync(join(PROGRAMS, name), args, { input, encoding: 'utf8', cwd: SHIPPED });
}

export async function startPrometheus(t: Ending, { folder, rooms, boxes }: PrometheusOptions) {
  await mkdir(folder, { recursive: true });
  const [port, alertPort] = [await freePort(), await freePort()];
  const shipped = (name: string) => readFile(join(SHIPPED, name), 'utf8');
  const write = (name: string, text: string) => writeFile(join(folder, name), text);

  const config = await shipped('prometheus.yml');
  await write(
    'prometheus.yml',
    replaced(config, [
      ['127.0.0.1:8935', rooms],
      ['127.0.0.1:9093', `127.0.0.1:${alertPort}`],
      [/_interval: 15s/g, '_interval: 1s'],
      ['refresh_interval: 1m', 'refresh_interval: 2s'],
    ]),
  );
  await write(
    'pupitre-rules.yml',
    replaced(await shipped('pupitre-rules.yml'), [
      [/^( +for: ).*$/gm, '$12s'],
      // A box reports each 5 s at the most.
      [/\[3m\]/g, '[15s]'],
      [/\[1[05]m\]/g, '[1m]'],
    ]),
  );
  await write('pupitre-boxes.yml', JSON.stringify(boxes));

  const told: Alert['labels'][] = [];
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { status, alerts } = JSON.parse(body) as { status: string; alerts: { labels: Alert['labels'] }[] };
    if (status === 'firing') told.push(...alerts.map(({ labels }) => labels));
    response.end();
  });
  const receiverPort = await freePort();
  await once(receiver.listen(receiverPort, '127.0.0.1'), 'listening');
  await write(
    'alertmanager.yml',
    replaced(await shipped('alertmanager.yml'), [
      [/email_configs:\n +- to: .*\n/, `webhook_configs:\n      - url: http://127.0.0.1:${receiverPort}/\n`],
      ['group_wait: 10s', 'group_wait: 1s'],
      ['group_interval: 1m', 'group_interval: 1s'],
    ]),
  );

  const children = [
    run('prometheus', [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]),
    run('prometheus-alertmanager', [
      `--config.file=${folder}/alertmanager.yml`,
      `--storage.path=${folder}/alerts`,
      `--web.listen-address=127.0.0.1:${alertPort}`,
      '--cluster.listen-address=',
    ]),
  ];
  t.after(async () => {
    await Promise.all(children.map(end));
    receiver.close();
  });

  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const { data, error } = (await answer.json()) as { data: T; error?: string };
    assert.ok(answer.ok, `${path}: ${error}`);
    return data;
  };
  const prometheus = {
    /** What Alertmanager has sent to the technicians, in order. */
    told,
    query: async (text: string) => (await ask<{ result: Sample[] }>(`query?query=${encodeURIComponent(text)}`)).result,
    /** Names and rooms of the alerts that fire now. */
    firing: async () =>
      (await ask<{ alerts: Alert[] }>('alerts')).alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => `${labels.alertname} ${labels.room}`)
        .sort(),
    /** Until the answer fits; returns how long that took. */
    until: async (what: string, fits: (firing: string[]) => boolean): Promise<number> => {
      const startedMs = performance.now();
      let last: string[] | null = null;
      while (performance.now() - startedMs < PATIENCE_MS) {
        last = await prometheus.firing().catch(() => null);
        if (last !== null && fits(last)) return (performance.now() - startedMs) / 1000;
        await sleep(200);
      }
      assert.fail(`not within ${PATIENCE_MS / 1000} s: ${what}; firing: ${last?.join(', ')}`);
    },
  };
  return prometheus;
}

/** Each must be there: a shipped file that was changed must not make the test one of something else. */
function replaced(text: string, pairs: [string | RegExp, string][]): string {
  return pairs.reduce((so, [from, to]) => {
    const next = so.replace(from, to);
    assert.notEqual(next, so, `nothing like ${from} is there`);
    return next;
  }, text);
}

/** It ends with this process, even if this process is killed. Debian's Alertmanager looks for its templates in /usr/share. */
function run(name: string, args: string[]): ChildProcess {
  const share = 'mount -t tmpfs none /usr/share; ln -s "$0" /usr/share/prometheus; exec "$@"';
  const program = ['setpriv', '--pdeathsig', 'KILL', join(PROGRAMS, name), '--log.level=error', ...args];
  return spawn('unshare', ['-rm', 'sh', '-ec', share, resolve(PROGRAMS, '../share/prometheus'), ...program], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill();
  await closed;
}
