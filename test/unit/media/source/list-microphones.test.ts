import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { listMicrophones } from '../../../../device/media/source/list-microphones.ts';
import { parseSoundCards } from '../../../../device/media/source/parse-sound-cards.ts';
import { fakeRoot } from './fake-root.ts';

/** A Pi 4 with a webcam, an HDMI grabber and a USB microphone, in the worst order. */
const CARDS = ` 0 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0
                      vc4-hdmi-0
 1 [Headphones     ]: bcm2835_headpho - bcm2835 Headphones
                      bcm2835 Headphones
 2 [U0x46d0x825    ]: USB-Audio - USB Device 0x46d:0x825
                      USB Device 0x46d:0x825 at usb-0000:01:00.0-1.3, high speed
 3 [MS2109         ]: USB-Audio - USB3.0 HDMI
                      MACROSILICON USB3.0 HDMI at usb-0000:01:00.0-1.4, high speed
 4 [Device         ]: USB-Audio - USB PnP Sound Device
                      C-Media Electronics Inc. USB PnP Sound Device at usb-0000:01:00.0-1.2, full speed
 5 [sndrpigooglevoi]: RPi-simple - snd_rpi_googlevoicehat_soundcar
                      snd_rpi_googlevoicehat_soundcard
`;
const PCM = `00-00: MAI PCM i2s-hifi-0 : MAI PCM i2s-hifi-0 : playback 1
01-00: bcm2835 Headphones : bcm2835 Headphones : playback 8
02-00: USB Audio : USB Audio : capture 1
03-00: USB Audio : USB Audio : capture 1
04-00: USB Audio : USB Audio : playback 1 : capture 1
05-00: Google voiceHAT SoundCard HiFi voicehat-codec-0 : Google voiceHAT SoundCard HiFi voicehat-codec-0 : playback 1 : capture 1
`;

test('this machine, whatever it has, is listed without an error', async () => {
  assert.ok(Array.isArray(await listMicrophones()));
});

test('no sound at all: an empty list', async (t) => {
  const root = await fakeRoot(t);
  assert.deepEqual(await listMicrophones(root.path), []);
  await root.sound('--- no soundcards ---\n', '');
  assert.deepEqual(await listMicrophones(root.path), []);
});

test('a Pi: the external microphone first, then the built-in, then those of cameras; never a screen or headphones', async (t) => {
  const root = await fakeRoot(t);
  await root.sound(CARDS, PCM);
  await root.soundCard(0, 'platform/soc/fef00700.hdmi');
  await root.soundCard(1, 'platform/soc/bcm2835_audio');
  await root.soundCard(2, 'pci/usb1/1-1/1-1.3/1-1.3:1.2');
  await root.soundCard(3, 'pci/usb1/1-1/1-1.4/1-1.4:1.2');
  await root.soundCard(4, 'pci/usb1/1-1/1-1.2/1-1.2:1.0');
  await root.soundCard(5, 'platform/soc/sound');
  await root.video('video0', { device: 'pci/usb1/1-1/1-1.3/1-1.3:1.0', name: 'Cam', driver: 'uvcvideo' });
  await root.video('video2', { device: 'pci/usb1/1-1/1-1.4/1-1.4:1.0', name: 'Grabber', driver: 'uvcvideo' });
  assert.deepEqual(await listMicrophones(root.path), [
    { device: 'plughw:CARD=Device,DEV=0', name: 'USB PnP Sound Device', usbPort: '1-1.2', onCamera: false },
    {
      device: 'plughw:CARD=sndrpigooglevoi,DEV=0',
      name: 'snd_rpi_googlevoicehat_soundcar',
      usbPort: null,
      onCamera: false,
    },
    { device: 'plughw:CARD=U0x46d0x825,DEV=0', name: 'USB Device 0x46d:0x825', usbPort: '1-1.3', onCamera: true },
    { device: 'plughw:CARD=MS2109,DEV=0', name: 'USB3.0 HDMI', usbPort: '1-1.4', onCamera: true },
  ]);
});

test('HDMI that claims to record and is not on USB is not a microphone', async (t) => {
  const root = await fakeRoot(t);
  await root.sound(' 0 [HDMI           ]: HDA-Intel - HDA ATI HDMI\n', '00-03: HDMI 0 : HDMI 0 : capture 1\n');
  assert.deepEqual(await listMicrophones(root.path), []);
});

test('two alike microphones keep their order by port when their ids swap', async (t) => {
  for (const [first, second] of [
    ['1-1.2', '1-1.4'],
    ['1-1.4', '1-1.2'],
  ] as const) {
    const root = await fakeRoot(t);
    await root.sound(
      ' 0 [Device         ]: USB-Audio - Mic\n 1 [Device_1       ]: USB-Audio - Mic\n',
      '00-00: USB Audio : USB Audio : capture 1\n01-00: USB Audio : USB Audio : capture 1\n',
    );
    await root.soundCard(0, `usb1/1-1/${first}/${first}:1.0`);
    await root.soundCard(1, `usb1/1-1/${second}/${second}:1.0`);
    assert.deepEqual(
      (await listMicrophones(root.path)).map(({ usbPort }) => usbPort),
      ['1-1.2', '1-1.4'],
    );
  }
});

test('a card with several recording devices (snd-aloop) lists each', async (t) => {
  const root = await fakeRoot(t);
  await root.sound(
    ' 0 [Mic            ]: Loopback - Loopback\n',
    '00-01: Loopback PCM : Loopback PCM : playback 8 : capture 8\n00-00: Loopback PCM : Loopback PCM : playback 8 : capture 8\n',
  );
  assert.deepEqual(
    (await listMicrophones(root.path)).map(({ device }) => device),
    ['plughw:CARD=Mic,DEV=0', 'plughw:CARD=Mic,DEV=1'],
  );
});

test('hostile text in /proc/asound: never an error, ids of letters and digits only', () => {
  const cards = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(120), fc.string(), fc.string()).map(([n, id, name]) => ` ${n} [${id}]: USB-Audio - ${name}`),
    fc
      .tuple(fc.nat(31), fc.stringMatching(/^\w{1,15}$/), fc.string())
      .map(([n, id, name]) => ` ${n} [${id} ]: x - ${name}`),
  );
  const pcm = fc.oneof(
    fc.string(),
    fc.nat(99).map((n) => `${String(n).padStart(2, '0')}-00: a : b : capture 1`),
  );
  fc.assert(
    fc.property(fc.array(cards), fc.array(pcm), (cardLines, pcmLines) => {
      for (const card of parseSoundCards(cardLines.join('\n'), pcmLines.join('\n'))) {
        assert.match(card.id, /^\w{1,15}$/);
        assert.ok(card.number >= 0 && card.number < 100);
        assert.ok(card.captureDevices.every((dev) => Number.isInteger(dev) && dev < 100));
      }
    }),
  );
});
