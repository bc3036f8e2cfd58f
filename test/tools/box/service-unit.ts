/** What `systemd/pupitre.service` gives the service, for tests that start it as the box does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const lines = readFileSync(join(import.meta.dirname, '../../../systemd/pupitre.service'), 'utf8').split('\n');
const valuesOf = (key: string) =>
  lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));

export const SERVICE_UNIT = {
  nice: Number(valuesOf('Nice')[0]),
  env: Object.fromEntries(
    valuesOf('Environment').flatMap((pairs) =>
      pairs.split(' ').map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), pair.slice(at + 1)];
      }),
    ),
  ) as Record<string, string>,
};
