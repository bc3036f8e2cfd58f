import type { ApiParts, ApiScope } from '../api-parts.ts';
import { type Devices, DevicesSchema } from '../contract/devices.ts';

export function deviceRoutes(api: ApiScope, { collaborators }: ApiParts): void {
  api.get(
    '/devices',
    { schema: { summary: 'Cameras and microphones plugged in', response: { 200: DevicesSchema } } },
    (): Promise<Devices> => collaborators.devices(),
  );
}
