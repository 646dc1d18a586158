import type { ReaderAdvice } from '@kaiku/capture/doctor';
import { keepPreference, preference } from '../browser/preferences.ts';
import type { SessionContext } from './context.ts';

const key = 'reader-advice';

/** How the reader should be set: one advice at a time, and each only until the clerk of this device has dismissed it. */
export class ReaderAdviceList {
  readonly #context: Pick<SessionContext, 'changed'>;
  #dismissed: readonly string[] = [];
  #advice: ReaderAdvice | undefined;

  constructor(context: Pick<SessionContext, 'changed'>) {
    this.#context = context;
  }

  /** The advice to show now. */
  get advice(): ReaderAdvice | undefined {
    return this.#advice;
  }

  /** Reads what was dismissed on this device. */
  connect(): void {
    this.#dismissed = preference(key, isTexts) ?? [];
  }

  /** Takes in what was repaired in a reading, or could not be read. */
  add(advice: readonly ReaderAdvice[] = []): void {
    this.#advice ??= advice.find((each) => !this.#dismissed.includes(each));
    this.#context.changed();
  }

  /** Dismisses the advice shown now, permanently on this device. */
  dismiss(): void {
    if (this.#advice === undefined) return;
    this.#dismissed = [...this.#dismissed, this.#advice];
    this.#advice = undefined;
    keepPreference(key, this.#dismissed);
    this.#context.changed();
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
