/** What the one button does: a picture and a few words each. */
import type { ComponentChildren } from 'preact';
import { words } from '../words.ts';

export function Steps() {
  const { press, hold, double, again } = words.sheet.steps;
  return (
    <ol class="steps">
      <Step says={press} picture={<Finger />} />
      <Step
        says={hold}
        picture={
          <>
            <Finger />
            <Clock says="3 s" />
          </>
        }
      />
      <Step
        says={double}
        picture={
          <>
            <Finger />
            <text x="54" y="26" text-anchor="middle" class="large">
              2×
            </text>
          </>
        }
      />
      <Step
        says={again}
        picture={
          <>
            <Finger />
            <Clock says="20 s" />
          </>
        }
      />
    </ol>
  );
}

function Step({ says: [title, effect], picture }: { says: string[]; picture: ComponentChildren }) {
  return (
    <li>
      <svg viewBox="0 0 70 44" aria-hidden="true">
        {picture}
      </svg>
      <p>
        <b>{title}</b>
        {effect}
      </p>
    </li>
  );
}

/** A finger that presses a dome on its base. */
function Finger() {
  return (
    <>
      <path class="base" d="M4 40h36v3H4z" />
      <path class="dome" d="M8 39a14 10 0 0 1 28 0z" />
      <path class="hand" d="M15 2v5l4 3v13a3.200 3.200 0 0 0 6.400 0V14l7-1.500a4 4 0 0 0 3-4.500V2" />
      <path class="hand" d="M7 30 4 27.500M4 35H0M37 30l3-2.500M40 35h4" />
    </>
  );
}

function Clock({ says }: { says: string }) {
  return (
    <>
      <circle class="hand" cx="54" cy="11" r="8" />
      <path class="hand" d="M54 6v5l3.500 2" />
      <text x="54" y="32" text-anchor="middle">
        {says}
      </text>
    </>
  );
}
