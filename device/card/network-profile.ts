/** NetworkManager's files for the room's Wi-Fi and for the box's own. Pure. */

export interface WifiNetwork {
  name: string;
  /** Null: the network is open. */
  password: string | null;
}

/** Names of the profiles, and of their files. */
export const ROOM_WIFI = 'pupitre-wifi';
export const HOTSPOT = 'pupitre-hotspot';
/** NetworkManager's own choice of address for a shared network. */
export const HOTSPOT_ADDRESS = '10.42.0.1';

export function roomWifiProfile(network: WifiNetwork): string {
  return written({
    connection: {
      id: ROOM_WIFI,
      type: 'wifi',
      // Retries without end, so that a router switched on after the box is found too.
      'autoconnect-retries': '0',
    },
    wifi: {
      ssid: bytesOf(network.name),
      // Probes for the network by name, which also finds a hidden one.
      hidden: 'true',
    },
    // Works with WPA2 and WPA3, whichever the router has.
    ...(network.password !== null && { 'wifi-security': { 'key-mgmt': 'wpa-psk', psk: escaped(network.password) } }),
    ipv4: { method: 'auto' },
    ipv6: { method: 'auto' },
  });
}

/** `systemd/hotspot` brings it up and down. */
export function hotspotProfile({ name, password }: { name: string; password: string }): string {
  return written({
    connection: { id: HOTSPOT, type: 'wifi', autoconnect: 'false' },
    // A channel that is allowed in every country and supported by every phone.
    wifi: { mode: 'ap', ssid: bytesOf(name), band: 'bg', channel: '6' },
    'wifi-security': {
      'key-mgmt': 'wpa-psk',
      proto: 'rsn;',
      pairwise: 'ccmp;',
      group: 'ccmp;',
      // Off (1). The driver of the Pi's chip refuses the key that protects management frames, and no access point comes
      // up (raspberrypi/linux#7247).
      pmf: '1',
      psk: escaped(password),
    },
    ipv4: { method: 'shared', address1: `${HOTSPOT_ADDRESS}/24` },
    ipv6: { method: 'disabled' },
  });
}

/** The name in a profile, as written here or by NetworkManager; null where there is none. */
export function wifiNameIn(profile: string): string | null {
  const ssid = valueIn(profile, 'ssid');
  if (ssid === null) return null;
  if (!/^(\d{1,3};)+$/.test(ssid)) return ssid;
  return Buffer.from(ssid.split(';').slice(0, -1).map(Number)).toString();
}

/** The password in a profile, decoded; null where the network is open. */
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

/** A name is bytes. As numbers, none of its characters has a meaning in the file. */
const bytesOf = (name: string) => [...Buffer.from(name)].map((byte) => `${byte};`).join('');

/** Escapes as GLib's key files require. Blanks at either end would be lost otherwise. */
const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll(' ', '\\s');
