/** Writes the table of settings: `node --import tsx image/settings/write-table.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withTable } from './settings-table.ts';

const file = resolve(import.meta.dirname, '../../device/settings/README.md');
writeFileSync(file, withTable(readFileSync(file, 'utf8')));
