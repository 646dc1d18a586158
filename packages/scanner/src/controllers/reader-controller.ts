import type { ReaderAdvice } from '@kaiku/capture/doctor';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { keepPreference, preference } from '../browser/preferences.ts';

const key = 'reader-advice';

/** What had to be put right in readings, or could not be: told until somebody has seen it, and then never again on this device. */
export class ReaderController implements ReactiveController {
  #host: ReactiveControllerHost;
  #seen: readonly string[] = [];
  #advice: ReaderAdvice | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** What can be set better at the reader, one thing at a time. */
  get advice(): ReaderAdvice | undefined {
    return this.#advice;
  }

  hostConnected(): void {
    this.#seen = preference(key, isTexts) ?? [];
  }

  hear(advice: readonly ReaderAdvice[] = []): void {
    this.#advice ??= advice.find((one) => !this.#seen.includes(one));
    this.#host.requestUpdate();
  }

  seen(): void {
    if (this.#advice === undefined) return;
    this.#seen = [...this.#seen, this.#advice];
    this.#advice = undefined;
    keepPreference(key, this.#seen);
    this.#host.requestUpdate();
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
