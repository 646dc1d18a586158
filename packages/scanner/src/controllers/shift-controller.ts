import type { Desk, History, HistoryItem } from '@kaiku/client';
import type { ReactiveControllerHost } from 'lit';
import type { Emit } from '../events.ts';
import { type FlowState, isRecorded } from '../flow/flow.ts';
import { failureCauseOf } from '../session/failure-cause.ts';
import type { ShiftActions, ShiftShown } from '../views/screen.ts';

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
    if (flow.at !== 'showing' || flow.undo.status !== 'offered' || !isRecorded(flow.shown)) return undefined;
    const { visitId } = flow.shown;
    const item = this.#options
      .desk()
      ?.history()
      .items.find((one) => one.visitId === visitId);
    return item === undefined ? undefined : item.atMs + this.#options.undoForMs();
  }

  undoUntilMs({ visitId, standing, atMs }: HistoryItem): number | undefined {
    const stands = standing === 'confirmed' || standing === 'provisional';
    if (visitId === undefined || !stands || this.#undoing.has(visitId)) return undefined;
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

  async #undo({ visitId }: HistoryItem): Promise<void> {
    const desk = this.#options.desk();
    if (desk === undefined || visitId === undefined || this.#undoing.has(visitId)) return;
    this.#undoing.add(visitId);
    this.#failed = undefined;
    this.#host.requestUpdate();
    try {
      const { outcome } = await desk.void(visitId);
      this.#options.emit('kaiku-voided', { visitId, outcome });
    } catch (error) {
      this.#failed = visitId;
      const code = failureCauseOf(error);
      this.#options.emit('kaiku-error', { during: 'void', code, error });
    } finally {
      this.#undoing.delete(visitId);
      this.#host.requestUpdate();
    }
  }
}
