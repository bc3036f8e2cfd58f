import { encode } from 'uqr';

/** Four modules of white around the code: readers do not find it without them. */
const QUIET = 4;

export function QrCode({ text, title }: { text: string; title: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const squares = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={title}>
      <path d={squares} shape-rendering="crispEdges" />
    </svg>
  );
}
