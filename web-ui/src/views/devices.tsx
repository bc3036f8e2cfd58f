/** Camera and microphone, seen and heard before they are chosen. */
import './devices.css';
import { untracked, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { link } from '../feed.ts';
import { LogInFirst } from '../parts/log-in-first.tsx';
import { Meter } from '../parts/meter.tsx';
import { access, attempt } from '../stores/access-store.ts';
import { chooseDevices, chosen, devices, loadDevices } from '../stores/devices-store.ts';
import { picture } from '../stores/picture-store.ts';
import { endTrial, type Tried, trial, trialLevels, tryDevices } from '../stores/trial-store.ts';
import { words } from '../words.ts';
import { CameraControls } from './devices/camera-controls.tsx';
import { DeviceChoice } from './devices/device-choice.tsx';

export default function DevicesView() {
  const selected = useSignal<Tried | null>(null);
  const loggedIn = useComputed(() => (access.value?.loggedIn ?? false) && link.value === 'open');
  useSignalEffect(() => {
    if (loggedIn.value) void untracked(() => attempt(loadDevices));
  });
  useSignalEffect(() => {
    const next = selected.value ?? chosen.value;
    if (next && loggedIn.value) untracked(() => tryDevices(next));
  });
  useEffect(() => endTrial, []);

  if (!access.value?.loggedIn) {
    return <LogInFirst heading={words.views.devices} why={words.devices.logInFirst} />;
  }
  if (!devices.value || !chosen.value) return <p class="waiting">{words.loading}</p>;
  const now = selected.value ?? chosen.value;
  const isChanged = now.camera !== chosen.value.camera || now.microphone !== chosen.value.microphone;
  const select = (part: Partial<Tried>) => {
    selected.value = { ...now, ...part };
  };
  const cancel = () => {
    selected.value = null;
  };
  const apply = () =>
    attempt(async () => {
      await chooseDevices(now);
      cancel();
    });
  return (
    <>
      <TrialScreen now={now} onApply={isChanged ? apply : null} onCancel={cancel} />
      <div class="choices">
        <DeviceChoice
          kind="camera"
          devices={devices.value.cameras}
          value={now.camera}
          onSelect={(camera) => select({ camera })}
        />
        <DeviceChoice
          kind="microphone"
          devices={devices.value.microphones}
          value={now.microphone}
          onSelect={(microphone) => select({ microphone })}
        />
        <button type="button" onClick={() => attempt(loadDevices)}>
          {words.devices.lookAgain}
        </button>
        <CameraControls controls={devices.value.cameras.flatMap(({ controls }) => controls)} />
      </div>
    </>
  );
}

interface ScreenProps {
  now: Tried;
  /** Null while what is tried is what is chosen. */
  onApply: (() => void) | null;
  onCancel(): void;
}

/** Picture and sound of what is tried, with the way to take it. */
function TrialScreen({ now, onApply, onCancel }: ScreenProps) {
  return (
    <section class="trial" aria-label={words.devices.trial}>
      <div class="screen">
        {picture.value && now.camera !== 'none' ? (
          <img src={picture.value} alt={words.devices.pictureOf(trial.value?.camera.name ?? '')} />
        ) : (
          <p>{now.camera === 'none' ? words.picture.voiceOnly : words.picture.waiting}</p>
        )}
      </div>
      <Meter name={trial.value?.microphone.name ?? ''} levels={trialLevels} />
      <TrialFaults again={() => tryDevices(now)} />
      {onApply && (
        <div class="apply">
          <p>{words.devices.notYet}</p>
          <button type="button" class="quiet" onClick={onCancel}>
            {words.cancel}
          </button>
          <button type="button" class="main" onClick={onApply}>
            {words.devices.apply}
          </button>
        </div>
      )}
    </section>
  );
}

/** The reason why there is no picture or no sound, or why the trial is over. */
function TrialFaults({ again }: { again: () => void }) {
  const current = trial.value;
  if (!current) return null;
  const reasons = [current.reason, current.camera.reason, current.microphone.reason].filter(
    (reason) => reason !== null,
  );
  const isOver = current.phase === 'ended';
  if (reasons.length === 0 && !isOver) return null;
  return (
    <div class="faults" role="status">
      {reasons.map(({ code, message }) => (
        <p key={code}>{message}</p>
      ))}
      {isOver && (
        <button type="button" onClick={again}>
          {words.devices.tryAgain}
        </button>
      )}
    </div>
  );
}
