import '@kaiku/scanner/define';
import type { KaikuScanner } from '@kaiku/scanner';
import { FakeSource, FakeTimer } from './fake-sources.ts';
import { FakeDesk } from './fakes.ts';
import { admissible, confirmed, customer } from './samples.ts';

/** An element on the page with a fake desk, fake sources and a fake timer. */
export interface Fixture {
  readonly element: KaikuScanner;
  readonly desk: FakeDesk;
  /** The cameras that the element has created, the newest last. */
  readonly cameras: FakeSource[];
  readonly wedges: FakeSource[];
  readonly timer: FakeTimer;
  /** Returns the first matching element in the shadow root. @throws Error without a match */
  find<E extends HTMLElement = HTMLElement>(selector: string): E;
  /** Returns the text of the whole screen, with single spaces. */
  text(): string;
  /** Returns the number of minors on the screen. */
  count(): string;
  /** Waits for promises and paints. */
  settle(): Promise<void>;
}

interface FixtureOptions {
  readonly lang?: string;
  readonly desk?: FakeDesk;
  /** Prepares each new camera before it starts. */
  readonly camera?: (camera: FakeSource) => void;
  readonly sources?: string;
  /** The parent of the element. Default: the body of the page. */
  readonly into?: Element | ShadowRoot;
}

/** Puts up an element and waits until it accepts cards. */
export async function putUp({
  lang,
  desk = new FakeDesk(),
  camera,
  sources,
  into = document.body,
}: FixtureOptions = {}): Promise<Fixture> {
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
  const fixture: Fixture = {
    element,
    desk,
    cameras,
    wedges,
    timer,
    find(selector) {
      const found = element.shadowRoot?.querySelector(selector);
      if (!(found instanceof HTMLElement)) throw new Error(`No element matches '${selector}'.`);
      return found as never;
    },
    text: () => (element.shadowRoot?.querySelector('.screen')?.textContent ?? '').replace(/\s+/g, ' '),
    count() {
      const tile = element.shadowRoot?.querySelector<HTMLInputElement>('[part=tile]:checked');
      return tile?.value ?? element.shadowRoot?.querySelector('.count')?.textContent ?? '';
    },
    async settle() {
      for (let round = 0; round < 3; round++) {
        await new Promise((resolve) => setTimeout(resolve));
        await element.updateComplete;
      }
    },
  };
  into.append(element);
  await fixture.settle();
  return fixture;
}

/** Puts up a question about a customer card that may bring up to `max` children. */
export async function asked(max: number, verdict = confirmed): Promise<Fixture> {
  const desk = Object.assign(new FakeDesk(), { decision: admissible(max), verdict });
  const fixture = await putUp({ desk });
  fixture.wedges[0]?.read(customer.text);
  await fixture.settle();
  return fixture;
}

/** Unfolds a part of the screen, in the drawer if it is there. */
export async function opened(fixture: Fixture, part: 'review' | 'device' | 'shift' | 'sound'): Promise<Fixture> {
  if (part !== 'review') fixture.find('[part=menu]').click();
  if (part !== 'shift') fixture.find<HTMLDetailsElement>(`[part=${part}]`).open = true;
  await fixture.settle();
  return fixture;
}

/** Chooses a file on the page of the device, as a person does in the browser's dialog, and waits for the result. */
export async function giveFile(fixture: Fixture, text: string): Promise<void> {
  const chosen = new DataTransfer();
  chosen.items.add(new File([text], 'kaikukortti-2026-02-03-1920.json', { type: 'application/json' }));
  const input = fixture.find<HTMLInputElement>('[part=file]');
  input.files = chosen.files;
  const { length } = fixture.desk.imported;
  input.dispatchEvent(new Event('change'));
  // The browser takes its time to read the file.
  while (fixture.desk.imported.length === length) await new Promise((resolve) => setTimeout(resolve));
  await fixture.settle();
}
