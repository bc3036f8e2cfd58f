/** Files of NetworkManager for the room's Wi-Fi and for the box's own. Pure. */

export interface WifiNetwork {
  name: string;
  /** Null: an open one. */
  password: string | null;
}

/** Names of the profiles, and of their files. */
export const ROOM_WIFI = 'pupitre-wifi';
export const HOTSPOT = 'pupitre-hotspot';
/** NetworkManager's own choice for what it shares. */
export const HOTSPOT_ADDRESS = '10.42.0.1';

export function roomWifiProfile(network: WifiNetwork): string {
  return written({
    connection: {
      id: ROOM_WIFI,
      type: 'wifi',
      // For ever: a router that is switched on after the box is found too.
      'autoconnect-retries': '0',
    },
    wifi: {
      ssid: bytesOf(network.name),
      // Asked for by its name, which also finds one that does not tell it.
      hidden: 'true',
    },
    // Both of WPA2 and WPA3, whichever the router has.
    ...(network.password !== null && { 'wifi-security': { 'key-mgmt': 'wpa-psk', psk: escaped(network.password) } }),
    ipv4: { method: 'auto' },
    ipv6: { method: 'auto' },
  });
}

/** `systemd/hotspot` brings it up and down. */
export function hotspotProfile({ name, password }: { name: string; password: string }): string {
  return written({
    connection: { id: HOTSPOT, type: 'wifi', autoconnect: 'false' },
    // A channel that every country allows and every phone hears.
    wifi: { mode: 'ap', ssid: bytesOf(name), band: 'bg', channel: '6' },
    'wifi-security': {
      'key-mgmt': 'wpa-psk',
      proto: 'rsn;',
      pairwise: 'ccmp;',
      group: 'ccmp;',
      // Off (1): the driver of the Pi's chip refuses the key that protects management frames, and no access point comes up
      // (raspberrypi/linux#7247).
      pmf: '1',
      psk: escaped(password),
    },
    ipv4: { method: 'shared', address1: `${HOTSPOT_ADDRESS}/24` },
    ipv6: { method: 'disabled' },
  });
}

/** The name in a profile, as it is written here or by NetworkManager; null where there is none. */
export function wifiNameIn(profile: string): string | null {
  const ssid = valueIn(profile, 'ssid');
  if (ssid === null) return null;
  if (!/^(\d{1,3};)+$/.test(ssid)) return ssid;
  return Buffer.from(ssid.split(';').slice(0, -1).map(Number)).toString();
}

/** The password in a profile, as a profile holds it; null where it is open. */
export function wifiPasswordIn(profile: string): string | null {
  const psk = valueIn(profile, 'psk');
  return psk === null ? null : psk.replace(/\\([s\\])/g, (_, letter) => (letter === 's' ? ' ' : '\\'));
}

/** Only a line feed ends a line: a regular expression would take U+2028 for one too. */
function valueIn(profile: string, key: string): string | null {
  const line = profile.split('\n').find((one) => one.startsWith(`${key}=`));
  return line === undefined ? null : line.slice(key.length + 1);
}

function written(groups: Record<string, Record<string, string>>): string {
  const lines = Object.entries(groups).map(([group, keys]) =>
    [`[${group}]`, ...Object.entries(keys).map(([key, value]) => `${key}=${value}`), ''].join('\n'),
  );
  return lines.join('\n');
}

/** A name is bytes; as numbers no letter of it means anything to the file. */
const bytesOf = (name: string) => [...Buffer.from(name)].map((byte) => `${byte};`).join('');

/** As GLib's key files want it; blanks at either end would be lost. */
const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll(' ', '\\s');
