/** The wiring of buttons and lamps as a drawing, to be printed on A5 in black and white. */

const PARTS = ['startButton', 'recLamp', 'liveLamp', 'privacyButton'] as const;
type Part = (typeof PARTS)[number];
/** BCM numbers, as in the settings. */
export type PanelGpio = Record<Part, number>;

/** Pins 1 to 40 of every Raspberry Pi that has so many: a BCM number, a voltage or ground. */
const HEADER = (
  '3V3 5V 2 5V 3 GND 4 14 GND 15 17 18 27 GND 22 23 3V3 24 10 GND 9 25 11 8 GND 7 ' +
  '0 1 5 GND 6 12 13 GND 19 16 26 20 GND 21'
).split(' ');

/** The pin of each part's ground wire. */
const GROUND_PIN: Record<Part, number> = { startButton: 9, recLamp: 14, liveLamp: 6, privacyButton: 20 };

const NAMES: Record<Part, string> = {
  startButton: 'START',
  recLamp: 'REC',
  liveLamp: 'LIVE',
  privacyButton: 'OFF THE RECORD',
};

const pinOf = (gpio: number) => HEADER.indexOf(String(gpio)) + 1;

/** A5 in fifths of a millimetre. */
const PAGE = { width: 740, height: 1050 };
const FIRST_PIN = { x: 420, y: 170 };
const PITCH = { x: 44, y: 40 };

const place = (pin: number) => ({
  x: FIRST_PIN.x + (pin % 2 === 1 ? 0 : PITCH.x),
  y: FIRST_PIN.y + (Math.ceil(pin / 2) - 1) * PITCH.y,
});

const path = (d: string, kind: string) => `<path class="${kind}" d="${d}"/>`;
const words = (x: number, y: number, text: string, kind = '') =>
  `<text x="${x}" y="${y}" class="${kind}">${text}</text>`;

/** `way`: the rest of an SVG path. */
function wire(from: number, way: string, kind = 'wire'): string {
  const { x, y } = place(from);
  return path(`M${x},${y}${way}`, kind);
}

function pin(number: number, gpio: PanelGpio): string {
  const { x, y } = place(number);
  const isSignal = PARTS.some((part) => pinOf(gpio[part]) === number);
  const kind = isSignal ? 'signal' : PARTS.some((part) => GROUND_PIN[part] === number) ? 'ground' : 'free';
  // Pin 1 is the square one on the board, too.
  const radius = number === 1 ? 0 : 13;
  return [
    `<rect id="pin-${number}" class="${kind}" x="${x - 13}" y="${y - 13}" width="26" height="26" rx="${radius}"/>`,
    words(x, y + 5, String(number), `middle ${kind}-number`),
    HEADER[number - 1] === '5V' ? path(`M${x - 13},${y - 13}l26,26m0,-26l-26,26`, 'thin') : '',
  ].join('');
}

/** GPIO17 or GND, beside its pin. */
function label(number: number, text: string, below: boolean): string {
  const { x, y } = place(number);
  const [beside, anchor] = number % 2 === 1 ? [-20, 'end'] : [20, ''];
  return words(x + beside, y + (below ? 17 : -6), text, `label ${anchor}`);
}

/** Two contacts, 40 apart, and the bar that joins them. Its wires arrive from the right. */
const button = (x: number, y: number) =>
  path(`M${x - 16},${y - 10}v60m0,-30h-28m0,-16v32`, 'bar') +
  `<circle class="contact" cx="${x}" cy="${y}" r="5"/><circle class="contact" cx="${x}" cy="${y + 40}" r="5"/>`;

/** An LED that lies on a wire, its long leg to the right before it is turned. */
const led = (x: number, y: number, degrees: number) =>
  `<g transform="translate(${x} ${y}) rotate(${degrees})">${path('M20,-20V20L-16,0Z', 'solid')}` +
  `${path('M-18,-20V20', 'bar')}${path('M-4,-24l-10,-14m0,8v-8h8M12,-24l-10,-14m0,8v-8h8', 'thin')}</g>`;

const resistor = (x: number, y: number, degrees: number) =>
  `<rect class="solid" x="-30" y="-11" width="60" height="22" transform="translate(${x} ${y}) rotate(${degrees})"/>`;

