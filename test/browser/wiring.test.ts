/** The wiring's drawing, as it is seen and printed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { openBrowser } from '../tools/browser/browser.ts';

const DRAWING = readFileSync(resolve(import.meta.dirname, '../../image/pictures/wiring.svg'), 'utf8');

test('on a sheet of A5: no words over others, over a wire or off the sheet, and none smaller than 2.3 mm', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.setContent(`<style>@page{margin:0}body{margin:0}svg{display:block}</style>${DRAWING}`);
  const found = await page.evaluate(() => {
    const svg = document.querySelector('svg') as SVGSVGElement;
    const sheet = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].map((element) => ({
      words: element.textContent,
      box: element.getBoundingClientRect(),
      millimetres: (Number.parseFloat(getComputedStyle(element).fontSize) / svg.viewBox.baseVal.width) * 148,
    }));
    const wires = [...svg.querySelectorAll<SVGPathElement>('path.wire')].flatMap((path) => {
      const length = path.getTotalLength();
      const toScreen = path.getScreenCTM() as DOMMatrix;
      return Array.from({ length: Math.ceil(length / 2) }, (_, step) =>
        path.getPointAtLength(2 * step).matrixTransform(toScreen),
      );
    });
    const faults: string[] = [];
    texts.forEach(({ words, box, millimetres }, index) => {
      if (box.left < sheet.left || box.right > sheet.right || box.bottom > sheet.bottom)
        faults.push(`${words}: off the sheet`);
      if (millimetres < 2.3) faults.push(`${words}: ${millimetres} mm`);
      for (const other of texts.slice(index + 1)) {
        const apart =
          box.right <= other.box.left ||
          other.box.right <= box.left ||
          box.bottom <= other.box.top ||
          other.box.bottom <= box.top;
        if (!apart) faults.push(`${words} over ${other.words}`);
      }
      // A number lies on its pin, where wires begin.
      if (/^\d+$/.test(words ?? '')) return;
      // A box has room above and below its letters.
      const room = box.height / 4;
      if (wires.some(({ x, y }) => x > box.left && x < box.right && y > box.top + room && y < box.bottom - room)) {
        faults.push(`${words} over a wire`);
      }
    });
    return { texts: texts.length, wires: wires.length, faults };
  });
  assert.deepEqual(found.faults, []);
  assert.ok(found.texts > 60 && found.wires > 500, JSON.stringify(found));
  const pdf = await page.pdf({ format: 'A5' });
  assert.equal(pdf.toString('latin1').match(/\/MediaBox/g)?.length, 1, 'one page');
});
