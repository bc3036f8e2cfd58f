/** What lies between the box and the server. */
import { writeFileSync } from 'node:fs';
import test from 'node:test';
import { Contest } from './contest.ts';
import { type NetworkFault, suffer } from './network-fault.ts';
import { filterPackets } from './packet-filter.ts';
import { Talk } from './talk.ts';

const cut = (seconds: number, state: 'closed' | 'held'): NetworkFault => ({
  fault: `link ${state === 'closed' ? 'cut with RST' : 'dead without a word'} for ${seconds} s`,
  hurt: ({ relay }) => relay.become(state),
  lastsSeconds: state === 'closed' || seconds <= 1 ? seconds : Math.max(0, seconds - 6),
  mend: ({ relay }) => relay.become('open'),
  says: /^destination/,
  // A link that is dead for a second is not noticed, and nothing is lost.
  noticedWithinSeconds: state === 'closed' ? 1 : seconds <= 1 ? null : 6,
  backWithinSeconds: 3,
});

export function linkFaults({ hosts }: { hosts: string }): void {
  const faults: NetworkFault[] = [
    cut(1, 'closed'),
    cut(10, 'closed'),
    cut(1, 'held'),
    cut(10, 'held'),
    cut(120, 'held'),
    {
      fault: '30 % of packets lost for 20 s',
      // Of what the box sends and of what it is told.
      hurt: ({ relay: { port } }) =>
        filterPackets(['dport', 'sport'].map((side) => `tcp ${side} ${port} numgen random mod 100 < 30 drop`)),
      lastsSeconds: 20,
      mend: () => filterPackets([]),
      says: /^destination/,
      noticedWithinSeconds: null,
      backWithinSeconds: 10,
    },
    {
      fault: 'name no longer resolves, connection cut, 8 s',
      hurt: ({ relay }) => {
        writeFileSync(hosts, '127.0.0.1 localhost\n');
        relay.become('closed');
        relay.become('open');
      },
      lastsSeconds: 8,
      mend: () => writeFileSync(hosts, '127.0.0.1 localhost stream.faults\n'),
      says: /^destination(Unresolvable|NoLink)$/,
      noticedWithinSeconds: 1,
      backWithinSeconds: 3,
    },
  ];
  test('the link', { timeout: 20 * 60_000 }, async (t) => {
    const talk = await Talk.begin(t);
    const contest = await Contest.begin(t, talk);
    for (const fault of faults) await t.test(fault.fault, (each) => suffer(each, talk, fault, contest));
  });
}
