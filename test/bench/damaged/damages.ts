// What happens to a card: each damage leaves some characters without the ink that distinguishes them, or with ink of something else.
import type { Random } from '../frames/random.ts';
import { type Box, type Print, paint, perModule } from './print.ts';

/** Paints a damage on a print. */
export type Damage = (print: Print, random: Random) => void;

/** The box of a random digit of the text, or of a part of it. */
function digitBox(print: Print, random: Random, share: number): Box {
  const place = random.whole(2, print.text.length);
  const width = share * print.period;
  const from = place * print.period + random.between(0, Math.max(0.5, print.period - width));
  return { u: from, v: -1, width, height: print.symbolHeight + 2 };
}

/** A straight stroke from one point to another, as wide as `width`; its value replaces what is there. */
function stroke(print: Print, [u0, v0]: readonly number[], [u1, v1]: readonly number[], width: number, value: number) {
  const [du, dv] = [(u1 as number) - (u0 as number), (v1 as number) - (v0 as number)];
  const length = Math.hypot(du, dv);
  const box = {
    u: Math.min(u0 as number, u1 as number) - width,
    v: Math.min(v0 as number, v1 as number) - width,
    width: Math.abs(du) + 2 * width,
    height: Math.abs(dv) + 2 * width,
  };
  paint(print, box, (old, u, v) => {
    const along = ((u - (u0 as number)) * du + (v - (v0 as number)) * dv) / length;
    const aside = Math.abs((u - (u0 as number)) * dv - (v - (v0 as number)) * du) / length;
    return along < 0 || along > length || aside > width / 2 ? old : value;
  });
}

/** A fingertip from below, over most of a digit. */
function finger(print: Print, random: Random): void {
  const box = digitBox(print, random, random.between(0.6, 1.4));
  const skin = random.between(0.2, 0.6);
  const tip = random.between(-4, 0.35 * print.symbolHeight);
  const [middle, half] = [box.u + box.width / 2, box.width / 2];
  paint(print, { ...box, u: box.u - 1, width: box.width + 2, v: tip - half, height: 80 }, (old, u, v) => {
    const round = v < tip ? Math.hypot(u - middle, tip - v) : Math.abs(u - middle);
    if (round > half + 0.8) return old;
    const shaded = skin * (1 - 0.35 * (round / half) ** 2);
    return round > half ? old * 0.6 : shaded;
  });
}

/** A sticker or a strip of tape, white, grey or dark, over a part of a digit or more. */
function sticker(print: Print, random: Random): void {
  const box = digitBox(print, random, random.between(0.35, 1.5));
  const value = random.pick([1, 0.95, 0.7, 0.4, 0.1]);
  const height = random.next() < 0.6 ? box.height : random.between(0.5, 0.9) * box.height;
  paint(print, { ...box, height }, () => value);
}

/** Ink scratched off: thin lines, mostly along the bars. */
function scratch(print: Print, random: Random): void {
  for (let count = random.whole(2, 7); count > 0; count--) {
    const { u } = digitBox(print, random, 0.1);
    const slant = random.next() < 0.6 ? random.between(-1.5, 1.5) : random.between(-25, 25);
    stroke(print, [u, -2], [u + slant, print.symbolHeight + 2], random.between(0.4, 1.6), random.between(0.8, 1));
  }
}

/** A few lines of a pen along a digit's bars. */
function pen(print: Print, random: Random): void {
  const { u } = digitBox(print, random, 0.3);
  for (let count = random.whole(1, 4); count > 0; count--) {
    const from = u + random.between(-3, 6);
    const to = from + random.between(-1.5, 1.5);
    const end = random.next() < 0.5 ? print.symbolHeight + 4 : random.between(0.6, 1) * print.symbolHeight;
    stroke(print, [from, random.between(-6, 2)], [to, end], random.between(0.5, 2), random.between(0.02, 0.3));
  }
}

/** White lines along the bars, of dots of a print head that no longer heat. */
function deadDots(print: Print, random: Random): void {
  for (let count = random.whole(1, 7); count > 0; count--) {
    const { u } = digitBox(print, random, 0.05);
    paint(print, { u, v: -1, width: random.between(0.35, 1.3), height: print.symbolHeight + 2 }, () => 1);
  }
}

