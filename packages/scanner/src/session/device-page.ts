import { askToPersist, type Desk, type DeskState, type DeviceHealth } from '@kaiku/client';
import { saveAsFile } from '../browser/save-as-file.ts';
import type { KaikuErrorDetail } from '../events.ts';
import type { Locale, Message } from '../locales/locale.ts';
import type { SessionContext } from './context.ts';
import { failureCauseOf } from './failure-cause.ts';

/** The parts of the screen with acts on the device. The result of an act is shown where it was started. */
export type DevicePlace = 'warning' | 'review' | 'device';

/** What the clerk can do on the page of the device. */
export interface DeviceActions {
  /** The page was opened or folded. */
  readonly look: (open: boolean) => void;
  readonly persist: () => void;
  readonly sendNow: () => void;
  /** Saves what waits for this venue, or for another. */
  readonly save: (at: DevicePlace, venueId?: string) => void;
  readonly take: (file: File) => void;
  readonly acknowledge: () => void;
}

/** What the page of the device shows. */
export interface DeviceShown {
  /** `undefined` while the page is folded, and until the first look. */
  readonly health: DeviceHealth | undefined;
  /** The result of the last act. It is shown at `at`. */
  readonly result: { readonly at: DevicePlace; readonly text: (t: Locale) => Message } | undefined;
}

type Result = NonNullable<DeviceShown['result']>;

/** How long the result of an act stays: enough for a glance or two. Guess. */
const resultForMs = 20_000;

/** The page of the device: reads the device's health while it is open, and runs the clerk's acts. */
export class DevicePage implements DeviceShown {
  readonly #context: SessionContext;
  #isOpen = false;
  #health: DeviceHealth | undefined;
  #lookedAt: DeskState | undefined;
  #result: Result | undefined;
  #cancelResult = () => {};

  constructor(context: SessionContext) {
    this.#context = context;
  }

  get health(): DeviceHealth | undefined {
    return this.#isOpen ? this.#health : undefined;
  }

  get result(): Result | undefined {
    return this.#result;
  }

  readonly act: DeviceActions = {
    look: (open) => {
      this.#isOpen = open;
      if (open) void this.#look();
    },
    persist: () =>
      void this.#do('persist', 'device', async () => {
        const granted = await askToPersist();
        await this.#look();
        return ({ device }) => (granted ? { sentence: device.persistGranted, nextStep: '' } : device.persistDenied);
      }),
    sendNow: () => this.#context.desk()?.sendNow(),
    save: (at, venueId) =>
      void this.#do('export', at, async (desk) => {
        const name = saveAsFile(await desk.exportOutbox(venueId));
        return ({ device }) => ({ sentence: device.saved(name), nextStep: '' });
      }),
    take: (file) =>
      void this.#do('import', 'device', async (desk) => {
        const count = await desk.importOutbox(await file.text());
        return ({ device }) => ({ sentence: device.opened(count), nextStep: '' });
      }),
    acknowledge: () =>
      void this.#do('acknowledge', 'warning', async (desk) => {
        await desk.acknowledgeLoss();
        return undefined;
      }),
  };

  /** Reads the health again if the desk has changed and the page is open. */
  update(): void {
    if (this.#isOpen && this.#context.desk()?.state !== this.#lookedAt) void this.#look();
  }

  /** Drops the result of the last act. */
  close(): void {
    this.#cancelResult();
    this.#result = undefined;
  }

  async #look(): Promise<void> {
    const desk = this.#context.desk();
    if (desk === undefined) return;
    this.#lookedAt = desk.state;
    const health = await desk.health();
    if (this.#context.desk() !== desk) return;
    this.#health = health;
    this.#context.changed();
  }

  async #do(
    during: keyof typeof failures,
    at: DevicePlace,
    act: (desk: Desk) => Promise<Result['text'] | undefined>,
  ): Promise<void> {
    const desk = this.#context.desk();
    if (desk === undefined) return;
    try {
      const text = await act(desk);
      if (text !== undefined) this.#show({ at, text });
    } catch (error) {
      const code = failureCauseOf(error);
      this.#show({ at, text: ({ device }) => failures[during](device, code) });
      this.#context.emit('kaiku-error', { during, code, error });
    }
  }

  #show(result: Result): void {
    this.#cancelResult();
    this.#result = result;
    this.#cancelResult = this.#context.settings.timer(resultForMs, () => {
      this.#result = undefined;
      this.#context.changed();
    });
    this.#context.changed();
  }
}

/** The message after an act has failed. */
const failures = {
  persist: ({ persistDenied }) => persistDenied,
  export: ({ saveFailed }) => saveFailed,
  import: ({ notAFile, openFailed }, code) => (code === 'config/invalid' ? notAFile : openFailed),
  acknowledge: ({ acknowledgeFailed }) => ({ sentence: acknowledgeFailed, nextStep: '' }),
} as const satisfies Partial<
  Record<KaikuErrorDetail['during'], (device: Locale['device'], code: KaikuErrorDetail['code']) => Message>
>;