/** Paths of the wires, drawn for the default pins of the settings. */
const DRAWN: Record<Part, (signal: number, ground: number) => string[]> = {
  startButton: (signal, ground) => [
    wire(ground, 'H335V225H205'),
    wire(signal, 'H310V265H205'),
    path('M240,225v15m-12,0h24m-24,10h24m-12,0v15', 'option'),
    button(205, 225),
    words(30, 222, 'START', 'name') + words(30, 244, 'départ') + words(258, 250, '100 nF'),
  ],
  recLamp: (signal, ground) => [
    wire(signal, 'H60V460'),
    wire(ground, 'v20H320V460H60'),
    resistor(260, 410, 0),
    led(150, 410, 0),
    words(260, 392, '330 Ω', 'middle') + words(180, 402, '+') + words(30, 392, 'REC', 'name'),
  ],
  liveLamp: (signal, ground) => [
    wire(signal, 'H640V250'),
    wire(ground, 'H640'),
    resistor(640, 400, 90),
    led(640, 310, 90),
    words(660, 406, '330 Ω') + words(622, 348, '+', 'end') + words(550, 318, 'LIVE', 'name'),
  ],
  privacyButton: (signal, ground) => [
    wire(signal, 'H335V560H205', 'wire option'),
    wire(ground, 'v20H370V600H205', 'wire option'),
    button(205, 560),
    words(30, 545, 'OFF THE', 'name') + words(30, 567, 'RECORD', 'name') + words(30, 589, 'hors antenne'),
  ],
};

const part = (name: Part, gpio: PanelGpio) =>
  `<g id="${name}">${DRAWN[name](pinOf(gpio[name]), GROUND_PIN[name]).join('')}</g>`;

const labels = (name: Part, gpio: PanelGpio) =>
  label(pinOf(gpio[name]), `GPIO${gpio[name]}`, name === 'privacyButton') + label(GROUND_PIN[name], 'GND', false);

const legend = (gpio: PanelGpio) => [
  words(515, 618, 'pins · broches', 'strong'),
  ...PARTS.map(
    (name, index) =>
      words(515, 650 + index * 26, NAMES[name], 'strong') +
      words(668, 650 + index * 26, `${pinOf(gpio[name])} + ${GROUND_PIN[name]}`),
  ),
  // An LED as it lies on the table, its flat side to the left.
  path('M195,740v-40a25,25 0 0 1 50,0v40', 'solid') + path('M195,740h58v10h-58z', 'solid'),
  path('M205,750v60M235,750v95', 'wire'),
  words(180, 790, '− short leg, flat side', 'end') + words(180, 812, 'patte courte, méplat', 'end'),
  words(180, 834, '→ GND', 'end strong'),
  words(252, 790, '+ long leg') + words(252, 812, 'patte longue') + words(252, 834, '→ 330 Ω → GPIO', 'strong'),
  words(30, 990, 'Pull the plug before you wire. Never 5 V (pins 2 and 4).', 'strong'),
  words(30, 1012, 'Débranchez avant de câbler. Jamais 5 V (broches 2 et 4).', 'strong'),
  words(30, 1034, '- - -  optional · facultatif (100 nF: long wires · fils longs)'),
];

/** The corner of the board that holds the header, the card above. */
const BOARD = [
  path('M250,125H486a16,16 0 0 1 16,16V970', 'board'),
  '<rect class="board" x="272" y="100" width="80" height="46" rx="4"/>',
  words(312, 90, 'microSD', 'middle'),
  words(512, 195, '5 V: never · jamais'),
  '<rect class="board" x="396" y="146" width="92" height="808" rx="8"/>',
];

const STYLE = `
  text { font: 15px "DejaVu Sans", Arial, sans-serif; fill: #000 }
  .title { font-size: 26px; font-weight: bold } .name { font-size: 18px; font-weight: bold } .strong { font-weight: bold }
  .middle { text-anchor: middle } .end { text-anchor: end }
  .label { paint-order: stroke; stroke: #fff; stroke-width: 5px; stroke-linejoin: round }
  path, circle, rect { fill: none; stroke: #000; stroke-width: 3; stroke-linejoin: round }
  .option { stroke-dasharray: 8 5 } .bar { stroke-width: 5 } .thin, .free, .board { stroke-width: 1.5 }
  .board, .free { stroke: #777 } .contact, .solid, .ground, .free { fill: #fff }
  .signal { fill: #000 } .signal-number { fill: #fff; font-weight: bold } .ground-number { font-weight: bold }
  .free-number { fill: #555; font-size: 12px }`;

/** The drawing as SVG, for the pins of the settings. */
export function wiringDrawing(gpio: PanelGpio): string {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PAGE.width} ${PAGE.height}" width="148mm" height="210mm">`,
    '<!-- Written by materials/write-materials.ts. -->',
    '<title>Pupitre: wiring of buttons and lamps</title>',
    `<style>${STYLE}</style>`,
    `<rect width="${PAGE.width}" height="${PAGE.height}" style="fill:#fff;stroke:none"/>`,
    words(30, 60, 'Pupitre', 'title') + words(30, 86, 'wiring · câblage'),
    ...BOARD,
    ...PARTS.map((name) => part(name, gpio)),
    ...HEADER.map((_, index) => pin(index + 1, gpio)),
    ...PARTS.map((name) => labels(name, gpio)),
    ...legend(gpio),
    '</svg>',
  ].join('\n')}\n`;
}
