import { layouts, type ReaderKey } from '@kaiku/testkit/reader';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cardGrammar } from '../../../packages/client/src/card/grammar.ts';
import { type PlaceName, play } from './page.ts';
import { scan } from './reader.ts';

/** Letters, spaces and digits as a person types them, each key down for a while, some before the last is up. */
const person = fc.array(
  fc.record({
    char: fc.constantFrom(...'abeikmnorstyxzAEMY 0123456789'),
    gapMs: fc.integer({ min: 30, max: 150 }),
    heldMs: fc.integer({ min: 50, max: 120 }),
  }),
  { minLength: 1, maxLength: 40 },
);

function typing(strokes: readonly { char: string; gapMs: number; heldMs: number }[], fromMs: number): ReaderKey[] {
  let atMs = fromMs;
  return strokes.flatMap(({ char, gapMs, heldMs }) => {
    atMs += gapMs;
    const code = char === ' ' ? 'Space' : /\d/.test(char) ? `Digit${char}` : `Key${char.toUpperCase()}`;
    const key = { key: char, code, shiftKey: /[A-Z]/.test(char), ctrlKey: false, altKey: false };
    return [
      { type: 'keydown', ...key, atMs, inserts: char },
      { type: 'keyup', ...key, atMs: atMs + heldMs, inserts: '' },
    ] satisfies ReaderKey[];
  });
}

const code = fc
  .tuple(fc.constantFrom('A', 'Y', 'X', 'Z'), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([prefix, digits]) => prefix + String(digits).padStart(9, '0'));

/** A key pressed again before its release: keyboards do not send that, and report two at once as one. */
function isPossible(events: readonly ReaderKey[]): boolean {
  const down = new Set<string>();
  return events.every(({ type, code: key }) => {
    if (type === 'keyup') return down.delete(key);
    const isNew = !down.has(key);
    down.add(key);
    return isNew;
  });
}

it('reads the code once and leaves the person’s text as it was typed, however the keys fall (law)', async () => {
  const settings = fc.record({
    strokes: person,
    code,
    beginMs: fc.integer({ min: 0, max: 3000 }),
    gapMs: fc.integer({ min: 1, max: 35 }),
    suffix: fc.constantFrom('none' as const, 'Enter' as const, 'Tab' as const),
    place: fc.constantFrom<PlaceName>('input', 'textarea', 'editable', 'shadow', 'controlled'),
  });
  await fc.assert(
    fc.asyncProperty(settings, async ({ strokes, code: card, beginMs, gapMs, suffix, place }) => {
      const how = { keyboard: layouts.us, mode: 'plain' as const, suffix, numpad: false };
      const pace = { gapMs: () => gapMs, held: 0.5, stallMs: () => 0 };
      const reader = scan(card, how, { layout: layouts.us, caps: false, pace, atMs: 1000 + beginMs }) ?? [];
      // Shift belongs to the computer: the person does not release the reader's.
      const events = [...typing(strokes, 1000), ...reader].toSorted((one, other) => one.atMs - other.atMs);
      fc.pre(isPossible(events));
      const outcome = await play({ events, place, grammar: cardGrammar });
      const text = strokes.map(({ char }) => char).join('');
      expect([outcome.readings, outcome.value, outcome.pressed]).toEqual([[card], `Meeri${text} Kai`, 0]);
    }),
    { numRuns: 2000 },
  );
});

it('leaves every text of a person alone, at any pace of people (law)', async () => {
  await fc.assert(
    fc.asyncProperty(
      person,
      fc.constantFrom<PlaceName>('input', 'textarea', 'editable', 'shadow'),
      async (strokes, place) => {
        const events = typing(strokes, 1000).toSorted((one, other) => one.atMs - other.atMs);
        fc.pre(isPossible(events));
        const outcome = await play({ events, place, grammar: cardGrammar });
        const text = strokes.map(({ char }) => char).join('');
        expect([outcome.readings, outcome.value]).toEqual([[], `Meeri${text} Kai`]);
      },
    ),
    { numRuns: 2000 },
  );
});
