import {
  type CameraControl,
  type CameraState,
  CaptureError,
  type CaptureErrorCode,
  type ReadingRepair,
  type ReadingSource,
  type SourceEvent,
  type SourceState,
} from '@kaiku/capture';

/** A camera without controls. */
const plainLens: CameraState = {
  at: 'playing',
  label: 'a camera',
  others: 0,
  torch: undefined,
  zoom: undefined,
  focusable: false,
};

/** A source that runs, fails or never starts, and reads what a test passes to `read`. */
export class FakeSource implements ReadingSource {
  state: SourceState = { status: 'stopped' };
  starts = 0;
  closed = false;
  fails: CaptureErrorCode | undefined;
  hangs = false;
  #listeners = new Set<(event: SourceEvent) => void>();

  readonly origin: 'camera' | 'wedge';
  /** The calls of the camera's controls. */
  readonly asked: unknown[][] = [];
  camera: CameraControl | undefined;

  constructor(origin: 'camera' | 'wedge') {
    this.origin = origin;
  }

  async start(): Promise<void> {
    this.starts++;
    this.enter({ status: 'starting' });
    if (this.hangs) return new Promise(() => {});
    if (this.fails === undefined) return this.enter({ status: 'running' });
    this.enter({ status: 'failed', code: this.fails });
    throw new CaptureError(this.fails, 'This source was set to fail.', { retryable: true });
  }
  async stop(): Promise<void> {
    this.enter({ status: 'stopped' });
  }
  async close(): Promise<void> {
    this.closed = true;
    await this.stop();
    this.#listeners.clear();
  }
  subscribe(listener: (event: SourceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  enter(state: SourceState): void {
    this.state = state;
    this.emit({ type: 'state', state });
  }
  /** Sets what the camera reports about itself. */
  show(lens: Partial<CameraState>): void {
    const state = { ...plainLens, ...this.camera?.state, ...lens };
    const ask =
      (what: string) =>
      (...how: unknown[]): void =>
        void this.asked.push([what, ...how]);
    this.camera = {
      state,
      wake: ask('wake'),
      another: ask('another'),
      setTorch: ask('torch'),
      zoomTo: ask('zoom'),
      focusAt: ask('focus'),
    };
    this.emit({ type: 'camera', camera: state });
  }
  read(text: string, repairs: readonly ReadingRepair[] = []): void {
    const { origin } = this;
    const symbology = origin === 'camera' ? 'qr' : undefined;
    this.emit({ type: 'reading', reading: { text, origin, symbology, takenAtMs: 0, repairs } });
  }
  emit(event: SourceEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** A timer that runs its calls at `elapse`. */
export class FakeTimer {
  #pending = new Set<{ readonly delayMs: number; readonly call: () => void }>();

  after = (delayMs: number, call: () => void): (() => void) => {
    const entry = { delayMs, call };
    this.#pending.add(entry);
    return () => this.#pending.delete(entry);
  };
  get delaysMs(): number[] {
    return [...this.#pending].map(({ delayMs }) => delayMs);
  }
  elapse(): void {
    const due = [...this.#pending];
    this.#pending.clear();
    for (const { call } of due) call();
  }
}
