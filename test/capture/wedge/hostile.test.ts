// Texts that a hostile barcode may type. None becomes a card, presses anything, or is reported with its content.

import type { ReaderKey } from '@kaiku/testkit/reader';
import { expect, it } from 'vitest';
import type { SourceEvent } from '../../../packages/capture/src/reading.ts';
import { wedgeSource } from '../../../packages/capture/src/wedge/index.ts';
import { cardGrammar } from '../../../packages/client/src/card/grammar.ts';
import { FakePage } from './page.ts';

type Press = string | { readonly key: string; readonly code: string; readonly ctrlKey?: true; readonly altKey?: true };

const ctrl = (letter: string): Press => ({ key: letter, code: `Key${letter.toUpperCase()}`, ctrlKey: true });

function keysOf(presses: readonly Press[]): ReaderKey[] {
  return presses.flatMap((press, index): ReaderKey[] => {
    const plain = typeof press === 'string' ? { key: press, code: codeOf(press) } : press;
    const key = { shiftKey: false, ctrlKey: false, altKey: false, ...plain, atMs: 1000 + index * 4 };
    const inserts = plain.key.length === 1 && !key.ctrlKey && !key.altKey ? plain.key : '';
    return [
      { type: 'keydown', ...key, inserts },
      { type: 'keyup', ...key, atMs: key.atMs + 2, inserts: '' },
    ];
  });
}

function codeOf(char: string): string {
  if (/^[0-9]$/.test(char)) return `Digit${char}`;
  return /^[a-z]$/i.test(char) ? `Key${char.toUpperCase()}` : char === 'Enter' ? 'Enter' : '';
}

const card = [...'A045198723'];

it.each<[string, readonly Press[]]>([
  ['Ctrl+W in the middle', [...card.slice(0, 4), ctrl('w'), ...card.slice(4), 'Enter']],
  ['Ctrl+A and Ctrl+V in the middle', [...card.slice(0, 4), ctrl('a'), ctrl('v'), ...card.slice(4), 'Enter']],
  ['Alt+F4 in the middle', [...card.slice(0, 4), { key: 'F4', code: 'F4', altKey: true }, ...card.slice(4), 'Enter']],
  ['F5 and F12 in the middle', ['A', '0', '4', { key: 'F5', code: 'F5' }, { key: 'F12', code: 'F12' }, '5', 'Enter']],
  ['five thousand digits', ['A', ...'0'.repeat(5000), 'Enter']],
  ['five hundred cards in one', [...card.join('').repeat(500), 'Enter']],
  ['a right-to-left mark before a card', ['\u200f', ...card, 'Enter']],
  ['a right-to-left override within a card', [...card.slice(0, 5), '\u202e', ...card.slice(5), 'Enter']],
  ['a zero-width space within a card', [...card.slice(0, 5), '\u200b', ...card.slice(5), 'Enter']],
  ['a Cyrillic А', ['\u0410', ...card.slice(1), 'Enter']],
  ['a Greek Α', ['\u0391', ...card.slice(1), 'Enter']],
  ['full-width digits', ['A', ...'０４５１９８７２３', 'Enter']],
  ['Arabic-Indic digits', ['A', ...'٠٤٥١٩٨٧٢٣', 'Enter']],
  ['mathematical digits', ['A', ...'𝟎𝟒𝟓𝟏𝟗𝟖𝟕𝟐𝟑', 'Enter']],
  ['a script', [...'<script>alert(1)</script>', 'Enter']],
  ['an address', [...'https://evil.example/?c=A045198723', 'Enter']],
])('a code with %s becomes no card and gives no command', async (_name, presses) => {
  const page = new FakePage('button');
  const source = wedgeSource({ grammar: cardGrammar, target: page.window });
  const told: SourceEvent[] = [];
  source.subscribe((event) => event.type !== 'state' && told.push(event));
  await source.start();
  const commands: string[] = [];
  page.window.addEventListener('keydown', (event) => {
    const { key, ctrlKey, altKey } = event as KeyboardEvent;
    if (ctrlKey || altKey || /^F\d/.test(key)) commands.push(key);
  });
  for (const event of keysOf(presses)) {
    page.advance(event.atMs);
    page.play(event);
  }
  page.advance(page.nowMs + 1000);
  await source.close();
  expect(commands).toEqual([]);
  // Ignored, or rejected with a reason and without any typed text.
  expect(told.length).toBeLessThanOrEqual(1);
  for (const event of told) {
    const { type, origin, reason, ...more } = event as Extract<SourceEvent, { type: 'unrecognised' }>;
    expect([type, origin, more]).toEqual(['unrecognised', 'wedge', {}]);
    expect([undefined, 'commands', 'too-long']).toContain(reason);
  }
});
