/** What becomes of packets on their way in, in the suite's own network: rules of nft in the place of those before. */
import { execFileSync } from 'node:child_process';

/** None lets everything through. */
export function filterPackets(rules: string[]): void {
  execFileSync('nft', ['flush', 'ruleset']);
  if (rules.length === 0) return;
  const chain = ['add table ip faults', 'add chain ip faults in { type filter hook input priority 0; }'];
  const input = [...chain, ...rules.map((rule) => `add rule ip faults in ${rule}`)].join('\n');
  execFileSync('nft', ['-f', '-'], { input });
}
