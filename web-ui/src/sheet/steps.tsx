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
            <text x="47" y="20">
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
      <svg viewBox="0 0 64 44" aria-hidden="true">
        {picture}
      </svg>
      <p>
        <b>{title}</b>
        {effect}
      </p>
    </li>
  );
}

/** A hand that presses a dome on its base. */
function Finger() {
  return (
    <>
      <path class="base" d="M4 40h36v3H4z" />
      <path class="dome" d="M8 39a14 11 0 0 1 28 0z" />
      <path class="hand" d="M19 26V9.500a3.200 3.200 0 0 1 6.400 0V16l7 1.800a4 4 0 0 1 3 4.600L34 28" />
      <path class="hand" d="M14.500 4.500 12 2M22 2.500V0M29.500 4.500 32 2" />
    </>
  );
}

function Clock({ says }: { says: string }) {
  return (
    <>
      <circle class="hand" cx="52" cy="11" r="8" />
      <path class="hand" d="M52 6v5l3.500 2" />
      <text x="52" y="31" text-anchor="middle">
        {says}
      </text>
    </>
  );
}
