/** What the service's processes hold in memory on the board. */
import { roleOfThreads } from '../tools/box/workers.ts';
import type { Board } from './board.ts';

/** A line for each process (proportional set size in MB of 10^6 bytes), one for all, one for what the board has left. */
export async function memoryOf(board: Board): Promise<string[]> {
  const said = await board.sh(`
    for pid in $(cat /sys/fs/cgroup/system.slice/pupitre.service/cgroup.procs); do
      echo "$pid $(sed -n 's/^Pss: *//p' /proc/$pid/smaps_rollup) $(cat /proc/$pid/task/*/comm | tr '\\n' ' ')"
    done
    grep MemAvailable /proc/meminfo`);
  const [available = '', ...processes] = said.split('\n').reverse();
  const megabytes = (kilobytes: string | undefined) => (Number(kilobytes) * 1024) / 1e6;
  const mainPid = await board.sh('systemctl show pupitre -p MainPID --value');
  let total = 0;
  const lines = processes.reverse().map((line) => {
    const [pid, kilobytes, , ...threads] = line.split(' ');
    total += megabytes(kilobytes);
    const name = pid === mainPid ? 'service' : roleOfThreads(threads);
    return `memory: ${name} ${megabytes(kilobytes).toFixed(0)} MB`;
  });
  const left = megabytes(/\d+/.exec(available)?.[0]);
  return [...lines, `memory: together ${total.toFixed(0)} MB PSS; ${left.toFixed(0)} MB of the board available`];
}
