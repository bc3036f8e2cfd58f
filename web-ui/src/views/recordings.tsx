import './recordings.css';
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Recording } from '../../../device/api/contract/recordings.ts';
import { box, posterAddress, videoAddress } from '../api-client.ts';
import { clockTime, date, size, span } from '../figures.ts';
import { LogInFirst } from '../parts/log-in-first.tsx';
import { SureButton } from '../parts/sure-button.tsx';
import { access, attempt } from '../stores/access-store.ts';
import {
  followRecordings,
  loadingMore,
  loadMore,
  loadRecordings,
  recordings,
  total,
} from '../stores/recordings-store.ts';
import { words } from '../words.ts';
import { Receipt } from './recordings/receipt.tsx';
import { ReceiptsWaiting } from './recordings/receipts-waiting.tsx';

/** Distance from the end: a page of the list loads in less time than scrolling takes to get there. */
const NEAR = '800px';

export default function Recordings() {
  useEffect(followRecordings, []);
  const rows = useRef<HTMLUListElement>(null);
  const list = recordings.value;
  if (!access.value?.loggedIn) {
    return <LogInFirst heading={words.recordings.heading} why={words.recordings.logInFirst} />;
  }
  return (
    <section class="card recordings">
      <h2>{words.recordings.heading}</h2>
      {list?.length === 0 && <p class="none">{words.recordings.none}</p>}
      <ReceiptsWaiting />
      <ul ref={rows}>
        {list?.map((recording) => (
          <Row key={recording.id} recording={recording} />
        ))}
      </ul>
      {list && list.length < total.value && <More shown={list.length} rows={rows} />}
    </section>
  );
}

/** Loads older recordings as the end of the list comes near, or by its button. */
function More({ shown, rows }: { shown: number; rows: RefObject<HTMLUListElement | null> }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const near = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && void attempt(loadMore),
      { rootMargin: NEAR },
    );
    // Observed again after every page, because the end may still be near.
    if (button.current) near.observe(button.current);
    return () => near.disconnect();
  }, [shown]);
  const more = async () => {
    await attempt(loadMore);
    // A keyboard user goes on with the first new recording, not behind all of them.
    requestAnimationFrame(() => rows.current?.children[shown]?.querySelector<HTMLElement>('h3')?.focus());
  };
  return (
    <div class="more">
      <span role="status">{words.recordings.shown(shown, total.value)}</span>
      <button ref={button} type="button" aria-disabled={loadingMore.value} onClick={() => void more()}>
        {loadingMore.value ? words.loading : words.recordings.more}
      </button>
    </div>
  );
}

function Row({ recording }: { recording: Recording }) {
  const { title, seconds, bytes, state, hasPoster, hasReceipt, reason } = recording;
  const isPlaying = useSignal(false);
  const isReceiptOpen = useSignal(false);
  const facts = [title && whenOf(recording), seconds > 0 && clockTime(seconds), size(bytes), stateOf(recording)];
  return (
    <li>
      {hasPoster && <img class="poster" src={posterAddress(recording)} alt="" loading="lazy" />}
      <div class="facts">
        <h3 tabIndex={-1}>{title || whenOf(recording)}</h3>
        <span class="figures">{facts.filter(Boolean).join(' · ')}</span>
        {reason && <span class="reason">{reason.message}</span>}
      </div>
      <div class="actions">
        {state === 'ready' && (
          <button
            type="button"
            class="main"
            aria-expanded={isPlaying.value}
            onClick={() => {
              isPlaying.value = !isPlaying.value;
            }}
          >
            {isPlaying.value ? words.close : words.recordings.play}
          </button>
        )}
        <Downloads recording={recording} />
        {hasReceipt && (
          <button
            type="button"
            aria-expanded={isReceiptOpen.value}
            onClick={() => {
              isReceiptOpen.value = !isReceiptOpen.value;
            }}
          >
            {words.receipt.heading}
          </button>
        )}
        {state !== 'recording' && state !== 'finishing' && <Remove recording={recording} />}
      </div>
      {isPlaying.value && <Player recording={recording} />}
      {isReceiptOpen.value && <Receipt recording={recording} />}
    </li>
  );
}

/** A long recording takes minutes to be joined. Its progress is shown. */
function stateOf({ state, progress }: Recording): string {
  const said = words.recordings.state[state];
  return progress ? words.recordings.preparing(said, Math.floor(progress * 100)) : said;
}

/** A recording from before the clock was set is called so until its time is known. */
function whenOf({ id, startedAt }: Recording): string {
  return id.startsWith('unsynced-') ? words.recordings.dateUnknown : date(startedAt);
}

/** One file, or each of the parts where they could not be joined. */
function Downloads({ recording }: { recording: Recording }) {
  const { id, state, parts } = recording;
  if (state === 'ready') {
    return (
      <a class="button" href={videoAddress(recording)} download={`${id}.mp4`}>
        {words.recordings.download}
      </a>
    );
  }
  if (state !== 'parts') return null;
  return Array.from({ length: parts }, (_, index) => index + 1).map((part) => (
    <a key={part} class="button" href={videoAddress(recording, part)} download={`${id}-${part}.flv`}>
      {parts === 1 ? words.recordings.download : words.recordings.downloadPart(part)}
    </a>
  ));
}

function Player({ recording }: { recording: Recording }) {
  const video = useRef<HTMLVideoElement>(null);
  const places = placesOf(recording);
  // Below the fold of a phone the press would seem to have no effect.
  useEffect(() => video.current?.scrollIntoView({ block: 'nearest' }), []);
  const jumpTo = (seconds: number) => {
    if (!video.current) return;
    video.current.currentTime = seconds;
    void video.current.play();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a seminar has no captions */}
      <video
        ref={video}
        src={videoAddress(recording)}
        poster={recording.hasPoster ? posterAddress(recording) : undefined}
        controls
        autoPlay
        playsInline
        // The recording has been removed, or has another name by now.
        onError={() => void loadRecordings()}
      />
      {places.length > 0 && (
        <ol class="chapters">
          {places.map(({ atSeconds, label, isGap }) => (
            <li key={`${atSeconds} ${label}`}>
              <button type="button" class={isGap ? 'gap' : ''} onClick={() => jumpTo(atSeconds)}>
                {clockTime(atSeconds)} {label}
              </button>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

/** Chapters and the gaps between them, in the order of the talk. */
function placesOf({ marks, gaps }: Recording): { atSeconds: number; label: string; isGap: boolean }[] {
  return [
    ...marks.map((mark) => ({ ...mark, isGap: false })),
    ...gaps.map((gap) => ({ atSeconds: gap.atSeconds, label: nameOf(gap), isGap: true })),
  ].sort((one, other) => one.atSeconds - other.atSeconds);
}

function nameOf({ missingSeconds, lost, cause }: Recording['gaps'][number]): string {
  if (missingSeconds === null) return words.recordings.gapUnknown;
  if (cause === 'stop') return words.recordings.pause(span(missingSeconds));
  return lost === 'picture'
    ? words.recordings.gapPicture(span(missingSeconds))
    : words.recordings.gap(span(missingSeconds));
}

function Remove({ recording }: { recording: Recording }) {
  const remove = () =>
    attempt(async () => {
      // Reloads also when there is no recording of this name any more: the list is stale then.
      await box.removeRecording(recording.id).finally(loadRecordings);
    });
  return (
    <SureButton
      does={words.recordings.remove}
      asks={words.recordings.removeSure}
      to={recording.title || whenOf(recording)}
      onSure={remove}
    />
  );
}
