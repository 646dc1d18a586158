import type { CameraControl, ReadingSource, SourceEvent, SourceState } from '@kaiku/capture';
import { isCaptureError } from '@kaiku/capture';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Emit } from '../events.ts';
import type { After } from '../session/timer.ts';

type SourceName = ReadingSource['origin'];

interface SourcesControllerOptions {
  /** What makes each source wanted now; a name not in it is not wanted. */
  readonly wanted: () => Partial<Record<SourceName, () => ReadingSource>>;
  readonly onReading: (reading: Extract<SourceEvent, { type: 'reading' }>['reading']) => void;
  readonly onForeign: (reason: Extract<SourceEvent, { type: 'unrecognised' }>['reason']) => void;
  /** Told once after each `open`: every source runs, or has said that it cannot. */
  readonly onAcknowledged: () => void;
  readonly after: After;
  readonly emit: Emit;
}

/** A notice is read in a glance. Guess, to be measured at a door. */
const foreignNoticeForMs = 4000;

/**
 * Opens and closes camera and wedge, and holds where they stand, beside the flow.
 * Guarantee: nothing is open, and no camera is held, once the element is out of the page.
 */
export class SourcesController implements ReactiveController {
  #host: ReactiveControllerHost;
  #options: SourcesControllerOptions;
  #open = new Map<SourceName, ReadingSource>();
  #starting = new Set<ReadingSource>();
  #closing: Promise<unknown> = Promise.resolve();
  #foreign = false;
  #forgetNotice = () => {};

  constructor(host: ReactiveControllerHost, options: SourcesControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Where a source stands; `undefined` where it is not open. */
  state(name: SourceName): SourceState | undefined {
    return this.#open.get(name)?.state;
  }

  /** What can be asked of the camera; `undefined` where it is not open, or tells nothing of itself. */
  get camera(): CameraControl | undefined {
    return this.#open.get('camera')?.camera;
  }

  /** Whether a code that is no card's was seen a moment ago. */
  get foreign(): boolean {
    return this.#foreign;
  }

  hostDisconnected(): void {
    void this.close();
  }

  /**
   * Opens what is wanted and lets go of what is not. One that fails does not hold up the other. `released`: another element
   * has let go of the camera.
   */
  open(released?: Promise<unknown>): void {
    void this.close();
    this.#closing = Promise.allSettled([this.#closing, released]);
    for (const [name, create] of Object.entries(this.#options.wanted()) as [SourceName, () => ReadingSource][]) {
      const source = create();
      this.#open.set(name, source);
      source.subscribe((event) => this.#hear(name, event));
    }
    const opened = [...this.#open.values()];
    const starts = opened.map((source) =>
      // The camera waits for the one before it to be let go; a reader has nothing to wait for.
      source.origin === 'camera' ? this.#closing.then(() => this.#start(source)) : this.#start(source),
    );
    void Promise.allSettled(starts).then(() => {
      if (opened.every((source) => this.#isOpen(source))) this.#options.onAcknowledged();
    });
    this.#host.requestUpdate();
  }

  /** Resolves when all is let go. Never rejects. */
  close(): Promise<unknown> {
    const opened = [...this.#open.values()];
    this.#open.clear();
    this.#notice(false);
    this.#closing = Promise.allSettled([this.#closing, ...opened.map((source) => source.close())]);
    this.#host.requestUpdate();
    return this.#closing;
  }

  /** Starts a source that has failed once more. */
  retry(name: SourceName): void {
    const source = this.#open.get(name);
    if (source !== undefined) void this.#start(source);
  }

  /** Takes the notice of a foreign code away: a card has come. */
  clearNotice(): void {
    this.#notice(false);
  }

  async #start(source: ReadingSource): Promise<void> {
    if (!this.#isOpen(source)) return;
    this.#starting.add(source);
    try {
      await source.start();
    } catch (error) {
      if (!this.#isOpen(source)) return;
      const code = isCaptureError(error) ? error.code : 'unexpected';
      this.#options.emit('kaiku-error', { during: source.origin, code, error });
    } finally {
      this.#starting.delete(source);
      this.#host.requestUpdate();
    }
  }

  #isOpen(source: ReadingSource): boolean {
    return this.#open.get(source.origin) === source;
  }

  #hear(name: SourceName, event: SourceEvent): void {
    const source = this.#open.get(name);
    if (source === undefined) return;
    switch (event.type) {
      case 'reading':
        this.#notice(false);
        this.#options.onReading(event.reading);
        break;
      case 'unrecognised':
        this.#notice(true);
        this.#options.onForeign(event.reason);
        break;
      case 'camera':
        this.#host.requestUpdate();
        break;
      case 'warning':
        this.#options.emit('kaiku-error', { during: name, code: event.code, error: undefined });
        break;
      case 'state':
        // While it starts, `start` throws the error itself.
        if (event.state.status === 'failed' && !this.#starting.has(source))
          this.#options.emit('kaiku-error', { during: name, code: event.state.code, error: undefined });
        this.#host.requestUpdate();
        break;
      default:
        event satisfies never;
    }
  }

  #notice(foreign: boolean): void {
    this.#forgetNotice();
    if (foreign) this.#forgetNotice = this.#options.after(foreignNoticeForMs, () => this.#notice(false));
    if (foreign !== this.#foreign) this.#host.requestUpdate();
    this.#foreign = foreign;
  }
}
