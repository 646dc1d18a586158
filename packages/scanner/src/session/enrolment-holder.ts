import { createDeviceKey, type DeviceKey, type EnrolledDevice, parseEnrolmentCode } from '@kaiku/client';
import { platformName } from '../browser/platform-name.ts';
import { type EnrolmentEvent, type EnrolmentState, nextEnrolment } from '../enrolment/enrolment.ts';
import type { SessionContext } from './context.ts';
import { failureCauseOf } from './failure-cause.ts';

/** What the clerk can do before the device works. */
export interface EnrolmentActions {
  /** A code was read or typed. A text that is none gets an answer, too. */
  readonly submit: (text: string) => void;
  /** Requests a code although this browser is enrolled. */
  readonly again: () => void;
  readonly confirm: () => void;
  readonly leave: () => void;
}

/** How long the name of a new device stays: enough to read it aloud. Guess. */
const nameForMs = 6000;

/** How long the registry may take to accept a code, in milliseconds. */
const timeoutMs = 15_000;

/** Whether this browser is an enrolled device, its key, and how it becomes one. */
export class EnrolmentHolder {
  readonly #context: SessionContext;
  readonly #onChange: (state: EnrolmentState, before: EnrolmentState) => void;
  #state: EnrolmentState = { at: 'off' };
  #key: DeviceKey | undefined;
  #registry = '';
  /** A code of the page from before the element had a registry. */
  #early: string | undefined;
  #cancel = () => {};

  /** `onChange` is called after each change of the state. */
  constructor(context: SessionContext, onChange: (state: EnrolmentState, before: EnrolmentState) => void) {
    this.#context = context;
    this.#onChange = onChange;
  }

  get state(): EnrolmentState {
    return this.#state;
  }

  /** True while a code is being tried, or the screen asks about it. */
  get isBusy(): boolean {
    const { at } = this.#state;
    return at === 'sending' || at === 'named' || at === 'replacing';
  }

  /** The key of this browser, once it is enrolled and the clerk has seen as what. */
  get key(): DeviceKey | undefined {
    return this.#state.at === 'enrolled' ? this.#key : undefined;
  }

  /** What this browser is enrolled for. */
  get role(): EnrolledDevice['role'] | undefined {
    return this.#state.at === 'enrolled' ? this.#state.device.role : undefined;
  }

  readonly act: EnrolmentActions = {
    submit: (text) => {
      // The registry need not be asked about any other text.
      const code = parseEnrolmentCode(text) ?? text;
      if (this.#state.at === 'off') this.#early = code;
      this.#dispatch({ type: 'code', code });
    },
    again: () => this.#dispatch({ type: 'again' }),
    confirm: () => this.#dispatch({ type: 'confirm' }),
    leave: () => this.#dispatch({ type: 'leave' }),
  };

  /** Follows the settings. To be called before each paint. */
  update(): void {
    const { registry, token, desk, training } = this.#context.settings;
    const isWanted = registry !== '' && token === undefined && desk === undefined && !training;
    if (!isWanted || registry !== this.#registry) this.end();
    if (!isWanted || this.#state.at !== 'off') return;
    this.#registry = registry;
    this.#dispatch({ type: 'begin' });
    const code = this.#early;
    this.#early = undefined;
    if (code !== undefined) this.#dispatch({ type: 'code', code });
  }

  /** Forgets the key in memory. The browser keeps it. */
  end(): void {
    this.#dispatch({ type: 'end' });
  }

  #dispatch(event: EnrolmentEvent): void {
    const before = this.#state;
    const state = nextEnrolment(before, event);
    if (state === before) return;
    this.#cancel();
    this.#cancel = () => {};
    this.#state = state;
    if (state.at === 'off') this.#key = undefined;
    if (state.at === 'looking' && before.at === 'off') void this.#look();
    if (state.at === 'sending') void this.#send(state.code);
    if (state.at === 'named') this.#cancel = this.#context.settings.timer(nameForMs, () => this.act.leave());
    this.#onChange(state, before);
    this.#context.changed();
  }

  async #look(): Promise<void> {
    await this.#run(async (key) => ({ type: 'found', device: await key.enrolled() }));
  }

  async #send(code: string): Promise<void> {
    const controller = new AbortController();
    const endTimer = this.#context.settings.timer(timeoutMs, () => controller.abort());
    this.#cancel = () => {
      endTimer();
      controller.abort();
    };
    await this.#run(async (key) => {
      const device: EnrolledDevice = await key.enrol(code, { name: platformName(), signal: controller.signal });
      return { type: 'accepted', device };
    });
  }

  /** Runs a task with the key. Its event counts only if the page still wants the same device. */
  async #run(task: (key: DeviceKey) => Promise<EnrolmentEvent>): Promise<void> {
    const registry = this.#registry;
    const isCurrent = () => this.#state.at !== 'off' && this.#registry === registry;
    try {
      // Another object each time, so that the desk of the new key is another desk.
      const key = createDeviceKey({ registry });
      const event = await task(key);
      if (!isCurrent()) return;
      this.#key = key;
      this.#dispatch(event);
    } catch (error) {
      if (!isCurrent()) return;
      const cause = failureCauseOf(error);
      this.#dispatch({ type: 'failed', cause });
      this.#context.emit('kaiku-error', { during: 'enrol', code: cause, error });
    }
  }
}
