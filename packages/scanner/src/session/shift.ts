import type { History, HistoryItem, VoidOptions } from '@kaiku/client';
import { type FlowState, isRecorded } from '../flow/flow.ts';
import type { SessionContext } from './context.ts';
import { failureCauseOf } from './failure-cause.ts';

/** What the clerk can do with the shift. */
export interface ShiftActions {
  /** Opens or closes the drawer, which begins with the shift. */
  readonly look: (open: boolean) => void;
  /** Undoes a recording. */
  readonly undo: (item: HistoryItem) => void;
  /** Corrects the number of minors of a visit with one card, to fewer. */
  readonly reduce: (item: HistoryItem, minors: number) => void;
}

/** What the shift shows. */
export interface ShiftShown {
  /** True while the drawer is open. A card that is read closes it. */
  readonly isOpen: boolean;
  /** False while a question needs an answer, which the drawer would hide. */
  readonly mayOpen: boolean;
  /** The answers of this device; `undefined` while the drawer is closed. */
  readonly history: History | undefined;
  /** The last answer of this device, also while the drawer is closed. */
  readonly last: HistoryItem | undefined;
  /** The visit whose undo failed. */
  readonly failed: string | undefined;
  /** Until when a recording may be undone, in milliseconds since the Unix epoch; `undefined` if it cannot be. */
  undoUntilMs(item: HistoryItem): number | undefined;
  /** The same for the answer on the screen. */
  readonly shownUndoUntilMs: number | undefined;
}

/** The states without a question on the screen. */
const free: ReadonlySet<FlowState['at']> = new Set(['idle', 'starting', 'scanning', 'showing']);

/** The shift of this device: its history while the clerk looks at it, and the undo of a recording in it. */
export class Shift implements ShiftShown {
  readonly #context: SessionContext;
  readonly #flow: () => FlowState;
  readonly #undoing = new Set<string>();
  #wantsOpen = false;
  #failed: string | undefined;

  constructor(context: SessionContext, flow: () => FlowState) {
    this.#context = context;
    this.#flow = flow;
  }

  get isOpen(): boolean {
    return this.#wantsOpen && this.mayOpen;
  }

  get mayOpen(): boolean {
    return free.has(this.#flow().at);
  }

  get history(): History | undefined {
    return this.isOpen ? this.#context.desk()?.history() : undefined;
  }

  get last(): HistoryItem | undefined {
    return this.#context.desk()?.history().items[0];
  }

  get failed(): string | undefined {
    return this.#failed;
  }

  get shownUndoUntilMs(): number | undefined {
    const flow = this.#flow();
    if (flow.at !== 'showing' || flow.undo.status !== 'offered' || !isRecorded(flow.shown)) return undefined;
    if (!this.#mayUndo) return undefined;
    const { visitId } = flow.shown;
    const items = this.#context.desk()?.history().items;
    const item = items?.find((item) => item.visitId === visitId);
    return item === undefined ? undefined : item.atMs + this.#context.settings.undoForMs;
  }

  /** False on a device whose role may not undo: a button that only gets a refusal is not offered. */
  get #mayUndo(): boolean {
    return this.#context.desk()?.state.mayUndo ?? true;
  }

  undoUntilMs({ visitId, standing, atMs }: HistoryItem): number | undefined {
    const isRecordedNow = standing === 'confirmed' || standing === 'provisional';
    if (visitId === undefined || !isRecordedNow || this.#undoing.has(visitId) || !this.#mayUndo) return undefined;
    return atMs + this.#context.settings.undoForMs;
  }

  /** A card was taken up: the clerk works at its question. */
  close(): void {
    this.#wantsOpen = false;
  }

  readonly act: ShiftActions = {
    look: (open) => {
      this.#wantsOpen = open;
      this.#failed = undefined;
      this.#context.changed();
    },
    undo: (item) => void this.#undo(item),
    reduce: (item, minors) => {
      const [usage] = item.usages ?? [];
      if (usage !== undefined) void this.#undo(item, [{ usageId: usage.usageId, minors }]);
    },
  };

  async #undo({ visitId }: HistoryItem, usages?: VoidOptions['usages']): Promise<void> {
    const desk = this.#context.desk();
    if (desk === undefined || visitId === undefined || this.#undoing.has(visitId)) return;
    this.#undoing.add(visitId);
    this.#failed = undefined;
    this.#context.changed();
    try {
      const { outcome } = await desk.void(visitId, usages === undefined ? {} : { usages });
      this.#context.emit('kaiku-voided', { visitId, outcome, usages });
    } catch (error) {
      this.#failed = visitId;
      this.#context.emit('kaiku-error', { during: 'void', code: failureCauseOf(error), error });
    } finally {
      this.#undoing.delete(visitId);
      this.#context.changed();
    }
  }
}
