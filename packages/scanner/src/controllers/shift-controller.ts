import type { Desk, History, HistoryItem } from '@kaiku/client';
import type { ReactiveControllerHost } from 'lit';
import type { Emit } from '../events.ts';
import type { FlowState } from '../flow.ts';
import type { ShiftActions, ShiftShown } from '../views/screen.ts';
import { failureCauseOf } from './failure-cause.ts';

interface ShiftControllerOptions {
  readonly desk: () => Desk | undefined;
  readonly flow: () => FlowState;
  /** How long a recording may be undone, in milliseconds. */
  readonly undoForMs: () => number;
  readonly emit: Emit;
}

/** The shift of this device: looks at its history while somebody looks, and takes back what is asked from it. */
export class ShiftController implements ShiftShown {
  #host: ReactiveControllerHost;
  #options: ShiftControllerOptions;
  #isOpen = false;
  #failed: string | undefined;
  #undoing = new Set<string>();

  constructor(host: ReactiveControllerHost, options: ShiftControllerOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** `undefined` while nobody looks: it is put together anew at each look. */
  get history(): History | undefined {
    return this.#isOpen ? this.#options.desk()?.history() : undefined;
  }

  get failed(): string | undefined {
    return this.#failed;
  }

  /** Until when what is shown may be undone; `undefined` where nothing that can be is. */
  get shownUndoUntilMs(): number | undefined {
    const flow = this.#options.flow();
    if (flow.at !== 'showing' || flow.undo.status !== 'offered') return undefined;
    const { shown } = flow;
    const unitId = 'visitId' in shown ? shown.visitId : 'usageId' in shown ? shown.usageId : undefined;
    const item = this.#options
      .desk()
      ?.history()
      .items.find((one) => one.unitId === unitId);
    return item === undefined ? undefined : item.atMs + this.#options.undoForMs();
  }

  undoUntilMs({ unitId, standing, atMs }: HistoryItem): number | undefined {
    const stands = standing === 'confirmed' || standing === 'provisional';
    if (unitId === undefined || !stands || this.#undoing.has(unitId)) return undefined;
    return atMs + this.#options.undoForMs();
  }

  readonly act: ShiftActions = {
    look: (open) => {
      this.#isOpen = open;
      this.#failed = undefined;
      this.#host.requestUpdate();
    },
    undo: (item) => void this.#undo(item),
  };

  async #undo({ unitId, kind }: HistoryItem): Promise<void> {
    const desk = this.#options.desk();
    if (desk === undefined || unitId === undefined || this.#undoing.has(unitId)) return;
    this.#undoing.add(unitId);
    this.#failed = undefined;
    this.#host.requestUpdate();
    try {
      const { outcome } = await (kind === 'visit' ? desk.annulVisit(unitId) : desk.annul(unitId));
      const ids = { usageId: kind === 'usage' ? unitId : undefined, visitId: kind === 'visit' ? unitId : undefined };
      this.#options.emit('kaiku-annulled', { ...ids, outcome });
    } catch (error) {
      this.#failed = unitId;
      const code = failureCauseOf(error);
      this.#options.emit('kaiku-error', { during: 'annul', code, error });
    } finally {
      this.#undoing.delete(unitId);
      this.#host.requestUpdate();
    }
  }
}
