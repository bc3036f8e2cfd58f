/** What a server can do to a box. */
import test from 'node:test';
import { type NetworkFault, suffer } from './network-fault.ts';
import { Talk } from './talk.ts';

const FAULTS: NetworkFault[] = [
  {
    fault: 'server killed, back after 5 s',
    hurt: ({ server }) => server.kill('SIGKILL'),
    lastsSeconds: 5,
    mend: ({ server }) => server.restart(),
    says: /^destination(Unreachable|Closed)$/,
    noticedWithinSeconds: 1,
    backWithinSeconds: 3,
  },
  {
    fault: 'server restarted in order',
    hurt: ({ server }) => server.restart(),
    lastsSeconds: 0,
    mend: () => {},
    says: /^destination/,
    noticedWithinSeconds: 1,
    backWithinSeconds: 1,
  },
  {
    fault: 'server frozen for 15 s',
    hurt: ({ server }) => server.kill('SIGSTOP'),
    lastsSeconds: 9,
    mend: ({ server }) => server.kill('SIGCONT'),
    says: /^destination(Stalled|NoAnswer)$/,
    noticedWithinSeconds: 6,
    backWithinSeconds: 6,
  },
];

export function serverFaults(): void {
  test('the server', { timeout: 10 * 60_000 }, async (t) => {
    const talk = await Talk.begin(t, { direct: true });
    for (const fault of FAULTS) await t.test(fault.fault, (each) => suffer(each, talk, fault));
  });
}
