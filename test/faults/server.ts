/** What a server can do to a box. */
import test from 'node:test';
import { Contest } from './contest.ts';
import { type NetworkFault, suffer } from './network-fault.ts';
import { filterPackets } from './packet-filter.ts';
import { KEYS, Talk } from './talk.ts';

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
  {
    fault: 'server stopped in order, refuses connections for 15 s',
    hurt: ({ server }) => server.stop(),
    lastsSeconds: 15,
    mend: ({ server }) => server.restart(),
    says: /^destinationUnreachable$/,
    noticedWithinSeconds: 1,
    backWithinSeconds: 3,
  },
  {
    fault: 'key taken away, given back after 8 s, the server restarted each time',
    hurt: async ({ server }) => {
      await server.setKeys({});
      await server.restart();
    },
    lastsSeconds: 8,
    mend: async ({ server }) => {
      await server.setKeys(KEYS);
      await server.restart();
    },
    says: /^destinationRefused$/,
    noticedWithinSeconds: 1,
    backWithinSeconds: 3,
  },
  {
    fault: 'host of the server unreachable, told by the router, 15 s',
    hurt: ({ server }) => {
      const { port } = new URL(server.rtmpUrl.replace('rtmp', 'http'));
      filterPackets([`tcp dport ${port} reject with icmp type host-unreachable`, `tcp sport ${port} drop`]);
    },
    lastsSeconds: 9,
    mend: () => filterPackets([]),
    // First that the server takes nothing any more; why it cannot be had follows with the next try.
    says: /^destinationUnreachable$/,
    noticedWithinSeconds: 6,
    backWithinSeconds: 3,
  },
];

const ANSWER_SECONDS = 4;
const SLOW: NetworkFault = {
  fault: `connection cut, the server takes the next one and answers it after ${ANSWER_SECONDS} s`,
  hurt: ({ relay }) => {
    relay.answerAfter(ANSWER_SECONDS * 1000);
    relay.become('closed');
    relay.become('open');
  },
  lastsSeconds: 0,
  mend: () => {},
  says: /^destination/,
  noticedWithinSeconds: 1,
  backWithinSeconds: ANSWER_SECONDS + 1,
};

export function serverFaults(): void {
  test('the server', { timeout: 12 * 60_000 }, async (t) => {
    const talk = await Talk.begin(t, { direct: true });
    const contest = await Contest.begin(t, talk);
    for (const fault of FAULTS) await t.test(fault.fault, (each) => suffer(each, talk, fault, contest));
  });
  test(SLOW.fault, { timeout: 3 * 60_000 }, async (t) => suffer(t, await Talk.begin(t), SLOW));
}
