/** The facts of the machine, and the support bundle. */
import { type Static, Type } from 'typebox';
import { MachineFactsSchema } from '../../support/facts-schema.ts';

export const FactsSchema = Type.Object({
  facts: MachineFactsSchema,
  failed: Type.Array(Type.String(), { description: 'What could not be found out, for a log' }),
});

export type Facts = Static<typeof FactsSchema>;
