/** The rows of one show as a value, with the tickets they count and a hash to distinguish states. */

import { mix } from './linearizability-random.ts';
import type { How, Use } from './linearizability-requests.ts';

/** A usage, or a visit (which then has no usage). */
export interface Row {
  readonly state: 'counted' | 'redeemed' | 'refused' | 'voided';
  /** Of a visit: the data that two requests with its id must share. */
  readonly facts: string;
  /** What it counts. Reduced if a reservation was redeemed for fewer and that usage was voided. */
  readonly use: (Pick<Use, 'card' | 'minors'> & { readonly how: How }) | undefined;
  /** The reservation whose tickets it gave out. */
  readonly redeems: string | undefined;
  /** The visit it belongs to; for a visit, its own id. */
  readonly visit: string | undefined;
  readonly flags: readonly string[];
  readonly refusal: string;
}

/** A row as the database returns it. */
export type KeptRow = Pick<Row, 'state' | 'flags'>;

type Print = readonly [number, number];

export interface ShowState {
  readonly cap: number;
  readonly taken: number;
  readonly rows: ReadonlyMap<string, Row>;
  /** Of all rows. */
  readonly print: Print;
  /** Of the rows that count or may count again, which visits of other ids can observe. */
  readonly open: Print;
}

export const noRow = {
  facts: '',
  use: undefined,
  redeems: undefined,
  visit: undefined,
  flags: [],
  refusal: '',
} as const;

export function emptyShow(cap: number): ShowState {
  return { cap, taken: 0, rows: new Map(), print: noPrint, open: noPrint };
}

/** Returns the state with one row replaced, and its sums updated. */
export function put(state: ShowState, id: string, row: Row): ShowState {
  const rows = new Map(state.rows);
  const before = rows.get(id);
  rows.set(id, row);
  const [from, to] = [printOf(id, before), printOf(id, row)];
  return {
    cap: state.cap,
    taken: state.taken - ticketsOf(before) + ticketsOf(row),
    rows,
    print: moved(state.print, from, to),
    open: moved(state.open, isOpen(before) ? from : noPrint, isOpen(row) ? to : noPrint),
  };
}

export function ticketsOf(row: Row | undefined): number {
  return row?.state === 'counted' && row.use !== undefined ? 1 + row.use.minors : 0;
}

/** Returns rows as one text, by id, to compare the model with the database. */
export function describeRows(rows: ReadonlyMap<string, KeptRow>): string {
  return [...rows]
    .map(([id, { state, flags }]) => `${id} ${state} ${flags.join(' ')}`.trimEnd())
    .sort()
    .join('\n');
}

function isOpen(row: Row | undefined): boolean {
  return row?.state === 'counted' || row?.state === 'redeemed';
}

const noPrint: Print = [0, 0];

function moved([a, b]: Print, [fromA, fromB]: Print, [toA, toB]: Print): Print {
  return [a ^ fromA ^ toA, b ^ fromB ^ toB];
}

function printOf(id: string, row: Row | undefined): Print {
  if (row === undefined) return noPrint;
  const text = [id, row.state, row.use?.minors, ...row.flags, row.refusal, row.redeems].join(' ');
  let [a, b] = [17, 31];
  for (let at = 0; at < text.length; at += 1) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = Math.imul(b, 31) + text.charCodeAt(at);
  }
  return [mix(a), mix(b ^ 0x5bd1e995)];
}