/** Ink that has faded over a digit or some. */
function fading(print: Print, random: Random): void {
  const { u } = digitBox(print, random, 0.5);
  const [sigma, left] = [random.between(0.4, 1.6) * print.period, random.between(0, 0.35)];
  const middle = u + print.period / 4;
  paint(print, { u: -2, v: -1, width: print.symbolWidth + 4, height: print.symbolHeight + 2 }, (old, at) => {
    const lost = (1 - left) * Math.exp(-(((at - middle) / sigma) ** 2) / 2);
    return old + (1 - old) * lost;
  });
}

/** A fold along the bars: what lay in it is gone, the rest has moved together, and its sides lie in another light. */
function fold(print: Print, random: Random): void {
  const { u } = digitBox(print, random, 0.1);
  const [gone, width] = [random.between(0.4, 2.5), random.between(0.3, 1.2)];
  const [x, shift] = [Math.round(print.left + u * perModule), Math.round(gone * perModule)];
  for (let row = 0; row < print.height; row++) {
    const line = print.data.subarray(row * print.width, (row + 1) * print.width);
    line.copyWithin(x, x + shift);
    line.fill(1, print.width - shift);
  }
  const shade = random.between(0.5, 0.95);
  paint(
    print,
    { u: u - 12, v: -40, width: 12, height: 200 },
    (old, at) => old * (1 - (1 - shade) * (1 - (u - at) / 12)),
  );
  paint(print, { u: u - width / 2, v: -1, width, height: print.symbolHeight + 2 }, () => random.between(0.85, 1));
}

/** Spots of coffee, soil and ink. */
function dirt(print: Print, random: Random): void {
  for (let count = random.whole(6, 40); count > 0; count--) {
    const radius = random.between(0.4, 3.5);
    const [u, v] = [random.between(0, print.symbolWidth), random.between(0, print.symbolHeight)];
    const value = random.between(0.02, 0.6);
    const tall = random.between(1, 4);
    const box = { u: u - radius, v: v - radius * tall, width: 2 * radius, height: 2 * radius * tall };
    paint(print, box, (old, x, y) => (Math.hypot(x - u, (y - v) / tall) < radius ? Math.min(old, value) : old));
  }
}

/** A piece cut or torn off: an end of the code with some characters, or most of its height. */
function cut(print: Print, random: Random): void {
  const place = random.between(0.3, 3.5) * print.period;
  const slant = random.between(-0.6, 0.6);
  const isLast = random.next() < 0.5;
  paint(print, { u: -20, v: -40, width: print.symbolWidth + 40, height: 200 }, (old, u, v) => {
    const from = isLast ? print.symbolWidth - u : u;
    return from < place + slant * v ? -1 : old;
  });
}

/** Made to deceive: in one digit a narrow bar is gone and another one as wide as a wide one. */
function barsChanged(print: Print, random: Random): void {
  const row = print.data.subarray((print.top + 8) * print.width);
  const from = random.whole(2, print.text.length) * print.period;
  const bars: { u: number; width: number }[] = [];
  for (let x = 0; x < print.period * perModule; x++) {
    if ((row[Math.round(print.left + from * perModule) + x] as number) > 0.5) continue;
    const last = bars.at(-1);
    const u = from + x / perModule;
    if (last !== undefined && u - last.u - last.width < 1 / perModule) last.width = u + 1 / perModule - last.u;
    else bars.push({ u, width: 1 / perModule });
  }
  const narrow = bars.filter(({ width }) => width < 1.5);
  const gone = random.pick(narrow);
  const grown = random.pick(narrow.filter((bar) => bar !== gone));
  const tall = { v: 0, height: print.symbolHeight };
  paint(print, { u: gone.u - 0.2, width: gone.width + 0.3, ...tall }, () => 1);
  const wide = { u: grown.u - (random.next() < 0.5 ? print.ratio - 1 : 0), width: print.ratio };
  paint(print, { ...wide, ...tall }, () => 0);
}

/** The damages by name, in the order of the table. */
export const damages: Readonly<Record<string, Damage>> = {
  finger,
  sticker,
  scratch,
  pen,
  'worn print lines': deadDots,
  fading,
  fold,
  dirt,
  cut,
  'bars changed': barsChanged,
};
