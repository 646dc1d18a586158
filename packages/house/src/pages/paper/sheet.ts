/**
 * The rows of a paper form as they are entered: a line for each, with what the registry made of it. The desk stores a line,
 * sealed and under an id of its own, before it sends it; so a lost answer is sent again under the same id, and a line that
 * waits survives a reload.
 */
import { type Desk, type DeskListener, type HistoryItem, maskCardCode, type ReviewItem } from '@kaiku/client';
import type { Flag } from '@kaiku/client/admission';
import type { Row } from './read-row.ts';

/** A row that was entered. */
export interface Line {
  /** 1, 2, 3 … in the order of entering. */
  readonly number: number;
  /** The masked card code. */
  readonly card: string;
  readonly minors: number;
  /**
   * `checking`: not stored yet. `waiting`: stored here, not acknowledged. `already`: the card was recorded before, and
   * nothing was recorded. `review`: a person must look at it. `failed`: nothing was recorded.
   */
  readonly state: 'checking' | 'recorded' | 'waiting' | 'already' | 'undone' | 'review' | 'failed';
  /** The rules that it breaks, and what the registry remarks. */
  readonly flags: readonly Flag[];
  /** Present once it is recorded, here or in the registry. */
  readonly visitId?: string;
  /** Why a person must look at it. Only with `review`. */
  readonly review?: ReviewItem;
}

/** What is known of a code before its row is entered. */
export interface Checked {
  /** The row of this sheet that has the code. */
  readonly sameAs: number | undefined;
  /** The rules that the visit breaks. Empty if the registry does not respond. */
  readonly against: readonly Flag[];
}

/** What a sheet uses of a desk. */
type SheetDesk = Pick<Desk, 'check' | 'admit' | 'void' | 'history' | 'subscribe' | 'state'>;

/** The lines of one show. They begin with those that this browser recorded for it in the last hours. */
export class Sheet {
  readonly #desk: SheetDesk;
  readonly #onChange: () => void;
  readonly #unsubscribe: () => void;
  /** The rows by code, of this load of the page. */
  readonly #rowsOf = new Map<string, number>();
  /** Of the row that is being typed. What the registry said of others may be out of date. */
  #decision: { readonly key: string; readonly decided: ReturnType<Desk['check']> } | undefined;
  #lines: readonly Line[] = [];

  /** @param onChange called after each change of the lines */
  constructor(desk: SheetDesk, onChange: () => void) {
    this.#desk = desk;
    this.#onChange = onChange;
    this.#unsubscribe = desk.subscribe(this.#follow);
    this.#follow(desk.state, []);
  }

  /** Oldest first. A new list after each change. */
  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** Asks the registry about a card. Never rejects. */
  async check(row: Row): Promise<Checked> {
    const sameAs = this.#rowsOf.get(row.code.text);
    const decision = await this.#decide(row).catch(() => undefined);
    const against = decision !== undefined && 'late' in decision ? (decision.late?.against ?? []) : [];
    return { sameAs, against: against.map(({ reason }) => reason) };
  }

  /** Records a row, unless its card is recorded already. Returns at once; the line has the outcome. */
  enter(row: Row): void {
    const { text } = row.code;
    const line: Line = {
      ...{ number: this.#lines.length + 1, card: maskCardCode(text), minors: row.minors },
      ...{ state: this.#rowsOf.has(text) ? 'already' : 'checking', flags: [] },
    };
    this.#put(line);
    if (line.state === 'already') {
      this.#decision = undefined;
      return;
    }
    const decided = this.#decide(row);
    this.#decision = undefined;
    this.#rowsOf.set(text, line.number);
    void this.#record(line, row.minors, decided)
      .catch((): Line => ({ ...line, state: 'failed' }))
      .then((result) => {
        if (result.state === 'failed') this.#rowsOf.delete(text);
        this.#put(result);
        this.#follow(this.#desk.state, []);
      });
  }

  /** Undoes a line. It does not count any longer, whether or not it was sent. */
  async undo(line: Line): Promise<void> {
    if (line.visitId === undefined) return;
    await this.#desk.void(line.visitId);
    for (const [text, number] of this.#rowsOf) if (number === line.number) this.#rowsOf.delete(text);
    this.#put({ ...line, state: 'undone' });
  }

  /** Stops following the desk. */
  close(): void {
    this.#unsubscribe();
  }

  #put(line: Line): void {
    const at = this.#lines.findIndex(({ number }) => number === line.number);
    this.#lines = at < 0 ? [...this.#lines, line] : this.#lines.map((one, index) => (index === at ? line : one));
    this.#onChange();
  }

  /** Adds the lines of the history that are new here, and what the registry has acknowledged since. */
  readonly #follow: DeskListener = (_state, events) => {
    const { items } = this.#desk.history();
    const known = new Set(this.#lines.flatMap(({ visitId }) => visitId ?? []));
    const isBusy = this.#lines.some(({ state }) => state === 'checking');
    // While a line is being recorded, its item may be here before its id.
    if (!isBusy)
      for (const item of [...items].reverse())
        if (item.visitId !== undefined && !known.has(item.visitId)) this.#put(toLine(item, this.#lines.length + 1));
    for (const line of this.#lines) {
      const { visitId } = line;
      if (visitId === undefined) continue;
      const item = items.find((each) => each.visitId === visitId);
      const review = this.#desk.state.review.find((each) => each.visitId === visitId);
      const acknowledged = events.find((event) => event.visitId === visitId);
      const flags = acknowledged?.outcome === 'counted' ? acknowledged.flags : line.flags;
      const { review: _, ...rest } = line;
      this.#put({ ...rest, flags, state: (item && stateOf(item)) ?? line.state, ...(review && { review }) });
    }
  };

  #decide(row: Row): ReturnType<Desk['check']> {
    const key = keyOf(row);
    if (this.#decision?.key !== key)
      this.#decision = { key, decided: this.#desk.check(row.code.text, { takenAt: row.takenAt, input: 'paper' }) };
    return this.#decision.decided;
  }

  async #record(line: Line, minors: number, decided: ReturnType<Desk['check']>): Promise<Line> {
    const decision = await decided;
    if (decision.outcome !== 'admissible' && decision.outcome !== 'provisional') return { ...line, state: 'failed' };
    const against = decision.late?.against.map(({ reason }) => reason) ?? [];
    if (against.includes('already-recorded')) return { ...line, state: 'already' };
    // What a house writes on paper was agreed on the spot, as in an import.
    const verdict = await this.#desk.admit([{ decision, minors }], { agreed: true });
    if (verdict.outcome === 'confirmed')
      return { ...line, state: 'recorded', flags: verdict.flags, visitId: verdict.visitId };
    if (verdict.outcome === 'provisional')
      return { ...line, state: 'waiting', flags: against, visitId: verdict.visitId };
    return { ...line, state: 'failed' };
  }
}

function keyOf({ code, takenAt }: Row): string {
  return `${code.text} ${takenAt}`;
}

function toLine(item: HistoryItem, number: number): Line {
  const minors = item.usages?.reduce((sum, usage) => sum + usage.minors, 0) ?? item.people - item.cards;
  return {
    ...{ number, card: item.maskedCard, minors, flags: [], state: stateOf(item) ?? 'recorded' },
    ...(item.visitId !== undefined && { visitId: item.visitId }),
  };
}

function stateOf({ standing }: HistoryItem): Line['state'] | undefined {
  if (standing === 'confirmed') return 'recorded';
  if (standing === 'provisional') return 'waiting';
  return standing === 'undone' || standing === 'review' ? standing : undefined;
}
