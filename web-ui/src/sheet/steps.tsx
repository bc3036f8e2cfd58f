/** The gestures of the one button: a picture and a few words each. */
import type { ComponentChildren } from 'preact';
import { words } from '../words.ts';

export function Steps() {
  const { press, hold, double, again } = words.sheet.steps;
  return (
    <ol class="steps">
      <Step says={press}>
        <Arrow x={24} />
      </Step>
      <Step says={hold}>
        <Arrow x={24} />
        <Clock says="3 s" />
      </Step>
      <Step says={double}>
        <Arrow x={17} />
        <Arrow x={31} />
        <text x="57" y="26" text-anchor="middle" class="large">
          2×
        </text>
      </Step>
      <Step says={again}>
        <Arrow x={24} />
        <Clock says="20 s" />
      </Step>
    </ol>
  );
}

/** The gesture, drawn over the picture of the button. */
function Step({ says: [title, effect], children }: { says: string[]; children: ComponentChildren }) {
  return (
    <li>
      <svg viewBox="0 0 72 44" aria-hidden="true">
        {children}
        <path class="dome" d="M10 39a14 10 0 0 1 28 0z" />
        <path class="base" d="M4 39.500h40v3.500H4z" />
      </svg>
      <p>
        <b>{title}</b>
        {effect}
      </p>
    </li>
  );
}

/** An arrow down onto the button, in the middle of `x`. */
const Arrow = ({ x }: { x: number }) => <path class="base" d={`M${x - 2} 2h4v14h4l-6 9-6-9h4z`} />;

function Clock({ says }: { says: string }) {
  return (
    <>
      <circle class="clock" cx="57" cy="11" r="8" />
      <path class="clock" d="M57 6v5l3.500 2" />
      <text x="57" y="34" text-anchor="middle">
        {says}
      </text>
    </>
  );
}
