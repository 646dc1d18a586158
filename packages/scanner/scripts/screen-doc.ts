/** The tables of docs/screen.md, from the flow's table of transitions and the signals. */
import { eventSentences, ignored, moveNotes, stateSentences } from '../src/flow/descriptions.ts';
import type { FlowEvent, FlowState } from '../src/flow/flow.ts';
import { type Move, moves } from '../src/flow/moves.ts';
import { signals } from '../src/signals.ts';
import { withGenerated } from './generated.ts';

const tables: Readonly<Record<string, () => readonly string[]>> = { states, events, notes, signals: signalRows };

/** Returns docs/screen.md with its tables as the flow and the signals have them. */
export function screenDoc(page: string): string {
  return Object.entries(tables).reduce((text, [name, rows]) => withGenerated(text, name, rows().join('\n')), page);
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
  return (Object.entries(row) as [string, Move][]).map(([event, { to, notes: numbers = [] }]) => {
    const noted = numbers.length === 0 ? '' : ` (${numbers.join(', ')})`;
    return `\`${event}\` → ${to.map((state) => `\`${state}\``).join(' or ')}${noted}`;
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
