import './recordings.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Recording } from '../../../device/api/contract/recordings.ts';
import { attempt } from '../access-store.ts';
import { box, posterAddress, videoAddress } from '../api-client.ts';
import { clockTime, date, size } from '../figures.ts';
import { followRecordings, loadRecordings, recordings } from '../recordings-store.ts';
import { words } from '../words.ts';

/** Long enough to read the question, short enough that a later tap asks again. */
const SURE_MS = 5_000;

export default function Recordings() {
  useEffect(followRecordings, []);
  const list = recordings.value;
  return (
    <section class="card recordings">
      <h2>{words.recordings.heading}</h2>
      {!list && <p class="none">{words.recordings.logInFirst}</p>}
      {list?.length === 0 && <p class="none">{words.recordings.none}</p>}
      <ul>
        {list?.map((recording) => (
          <Row key={recording.id} recording={recording} />
        ))}
      </ul>
    </section>
  );
}

function Row({ recording }: { recording: Recording }) {
  const { id, title, startedAt, seconds, bytes, state, hasPoster, reason } = recording;
  const playing = useSignal(false);
  const whole = state === 'ready' || state === 'parts';
  const facts = [title && date(startedAt), clockTime(seconds), size(bytes), words.recordings.state[state]];
  return (
    <li>
      {hasPoster && <img class="poster" src={posterAddress(recording)} alt="" loading="lazy" />}
      <div class="facts">
        <b>{title || date(startedAt)}</b>
        <span class="figures">{facts.filter(Boolean).join(' · ')}</span>
        {reason && <span class="reason">{reason.message}</span>}
      </div>
      <div class="actions">
        {state === 'ready' && (
          <button
            type="button"
            aria-expanded={playing.value}
            onClick={() => {
              playing.value = !playing.value;
            }}
          >
            {playing.value ? words.close : words.recordings.play}
          </button>
        )}
        {whole && (
          <a class="button" href={videoAddress(recording)} download={`${id}.${state === 'ready' ? 'mp4' : 'flv'}`}>
            {words.recordings.download}
          </a>
        )}
        {state !== 'recording' && state !== 'finishing' && <Remove id={id} />}
      </div>
      {playing.value && (
        // biome-ignore lint/a11y/useMediaCaption: a seminar has no captions
        <video src={videoAddress(recording)} controls autoPlay playsInline />
      )}
    </li>
  );
}

/** Asks once more before what cannot be undone. */
function Remove({ id }: { id: string }) {
  const sure = useSignal(false);
  const remove = () => {
    if (sure.value) {
      return attempt(async () => {
        await box.removeRecording(id);
        await loadRecordings();
      });
    }
    sure.value = true;
    setTimeout(() => {
      sure.value = false;
    }, SURE_MS);
  };
  return (
    <button type="button" class={sure.value ? 'danger' : ''} onClick={remove}>
      {sure.value ? words.recordings.removeSure : words.recordings.remove}
    </button>
  );
}
