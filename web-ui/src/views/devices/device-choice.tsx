/** Choice of one camera or microphone that is plugged in, or of a substitute. */
import type { Devices } from '../../../../device/api/contract/devices.ts';
import { words } from '../../words.ts';

type Device = Devices['cameras'][number] | Devices['microphones'][number];

export interface DeviceChoiceProps {
  kind: 'camera' | 'microphone';
  devices: Device[];
  /** Value as in the settings. */
  value: string;
  onSelect(device: string): void;
}

interface Option {
  device: string;
  name: string;
  says: (string | false | null | undefined)[];
}

function optionsOf({ kind, devices, value }: DeviceChoiceProps): Option[] {
  const automatic = devices.find(({ isAutomatic }) => isAutomatic);
  const options: Option[] = [
    {
      device: 'auto',
      name: words.devices.auto,
      says: [automatic ? words.devices.autoTakes(automatic.name) : words.devices.nothingFound[kind]],
    },
    ...devices.map(({ device, name, where, inUse, passedOver, ...more }) => ({
      device,
      name,
      says: [
        where,
        'isGrabber' in more && more.isGrabber && words.devices.grabber,
        inUse?.by === 'program' && words.devices.usedBy(inUse.program),
        inUse?.by === 'capture' && words.devices.inUse,
        passedOver?.message,
      ],
    })),
    ...(kind === 'camera' ? [{ device: 'none', name: words.devices.none, says: [words.devices.noneMeans] }] : []),
    { device: 'test', name: words.devices.test[kind], says: [words.devices.testMeans] },
  ];
  // A device in the settings that is not plugged in, or a file to replay.
  if (!options.some(({ device }) => device === value))
    options.push({ device: value, name: value, says: [!value.startsWith('replay:') && words.devices.notThere] });
  return options;
}

export function DeviceChoice(props: DeviceChoiceProps) {
  const { kind, value, onSelect } = props;
  return (
    <fieldset class="card choice">
      <legend>{words.devices[kind]}</legend>
      {optionsOf(props).map(({ device, name, says }) => (
        <label key={device}>
          <input type="radio" name={kind} value={device} checked={device === value} onChange={() => onSelect(device)} />
          <span>
            {name}
            <small>{says.filter(Boolean).join(' · ')}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
