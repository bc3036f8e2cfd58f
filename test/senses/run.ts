/**
 * What the senses tell, and how often they are wrong: `npm run test:senses`, or with `-- few` a medium of each kind. Plays
 * every medium, 15 hours of them in five minutes, and prints how soon each judgement told what it must, and false alarms in
 * an hour of media that are good.
 */
import { markdown, median } from '../bench/table.ts';
import { media } from './media.ts';
import { type Medium, play, type Telling } from './play.ts';

const played: { medium: Medium; tellings: Telling[] }[] = [];
for (const medium of media(!process.argv.includes('few'))) {
  const tellings = play(medium);
  played.push({ medium, tellings });
  const wrong = tellings.filter(({ code }) => code !== medium.expected?.code);
  const late = medium.expected && !tellings.some(({ code }) => code === medium.expected?.code);
  for (const { code, fromSecond } of wrong) console.log(`  ${medium.name}: ${code} after ${fromSecond} s, wrongly`);
  if (late) console.log(`  ${medium.name}: ${medium.expected?.code} is not told`);
}

const codes = [...new Set(played.flatMap(({ medium }) => medium.expected?.code ?? []))];
const goodHours = played.reduce((hours, { medium }) => hours + (medium.expected ? 0 : medium.seconds / 3600), 0);
const rows = codes.map((code) => {
  const due = played.filter(({ medium }) => medium.expected?.code === code);
  const delays = due.flatMap(({ medium, tellings }) => {
    const telling = tellings.find((one) => one.code === code && one.fromSecond >= (medium.expected?.fromSecond ?? 0));
    return telling ? [telling.fromSecond - (medium.expected?.fromSecond ?? 0)] : [];
  });
  const alarms = played.reduce(
    (count, { medium, tellings }) => count + (medium.expected ? 0 : tellings.filter((one) => one.code === code).length),
    0,
  );
  const others = played.reduce(
    (count, { medium, tellings }) =>
      count +
      (medium.expected && medium.expected.code !== code ? tellings.filter((one) => one.code === code).length : 0),
    0,
  );
  const after = delays.length === 0 ? '-' : `${Math.min(...delays)}-${Math.max(...delays)} s, median ${median(delays)}`;
  return [code, `${delays.length} of ${due.length}`, after, (alarms / goodHours).toFixed(1), `${others}`];
});
console.log(`\n${played.length} media, ${goodHours.toFixed(1)} h of them good\n`);
console.log(
  markdown(['judgement', 'told', 'after', 'false alarms an hour of good media', 'beside another fault'], rows),
);
