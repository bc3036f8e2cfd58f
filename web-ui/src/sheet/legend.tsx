/** The two lamps: each pattern, drawn along five seconds, and its meaning. */
import { words } from '../words.ts';

const SECONDS = 5;
const WIDTH = 50;
const HEIGHT = 6;

/** Lit for `on` seconds of every `every`, as the lamps of the box and of the page blink. */
const PATTERNS = {
  off: { on: 0, every: SECONDS },
  blip: { on: 0.24, every: 4 },
  slow: { on: 0.5, every: 1 },
  solid: { on: SECONDS, every: SECONDS },
  fast: { on: 0.125, every: 0.25 },
} as const;

type Pattern = keyof typeof PATTERNS;

export function Legend() {
  const { rec, live } = words;
  const rows: [Pattern, rec: string, live: string][] = [
    ['off', rec.off, live.off],
    ['blip', rec.ready, live.privacy],
    ['slow', rec.slow, live.slow],
    ['solid', rec.solid, live.solid],
    ['fast', rec.fast, live.fast],
  ];
  return (
    <section class="legend">
      <h2>{words.sheet.lamps}</h2>
      <table>
        <thead>
          <tr>
            {['rec', 'live'].map((lamp) => (
              <th key={lamp} scope="col" colSpan={2} class={lamp}>
                <svg viewBox="0 0 10 10" aria-hidden="true">
                  <circle cx="5" cy="5" r="4.5" />
                </svg>
                {lamp.toUpperCase()}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([pattern, ...meanings]) => (
            <tr key={pattern}>
              {meanings.map((meaning, at) => (
                <Cells key={meaning} {...{ pattern, meaning }} lamp={at === 0 ? 'rec' : 'live'} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface CellsProps {
  pattern: Pattern;
  lamp: 'rec' | 'live';
  meaning: string;
}

function Cells({ pattern, lamp, meaning }: CellsProps) {
  return (
    <>
      <td class={`time-line ${lamp}`}>
        <svg viewBox={`-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`} role="img" aria-label={words.sheet.shine[pattern]}>
          <rect class="dark" width={WIDTH} height={HEIGHT} rx="1" />
          {litSpans(pattern).map(([from, to]) => (
            <rect
              key={from}
              x={(from / SECONDS) * WIDTH}
              width={((to - from) / SECONDS) * WIDTH}
              height={HEIGHT}
              rx={pattern === 'solid' ? 1 : 0}
            />
          ))}
        </svg>
      </td>
      <td>{meaning}</td>
    </>
  );
}

function litSpans(pattern: Pattern): [from: number, to: number][] {
  const { on, every } = PATTERNS[pattern];
  const starts = on === 0 ? [] : Array.from({ length: Math.ceil(SECONDS / every) }, (_, at) => at * every);
  return starts.map((start) => [start, Math.min(start + on, SECONDS)]);
}
