/**
 * Addresses of the box for phones in the room: those that the box reports, else the one by which this page was opened.
 */
import { box } from './api-client.ts';

export async function addressesOfBox(): Promise<string[]> {
  const { addresses } = await box.addresses().catch(() => ({ addresses: [] as string[] }));
  const whole = addresses.map((address) => address.replace(/\/$/, ''));
  return whole.length > 0 ? whole : [location.origin];
}
