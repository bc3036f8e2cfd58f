/**
 * Entry of the process that examines the machine once and ends. systeminformation runs about twenty small programs, and
 * one of them may hang: all of that stays outside the service.
 */
import { access, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { audio, fsSize, osInfo, system, usb } from 'systeminformation';
import type { FactName, FactsNews } from './facts-order.ts';
import type { MachineFacts } from './facts-schema.ts';

/** The kernel ends this process first when memory is short: the talk needs the memory, and the look can be repeated. */
const FIRST_TO_GO = '1000';
/** More than any board has. A list without end would be no help. */
const DEVICES_MAX = 64;
const TEXT_MAX = 200;

/** A device's own description of itself, as one line. */
const line = (text: unknown) =>
  String(text ?? '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, TEXT_MAX);
const lineOrNull = (text: unknown) => line(text) || null;

/** Models that the library guesses where the firmware names none. */
const GUESSES = ['Docker Container', 'Computer'];

async function model(): Promise<Partial<MachineFacts>> {
  const { manufacturer, model, version } = await system();
  const words = [manufacturer, model, version].map(line).filter((word) => word !== '' && word !== '-');
  // Raspberry Pi's own model includes its maker.
  const named = [...new Set(words)].join(' ');
  return { model: GUESSES.includes(named) ? null : lineOrNull(named) };
}

/** It may ask the name server for this machine's name, which can take long. */
async function os(): Promise<Partial<MachineFacts>> {
  const { distro, release, codename, kernel } = await osInfo();
  const name = [distro, release, codename && `(${codename})`].map(line).filter(Boolean).join(' ');
  return { system: lineOrNull(name), kernel: lineOrNull(kernel) };
}

async function usbDevices(): Promise<Partial<MachineFacts>> {
  const devices = (await usb()).slice(0, DEVICES_MAX);
  // Without the program that the library runs, the list is empty, which looks like a board without a plug.
  const isAsked = await Promise.any(['/usr/bin/lsusb', '/bin/lsusb'].map((path) => access(path))).then(
    () => true,
    () => false,
  );
  if (!isAsked && devices.length === 0) throw new Error('lsusb is missing: Debian package usbutils');
  return {
    usb: devices.map(({ name, manufacturer, vendor, id, type }) => ({
      name: line(name),
      manufacturer: line(manufacturer || vendor),
      id: line(id),
      kind: line(type),
    })),
  };
}

async function soundDevices(): Promise<Partial<MachineFacts>> {
  const devices = (await audio()).slice(0, DEVICES_MAX);
  return { sound: devices.map(({ name, driver }) => ({ name: line(name), driver: line(driver) })) };
}

async function fileSystems(): Promise<Partial<MachineFacts>> {
  const systems = (await fsSize()).slice(0, DEVICES_MAX);
  return {
    fileSystems: systems.map(({ mount, fs, type, size, available, rw }) => ({
      mount: line(mount),
      device: line(fs),
      type: line(type),
      sizeBytes: size,
      availableBytes: available,
      isWritable: rw,
    })),
  };
}

const tell = (news: FactsNews) => new Promise<void>((resolve) => process.send?.(news, () => resolve()));

// The question that may wait for the network comes last.
const QUESTIONS: [of: FactName, ask: () => Promise<Partial<MachineFacts>>][] = [
  ['model', model],
  ['usb', usbDevices],
  ['sound', soundDevices],
  ['fileSystems', fileSystems],
  ['os', os],
];

// Without the service this process has no purpose.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});
await writeFile('/proc/self/oom_score_adj', FIRST_TO_GO).catch(() => {});
for (const [of, ask] of QUESTIONS) {
  const news = await ask().then(
    (facts): FactsNews => ({ type: 'facts', of, facts: { ...facts, architecture: arch() } }),
    (error: unknown): FactsNews => ({ type: 'failed', of, tech: line((error as Error).message) }),
  );
  await tell(news);
}
process.exit();
