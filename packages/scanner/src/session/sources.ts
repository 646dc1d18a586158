import type { CameraControl, ReadingSource, SourceEvent, SourceState } from '@kaiku/capture';
import { isCaptureError } from '@kaiku/capture';
import type { SessionContext } from './context.ts';

/** A source of readings. */
export type SourceName = ReadingSource['origin'];

/** Functions that create the sources the page wants. */
export type SourceFactories = Partial<Readonly<Record<SourceName, () => ReadingSource>>>;

interface SourcesOptions {
  readonly factories: () => SourceFactories;
  readonly onReading: (reading: Extract<SourceEvent, { type: 'reading' }>['reading']) => void;
  readonly onUnrecognised: (reason: Extract<SourceEvent, { type: 'unrecognised' }>['reason']) => void;
  /** Called once after each `open`, when every source runs or has failed. */
  readonly onReady: () => void;
}

/** Why the last code was not read: it is not a card's, or something covers a part of it. */
export type CodeNotice = 'foreign' | 'hidden';

/** How long the notice of an unrecognised code stays: enough for a glance. Guess, to be measured at a door. */
const noticeForMs = 4000;

/** The open sources and their states. After `close` no source is open and no camera is held. */
export class Sources {
  readonly #context: SessionContext;
  readonly #options: SourcesOptions;
  readonly #open = new Map<SourceName, ReadingSource>();
  readonly #starting = new Set<ReadingSource>();
  #closing: Promise<unknown> = Promise.resolve();
  #notice: CodeNotice | undefined;
  #cancelNotice = () => {};

  constructor(context: SessionContext, options: SourcesOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** The state of a source; `undefined` if it is not open. */
  state(name: SourceName): SourceState | undefined {
    return this.#open.get(name)?.state;
  }

  /** The controls of the camera; `undefined` if it is not open or has none. */
  get camera(): CameraControl | undefined {
    return this.#open.get('camera')?.camera;
  }

  /** Why a code seen a moment ago was not read; `undefined` if there was none. */
  get notice(): CodeNotice | undefined {
    return this.#notice;
  }

  /**
   * Closes all sources and opens those that the page wants. If one fails, the other still opens. `released` settles when
   * another element has released the camera.
   */
  open(released?: Promise<unknown>): void {
    void this.close();
    this.#closing = Promise.allSettled([this.#closing, released]);
    for (const [name, create] of Object.entries(this.#options.factories()) as [SourceName, () => ReadingSource][]) {
      const source = create();
      this.#open.set(name, source);
      source.subscribe((event) => this.#onEvent(name, event));
    }
    const opened = [...this.#open.values()];
    const starts = opened.map((source) =>
      // The camera must be released before it is opened again. A reader has nothing to wait for.
      source.origin === 'camera' ? this.#closing.then(() => this.#start(source)) : this.#start(source),
    );
    void Promise.allSettled(starts).then(() => {
      if (opened.every((source) => this.#isOpen(source))) this.#options.onReady();
    });
    this.#context.changed();
  }

  /** Resolves when all sources are released. Never rejects. */
  close(): Promise<unknown> {
    const opened = [...this.#open.values()];
    this.#open.clear();
    this.#notify(undefined);
    this.#closing = Promise.allSettled([this.#closing, ...opened.map((source) => source.close())]);
    this.#context.changed();
    return this.#closing;
  }

  /** Starts a source again after it has failed. */
  retry(name: SourceName): void {
    const source = this.#open.get(name);
    if (source !== undefined) void this.#start(source);
  }

  /** Removes the notice of an unrecognised code. */
  clearNotice(): void {
    this.#notify(undefined);
  }

  async #start(source: ReadingSource): Promise<void> {
    if (!this.#isOpen(source)) return;
    this.#starting.add(source);
    try {
      await source.start();
    } catch (error) {
      if (!this.#isOpen(source)) return;
      const code = isCaptureError(error) ? error.code : 'unexpected';
      this.#context.emit('kaiku-error', { during: source.origin, code, error });
    } finally {
      this.#starting.delete(source);
      this.#context.changed();
    }
  }

  #isOpen(source: ReadingSource): boolean {
    return this.#open.get(source.origin) === source;
  }

  #onEvent(name: SourceName, event: SourceEvent): void {
    const source = this.#open.get(name);
    if (source === undefined) return;
    switch (event.type) {
      case 'reading':
        this.#notify(undefined);
        this.#options.onReading(event.reading);
        break;
      case 'unrecognised':
        this.#notify(event.reason === 'hidden' ? 'hidden' : 'foreign');
        this.#options.onUnrecognised(event.reason);
        break;
      case 'camera':
        this.#context.changed();
        break;
      case 'warning':
        this.#context.emit('kaiku-error', { during: name, code: event.code, error: undefined });
        break;
      case 'state':
        // While a source starts, `start` throws the error.
        if (event.state.status === 'failed' && !this.#starting.has(source))
          this.#context.emit('kaiku-error', { during: name, code: event.state.code, error: undefined });
        this.#context.changed();
        break;
      default:
        event satisfies never;
    }
  }

  #notify(notice: CodeNotice | undefined): void {
    this.#cancelNotice();
    if (notice !== undefined)
      this.#cancelNotice = this.#context.settings.timer(noticeForMs, () => this.#notify(undefined));
    if (notice !== this.#notice) this.#context.changed();
    this.#notice = notice;
  }
}
