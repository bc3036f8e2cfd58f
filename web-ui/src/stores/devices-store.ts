/** The devices that are plugged in, and those that the settings name. */
import { signal } from '@preact/signals';
import type { Devices } from '../../../device/api/contract/devices.ts';
import { box } from '../api-client.ts';
import type { Tried } from './trial-store.ts';

export const devices = signal<Devices | null>(null);
/** `camera.device` and `microphone.device` of the settings. */
export const chosen = signal<Tried | null>(null);

interface DeviceSettings {
  camera: { device: string };
  microphone: { device: string };
}

export async function loadDevices(): Promise<void> {
  const [list, settings] = await Promise.all([
    box.devices(),
    box.settings() as Promise<unknown> as Promise<DeviceSettings>,
  ]);
  devices.value = list;
  chosen.value = { camera: settings.camera.device, microphone: settings.microphone.device };
}

export async function chooseDevices({ camera, microphone }: Tried): Promise<void> {
  await box.changeSettings({ camera: { device: camera }, microphone: { device: microphone } });
  await loadDevices();
}

/** Null returns the control to the box and the camera. */
export async function setControl(name: string, value: number | null): Promise<void> {
  await box.changeSettings({ camera: { controls: { [name]: value } } });
  devices.value = await box.devices();
}
