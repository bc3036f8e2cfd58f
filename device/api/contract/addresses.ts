/** Addresses of the page on the network, for the help sheet. */
import { type Static, Type } from 'typebox';

export const AddressesSchema = Type.Object({
  addresses: Type.Array(Type.String(), {
    description: 'Such as `http://192.168.1.20:8080`; the one that a phone most likely reaches comes first',
  }),
});

export type Addresses = Static<typeof AddressesSchema>;
