import { askToPersist, type Desk, type DeskState, type DeviceHealth } from '@kaiku/client';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { saveAsFile } from '../browser/save-as-file.ts';
import type { Emit, KaikuErrorDetail } from '../events.ts';
import type { Message } from '../locales/locale.ts';
import { failureCauseOf } from '../session/failure-cause.ts';
import type { After } from '../session/timer.ts';
import type { DeviceActions, DevicePlace, DeviceShown } from '../views/screen.ts';

interface DeviceControllerOptions {
  readonly desk: () => Desk | undefined;
  readonly after: After;
  readonly emit: Emit;
}

type Told = NonNullable<DeviceShown['told']>;
type Text = Told['text'];

/** What came of an act is read in a glance or two. Guess. */
const toldForMs = 20_000;

/** The page of the device: looks at the device while the page is open, and does what a clerk asks of it. */
export class DeviceController implements ReactiveController, DeviceShown {
  #host: ReactiveControllerHost;
  #options: DeviceControllerOptions;
  #isOpen = false;
  #health: DeviceHealth | undefined;
  #lookedAt: DeskState | undefined;
  #told: Told | undefined;
  #forgetTold = () => {};

  constructor(host: ReactiveControllerHost, options: DeviceControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get health(): DeviceHealth | undefined {
    return this.#isOpen ? this.#health : undefined;
  }

  get told(): Told | undefined {
    return this.#told;
  }

  readonly act: DeviceActions = {
    look: (open) => {
      this.#isOpen = open;
      if (open) void this.#look();
    },
    persist: () =>
      void this.#do('persist', 'device', async () => {
        const promised = await askToPersist();
        await this.#look();
        this.#tell('device', ({ device }) =>
          promised ? { sentence: device.persistGranted, nextStep: '' } : device.persistDenied,
        );
      }),
    sendNow: () => this.#options.desk()?.sendNow(),
    save: (at) =>
      void this.#do('export', at, async (desk) => {
        const name = saveAsFile(await desk.exportOutbox());
        this.#tell(at, ({ device }) => ({ sentence: device.saved(name), nextStep: '' }));
      }),
    take: (file) =>
      void this.#do('import', 'device', async (desk) => {
        const count = await desk.importOutbox(await file.text());
        this.#tell('device', ({ device }) => ({ sentence: device.opened(count), nextStep: '' }));
      }),
    acknowledge: () => void this.#do('acknowledge', 'warning', (desk) => desk.acknowledgeLoss()),
  };

  hostUpdated(): void {
    if (this.#isOpen && this.#options.desk()?.state !== this.#lookedAt) void this.#look();
  }

  hostDisconnected(): void {
    this.#forgetTold();
    this.#told = undefined;
  }

  async #look(): Promise<void> {
    const desk = this.#options.desk();
    if (desk === undefined) return;
    this.#lookedAt = desk.state;
    const health = await desk.health();
    if (this.#options.desk() !== desk) return;
    this.#health = health;
    this.#host.requestUpdate();
  }

  async #do(during: DeviceAct, at: DevicePlace, act: (desk: Desk) => Promise<void>): Promise<void> {
    const desk = this.#options.desk();
    if (desk === undefined) return;
    try {
      await act(desk);
    } catch (error) {
      const code = failureCauseOf(error);
      this.#tell(at, failures[during](code));
      this.#options.emit('kaiku-error', { during, code, error });
    }
  }

  #tell(at: DevicePlace, text: Text): void {
    this.#forgetTold();
    this.#told = { at, text };
    this.#forgetTold = this.#options.after(toldForMs, () => {
      this.#told = undefined;
      this.#host.requestUpdate();
    });
    this.#host.requestUpdate();
  }
}

type DeviceAct = Extract<KaikuErrorDetail['during'], 'persist' | 'export' | 'import' | 'acknowledge'>;

/** What a clerk is told where an act has failed with a code. */
const failures: Readonly<Record<DeviceAct, (code: KaikuErrorDetail['code']) => Text>> = {
  persist:
    () =>
    ({ device }) =>
      device.persistDenied,
  export:
    () =>
    ({ device }) =>
      device.saveFailed,
  import:
    (code) =>
    ({ device }): Message =>
      code === 'config/invalid' ? device.notAFile : device.openFailed,
  acknowledge:
    () =>
    ({ device }) => ({ sentence: device.acknowledgeFailed, nextStep: '' }),
};
