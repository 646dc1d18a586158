/** What runs in the page: notes the time of each stage, from the camera's first frame of a card to the painted answer. */

/** One scan, in milliseconds of the page's clock. */
export interface Scan {
  /** The camera took the first frame with the card in it. */
  readonly shownMs: number;
  /** The first frame after that was given to the decoder. */
  readonly sentMs: number;
  /** The decoder's first answer after that. */
  readonly decodedMs: number;
  /** The card was accepted. */
  readonly readMs: number;
  /** The registry's response arrived. */
  readonly decidedMs: number;
  /** The frame with the answer was painted. */
  readonly paintedMs: number;
}

/** Notes every message to and from the decoder. Runs before the page's scripts. */
export function watchDecoder(): void {
  const noted: { sent: number[]; answered: number[] } = { sent: [], answered: [] };
  const Real = globalThis.Worker;
  globalThis.Worker = class extends Real {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', () => noted.answered.push(performance.now()));
    }
    override postMessage(message: unknown, transfer?: unknown): void {
      noted.sent.push(performance.now());
      super.postMessage(message, transfer as Transferable[]);
    }
  };
  Object.assign(globalThis, { noted });
}

/** Waits until the next card is shown and its refusal is on the screen, and dismisses it. Runs in the page. */
export async function nextScan(): Promise<Scan> {
  const { noted } = globalThis as unknown as { noted: { sent: number[]; answered: number[] } };
  const scanner = document.querySelector('kaiku-scanner') as HTMLElement;
  const root = scanner.shadowRoot as ShadowRoot;
  const video = root.querySelector('video') as HTMLVideoElement;
  const told = (name: string) =>
    new Promise<number>((resolve) => {
      scanner.addEventListener(name, () => resolve(performance.now()), { once: true });
    });
  const painted = (async () => {
    await new Promise<void>((resolve) => {
      const watch = new MutationObserver(() => {
        if (root.querySelector('[part~=verdict]') === null) return;
        watch.disconnect();
        resolve();
      });
      watch.observe(root, { subtree: true, childList: true });
    });
    await new Promise(requestAnimationFrame);
    // The task after the frame's callbacks runs when the frame has been handed to the compositor.
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(0);
    });
    return performance.now();
  })();
  const [readMs, decidedMs] = [told('kaiku-reading'), told('kaiku-decision')];
  const shownMs = await cardShown(video);
  const scan = { shownMs, readMs: await readMs, decidedMs: await decidedMs, paintedMs: await painted };
  const sentMs = noted.sent.find((atMs) => atMs >= shownMs) ?? Number.NaN;
  const decodedMs = noted.answered.find((atMs) => atMs >= sentMs) ?? Number.NaN;
  root.querySelector<HTMLElement>('[part~=next]')?.click();
  return { ...scan, sentMs, decodedMs };

  /** When the camera took the first frame whose middle is paper, after one whose middle is the dark table. */
  function cardShown(from: HTMLVideoElement): Promise<number> {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) throw new Error('There is no canvas.');
    let sawTable = false;
    return new Promise((resolve) => {
      const look = (now: number, { captureTime }: VideoFrameCallbackMetadata) => {
        canvas.drawImage(
          from,
          from.videoWidth * 0.35,
          from.videoHeight * 0.3,
          from.videoWidth * 0.3,
          from.videoHeight * 0.4,
          0,
          0,
          8,
          8,
        );
        const { data } = canvas.getImageData(0, 0, 8, 8);
        const light = data.reduce((sum, level, at) => (at % 4 === 3 ? sum : sum + level), 0) / 192;
        if (light > 108 && sawTable) return resolve(captureTime ?? now);
        if (light < 100) sawTable = true;
        from.requestVideoFrameCallback(look);
      };
      from.requestVideoFrameCallback(look);
    });
  }
}

/** Returns the time from a key to the paint of its change: the longest of its frame's parts. Runs in the page; call before the keys. */
export function watchKeys(): void {
  const tookMs: number[] = [];
  Object.assign(globalThis, { tookMs });
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => tookMs.push(performance.now() - timeStamp);
        port2.postMessage(0);
      });
    },
    { capture: true },
  );
}
