/** The test before a seminar: how it is begun, and what stands under each number that the lamps blink. */
import { words } from '../words.ts';

export function TestLines() {
  const [title, how] = words.sheet.test;
  return (
    <section class="test">
      <h2>{title}</h2>
      <p>{how}</p>
      <ol>
        {Object.entries(words.system.test.lines).map(([line, name]) => (
          <li key={line}>{name}</li>
        ))}
      </ol>
    </section>
  );
}
