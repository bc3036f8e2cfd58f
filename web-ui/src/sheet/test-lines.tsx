/** The test before a seminar: how it begins, and the meaning of each number that the lamps blink. */
import { words } from '../words.ts';

export function TestLines() {
  const { heading, lines } = words.system.test;
  return (
    <section class="test">
      <h2>{heading}</h2>
      <p>{words.sheet.test}</p>
      <ol>
        {Object.entries(lines).map(([line, name]) => (
          <li key={line}>{name}</li>
        ))}
      </ol>
      <p>{words.sheet.lost}</p>
    </section>
  );
}
