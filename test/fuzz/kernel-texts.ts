/** What the kernel writes in `/proc`, word for word. */

export const SOUND_CARDS = ` 0 [vc4hdmi        ]: vc4-hdmi - vc4-hdmi
                      vc4-hdmi
 2 [Device         ]: USB-Audio - USB PnP Sound Device
                      C-Media Electronics Inc. USB PnP Sound Device at usb-3f980000.usb-1.3, full speed
`;

export const SOUND_DEVICES = `00-00: MAI PCM i2s-hifi-0 : MAI PCM i2s-hifi-0 : playback 1
02-00: USB Audio : USB Audio : playback 1 : capture 1
`;

export const KEYBOARD_AND_BUTTON = `I: Bus=0003 Vendor=046d Product=c31c Version=0110
N: Name="Logitech USB Keyboard"
P: Phys=usb-3f980000.usb-1.2/input0
H: Handlers=sysrq kbd leds event0
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe

I: Bus=0019 Vendor=0001 Product=0001 Version=0100
N: Name="button@11"
P: Phys=gpio-keys/input0
H: Handlers=kbd event1
B: KEY=1000000000 0 0
`;
