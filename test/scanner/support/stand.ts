import '@kaiku/scanner/define';
import type { KaikuScanner } from '@kaiku/scanner';
import { FakeDesk, FakeSource, FakeTimer } from './fakes.ts';

/** An element on the page with a fake desk, fake sources and a fake timer. */
export interface Stand {
  readonly element: KaikuScanner;
  readonly desk: FakeDesk;
  /** Every camera the element has made, the newest last. */
  readonly cameras: FakeSource[];
  readonly wedges: FakeSource[];
  readonly timer: FakeTimer;
  /** The first element in the shadow root that fits. Throws where there is none. */
  find<E extends HTMLElement = HTMLElement>(selector: string): E;
  /** Text of the whole screen, spaces run together. */
  text(): string;
  /** Lets promises and paints happen. */
  settle(): Promise<void>;
}

interface StandOptions {
  readonly lang?: string;
  readonly desk?: FakeDesk;
  /** What each new camera is told before it starts. */
  readonly camera?: (camera: FakeSource) => void;
  readonly sources?: string;
  /** Where it is put. Default: the body of the page. */
  readonly into?: Element | ShadowRoot;
}

/** Puts up an element and waits until it takes cards. */
export async function putUp({
  lang,
  desk = new FakeDesk(),
  camera,
  sources,
  into = document.body,
}: StandOptions = {}): Promise<Stand> {
  const element = document.createElement('kaiku-scanner');
  const cameras: FakeSource[] = [];
  const wedges: FakeSource[] = [];
  const timer = new FakeTimer();
  if (lang !== undefined) element.lang = lang;
  if (sources !== undefined) element.sources = sources;
  element.desk = desk;
  element.timer = timer.after;
  element.createCamera = () => {
    const made = new FakeSource('camera');
    camera?.(made);
    cameras.push(made);
    return made;
  };
  element.createWedge = () => {
    const made = new FakeSource('wedge');
    wedges.push(made);
    return made;
  };
  const stand: Stand = {
    element,
    desk,
    cameras,
    wedges,
    timer,
    find(selector) {
      const found = element.shadowRoot?.querySelector(selector);
      if (!(found instanceof HTMLElement)) throw new Error(`Nothing fits ${selector}`);
      return found as never;
    },
    text: () => (element.shadowRoot?.querySelector('.screen')?.textContent ?? '').replace(/\s+/g, ' '),
    async settle() {
      for (let round = 0; round < 3; round++) {
        await new Promise((resolve) => setTimeout(resolve));
        await element.updateComplete;
      }
    },
  };
  into.append(element);
  await stand.settle();
  return stand;
}

/** Unfolds a part of the screen. */
export async function opened(stand: Stand, part: 'review' | 'device' | 'shift' | 'sound'): Promise<Stand> {
  stand.find<HTMLDetailsElement>(`[part=${part}]`).open = true;
  await stand.settle();
  return stand;
}

/** Chooses a file on the page of the device, as a person does in the browser's dialog. */
export function giveFile(stand: Stand, text: string): void {
  const chosen = new DataTransfer();
  chosen.items.add(new File([text], 'kaikukortti-2026-02-03-1920.json', { type: 'application/json' }));
  const input = stand.find<HTMLInputElement>('[part=file]');
  input.files = chosen.files;
  input.dispatchEvent(new Event('change'));
}
