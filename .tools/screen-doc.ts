/**
 * `node --conditions=kaiku-source .tools/screen-doc.ts`: draws the tables of docs/screen.md from the flow's own table and
 * from the signals. The rest of that page is written by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FlowEvent, FlowState } from '../packages/scanner/src/flow.ts';
import { eventSentences, ignored, moveNotes, moves, stateSentences } from '../packages/scanner/src/flow-moves.ts';
import { signals } from '../packages/scanner/src/signals.ts';

export const screenDocFile = fileURLToPath(new URL('../docs/screen.md', import.meta.url));

const drawn: Readonly<Record<string, () => readonly string[]>> = { states, events, notes, signals: signalRows };

/** The page with its tables drawn anew, each between its two marks. */
export function screenDoc(page: string): string {
  return Object.entries(drawn).reduce((text, [name, rows]) => {
    const [open, close] = [`<!-- drawn: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [text.indexOf(open), text.indexOf(close)];
    if (from < 0 || to < from) throw new Error(`docs/screen.md has no place for “${name}”.`);
    return `${text.slice(0, from + open.length)}\n${rows().join('\n')}\n${text.slice(to)}`;
  }, page);
}

function states(): readonly string[] {
  const rows = Object.entries(moves) as [FlowState['at'], (typeof moves)[FlowState['at']]][];
  return table(
    ['state', 'what it is', 'event → next state'],
    rows.map(([state, row]) => [
      `\`${state}\``,
      stateSentences[state],
      [...rowMoves(row), ...rowIgnored(state)].join('<br>'),
    ]),
  );
}

function rowMoves(row: (typeof moves)[FlowState['at']]): readonly string[] {
  return Object.entries(row).map(([event, { to, notes: numbers = [] }]) => {
    const bears = numbers.length === 0 ? '' : ` (${numbers.join(', ')})`;
    return `\`${event}\` → ${to.map((state) => `\`${state}\``).join(' or ')}${bears}`;
  });
}

function rowIgnored(state: FlowState['at']): readonly string[] {
  return Object.entries(ignored[state] ?? {}).map(([event, note]) => `\`${event}\` changes nothing (${note})`);
}

function events(): readonly string[] {
  const rows = Object.entries(eventSentences) as [FlowEvent['type'], string][];
  return table(
    ['event', 'what happened'],
    rows.map(([event, sentence]) => [`\`${event}\``, sentence]),
  );
}

function notes(): readonly string[] {
  return Object.entries(moveNotes).flatMap(([number, note]) => ['', `(${number}) ${note}`]);
}

function signalRows(): readonly string[] {
  return table(
    ['', 'tones: Hz, from–to ms', 'vibration: on, off, on … ms'],
    Object.entries(signals).map(([name, { tones, shakes }]) => [
      `\`${name}\``,
      tones.map(({ hz, fromMs, forMs }) => `${hz}, ${fromMs}–${fromMs + forMs}`).join('; '),
      shakes.join(', '),
    ]),
  );
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

if (import.meta.main) {
  writeFileSync(screenDocFile, screenDoc(readFileSync(screenDocFile, 'utf8')));
  console.log(path.relative(process.cwd(), screenDocFile));
}
