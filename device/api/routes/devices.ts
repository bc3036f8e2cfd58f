import { type Reason, spoken } from '../../reason.ts';
import type { ApiContext, ApiScope } from '../api-context.ts';
import { type Devices, DevicesSchema } from '../contract/devices.ts';

export function deviceRoutes(api: ApiScope, { collaborators, language }: ApiContext): void {
  api.get(
    '/devices',
    {
      schema: {
        operationId: 'listDevices',
        summary: 'Cameras and microphones plugged in',
        response: { 200: DevicesSchema },
      },
    },
    async (request): Promise<Devices> => {
      const { cameras, microphones } = await collaborators.devices();
      const aloud = <D extends { passedOver: Reason | null }>(device: D) => ({
        ...device,
        passedOver: spoken(device.passedOver, language(request)),
      });
      return { cameras: cameras.map(aloud), microphones: microphones.map(aloud) };
    },
  );
}
