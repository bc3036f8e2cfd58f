/**
 * Writes the files made from `lines.ts`, `extras.ts` and the settings: `node --import tsx
 * image/materials/write-materials.ts`.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkSettings } from '../../device/settings/settings-faults.ts';
import { billOfMaterials } from './bill.ts';
import { wiringDrawing } from './wiring.ts';

const image = resolve(import.meta.dirname, '..');
const { settings: defaults } = checkSettings({});
assert.ok(defaults);

writeFileSync(resolve(image, 'bill-of-materials.md'), billOfMaterials());
writeFileSync(resolve(image, 'pictures/wiring.svg'), wiringDrawing(defaults.gpio));
