/** Simulated streams of key events, generated from a table: every layout with every setting of a reader. */

import { type Layout, layouts, type ReaderKey } from '@kaiku/testkit/reader';
import { matchesGrammar } from '../../../packages/capture/src/grammar.ts';
import { cardGrammar } from '../../../packages/client/src/card/grammar.ts';
import { uniform } from '../../../packages/testkit/src/random.ts';
import type { PlaceName } from './page.ts';
import { placeNames } from './page.ts';
import { type Mode, type ReaderSetting, type Suffix, scan, wraps } from './reader.ts';

export interface Stream {
  readonly name: string;
  readonly code: string;
  readonly events: readonly ReaderKey[];
  readonly place: PlaceName;
  readonly busy?: { readonly index: number; readonly forMs: number };
  readonly gapMs: number;
  readonly how: ReaderSetting;
  readonly layout: Layout;
  readonly caps: boolean;
  /** Two codes fit, and nothing in the stream decides between them. */
  readonly isAmbiguous: boolean;
  /** The character that was lost: one of the code, one around it, or none. */
  readonly dropped: 'of the code' | 'around it' | undefined;
}

const modes: readonly Mode[] = ['plain', 'stx-etx', ']A0', ']Q1', ']C1', 'maker', 'asterisks', 'alt'];
const suffixes: readonly Suffix[] = ['none', 'Enter', 'Tab', 'CR+LF'];
const gapsMs = [1, 2, 3, 5, 8, 12, 20, 28, 35];

/** All settings of the table, each `times` times with other codes, paces, stalls and places. */
export function* corpus(times: number, seed = 20261121): Generator<Stream> {
  yield* streamsOf(times, uniform(seed), false);
}

/** The same with one character lost, unless the rest is another card's code, which would be indistinguishable. */
export function* droppingCorpus(times: number, seed = 39): Generator<Stream> {
  yield* streamsOf(times, uniform(seed), true);
}

function* streamsOf(times: number, random: () => number, drops: boolean): Generator<Stream> {
  const any = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  for (const layout of Object.values(layouts))
    for (const keyboard of layout === layouts.us || !layout.latin ? [layouts.us] : [layouts.us, layout])
      for (const caps of [false, true])
        for (const numpad of [false, true])
          for (const mode of modes)
            for (const suffix of suffixes)
              for (let time = 0; time < times; time += 1) {
                const how = { keyboard, mode, suffix, numpad, shift: random() < 0.8 };
                const code = anyCode(random);
                const [place, gapMs] = [any(placeNames), any(gapsMs)];
                const stream = toStream({ layout, caps, how, code, place, random, gapMs, drops });
                if (stream !== undefined) yield stream;
              }
}

/** Plain readers on US computers: the case that every wedge library supports. */
export function* plainCorpus(count: number, seed = 7): Generator<Stream> {
  const random = uniform(seed);
  const any = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  for (let made = 0; made < count; made += 1) {
    const how = { keyboard: layouts.us, mode: 'plain', suffix: any(suffixes), numpad: false, shift: true } as const;
    const place = any(placeNames);
    const setting = { layout: layouts.us, caps: false, how, code: anyCode(random), place, random, gapMs: any(gapsMs) };
    const stream = toStream({ ...setting, drops: false });
    if (stream !== undefined) yield stream;
  }
}

export function anyCode(random: () => number): string {
  const shapes = cardGrammar.flatMap(({ prefix, digits }) => digits.map((count) => ({ prefix, count })));
  const { prefix, count } = shapes[Math.floor(random() * shapes.length)] ?? { prefix: 'A', count: 9 };
  return prefix + Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
}

interface Setting {
  readonly layout: Layout;
  readonly caps: boolean;
  readonly how: ReaderSetting;
  readonly code: string;
  readonly place: PlaceName;
  readonly random: () => number;
  readonly gapMs: number;
  /** One character is lost. */
  readonly drops: boolean;
}

function toStream({ layout, caps, how, code, place, random, gapMs, drops }: Setting): Stream | undefined {
  // A manufacturer's identifier is not removed from a bare number, because it looks like a shelf label.
  if (how.mode === 'maker' && /^\d/.test(code)) return undefined;
  const stallAt = random() < 0.35 ? 1 + Math.floor(random() * (code.length - 1)) : -1;
  const stallForMs = 60 + random() * 290;
  // A key is down for half its gap, as with most readers, or until after the next one is pressed (roll-over).
  const held = random() < 0.15 ? 1.05 : 0.5;
  const jitter = random() < 0.5;
  const pace = {
    gapMs: () => (jitter ? gapMs * (0.4 + 0.6 * random()) : gapMs),
    held,
    stallMs: (index: number) => (index === stallAt ? stallForMs : 0),
  };
  const composes = random() < 0.5;
  const drop = drops ? dropOf(code, how, random) : undefined;
  if (drops && drop === undefined) return undefined;
  const events = scan(code, how, { layout, caps, composes, pace, atMs: 1000, dropAt: drop?.at });
  if (events === undefined) return undefined;
  const isBusy = random() < 0.3;
  const busy = { index: Math.floor(random() * events.length), forMs: 60 + random() * 290 };
  const name = `${code} by a reader set to ${how.keyboard.name} on ${layout.name}${caps ? ' with Caps Lock' : ''}, ${how.mode}, suffix ${how.suffix}${how.numpad ? ', number pad' : ''}${how.shift ? '' : ', no Shift'}${drop === undefined ? '' : `, without character ${drop.at}`}, ${gapMs} ms, held ${held}, ${stallAt < 0 ? 'no stall' : `stall of ${Math.round(stallForMs)} ms at ${stallAt}`}, ${isBusy ? `page busy for ${Math.round(busy.forMs)} ms at ${busy.index}` : 'page free'}, in ${place}`;
  return {
    name,
    code,
    events: events.toSorted((a, b) => a.atMs - b.atMs),
    place,
    ...(isBusy && { busy }),
    gapMs,
    how,
    layout,
    caps,
    isAmbiguous: isAmbiguous({ layout, how, code }),
    dropped: drop?.dropped,
  };
}

/** Returns which character is lost; `undefined` if the rest would be a card's code as well. */
function dropOf(code: string, how: ReaderSetting, random: () => number) {
  const [before, after] = wraps[how.mode];
  const at = Math.floor(random() * (before.length + code.length + after.length));
  const within = at - before.length;
  if (within < 0 || within >= code.length) return { at, dropped: 'around it' } as const;
  const left = code.slice(0, within) + code.slice(within + 1);
  return matchesGrammar(left, cardGrammar) ? undefined : ({ at, dropped: 'of the code' } as const);
}

/** On a German keyboard Y and Z are swapped; a symbology identifier or an asterisk reveals it, if sent. */
function isAmbiguous({ layout, how, code }: Pick<Setting, 'layout' | 'how' | 'code'>): boolean {
  if (layout.name !== 'de' || how.mode === 'alt') return false;
  return /^[YZ]\d{9}$/.test(code) && !how.mode.startsWith(']') && how.mode !== 'asterisks';
}
