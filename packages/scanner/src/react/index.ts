import {
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type HTMLAttributes,
  type RefAttributes,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import type { KaikuScannerEventMap } from '../events.ts';
import type { KaikuScanner as KaikuScannerElement } from '../scanner.component.ts';
import type { ScannerSettings } from '../scanner.settings.ts';

/** The element's properties. */
type Settings = Partial<Omit<ScannerSettings, keyof HTMLElement | keyof import('lit').LitElement>>;
/** `kaiku-verdict` is `onKaikuVerdict`. */
type Listeners = {
  readonly [N in keyof KaikuScannerEventMap as N extends `kaiku-${infer Rest}`
    ? `onKaiku${Capitalize<Rest>}`
    : never]?: (event: KaikuScannerEventMap[N]) => void;
};

/**
 * The element's properties, a function for each of its events (`onKaikuVerdict` for `kaiku-verdict`), and what any element of
 * HTML takes. The children are for the slots.
 */
export interface KaikuScannerProps
  extends Settings,
    Listeners,
    Omit<HTMLAttributes<KaikuScannerElement>, keyof Settings> {}

/** The types check that none is missing. */
const isSetting: Readonly<Record<keyof Settings, true>> = {
  registry: true,
  show: true,
  sources: true,
  display: true,
  theme: true,
  active: true,
  auto: true,
  training: true,
  recordsAs: true,
  offlinePolicy: true,
  maxUnconfirmed: true,
  leaseTickets: true,
  readerHelp: true,
  token: true,
  desk: true,
  strings: true,
  verdictForMs: true,
  undoForMs: true,
  createCamera: true,
  createWedge: true,
  workerUrl: true,
  wasmUrl: true,
  timer: true,
};

const isEvent = (name: string): boolean => name.startsWith('onKaiku');
/** On a server nothing is laid out. */
const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * `<kaiku-scanner>` for React 18.3 and 19. Renders the tag on a server too; the page sets properties and listeners, because
 * React's hydration of a tag leaves them out. The first one on a page loads `@kaiku/scanner/define`. A `ref` is the element.
 */
export const KaikuScanner: ForwardRefExoticComponent<KaikuScannerProps & RefAttributes<KaikuScannerElement>> =
  forwardRef(function KaikuScanner(props, ref) {
    const element = useRef<KaikuScannerElement>(null);
    const settings = chosen(props, (name) => name in isSetting);
    useImperativeHandle(ref, () => element.current as KaikuScannerElement, []);
    useSettings(element, settings);
    useListeners(element, chosen(props, isEvent));
    useEffect(() => void import('../define.ts'), []);
    const { className, ...rest } = chosen(props, (name) => !(name in isSetting) && !isEvent(name));
    // React 18 does not translate `className` for a tag with a hyphen.
    return createElement('kaiku-scanner', {
      ...rest,
      ref: element,
      ...(className !== undefined && { class: className }),
    });
  });

interface Props {
  readonly [name: string]: unknown;
}

function chosen(props: object, isChosen: (name: string) => boolean): Props {
  return Object.fromEntries(Object.entries(props).filter(([name, value]) => isChosen(name) && value !== undefined));
}

interface ElementRef {
  readonly current: KaikuScannerElement | null;
}

/** Sets what differs from the last rendering: the clerk may have chosen another show since. */
function useSettings(element: ElementRef, settings: Props): void {
  const set = useRef<Props>({});
  useBeforePaint(() => {
    const target = element.current as unknown as Record<string, unknown>;
    const before = set.current;
    set.current = settings;
    for (const name of Object.keys({ ...before, ...settings })) {
      if (Object.is(before[name], settings[name])) continue;
      target[name] = name in settings ? settings[name] : defaultOf(name);
    }
  });
}

/** Returns the value of a property that the page no longer sets. */
function defaultOf(name: string): unknown {
  return (document.createElement('kaiku-scanner') as unknown as Props)[name];
}

function useListeners(element: ElementRef, listeners: Props): void {
  const current = useRef(listeners);
  useBeforePaint(() => {
    current.current = listeners;
  });
  const names = Object.keys(listeners).sort().join();
  useBeforePaint(() => {
    const target = element.current;
    const listening = new AbortController();
    for (const name of names.split(',').filter(Boolean)) {
      const call = (event: Event) => (current.current[name] as ((event: Event) => void) | undefined)?.(event);
      const type = `kaiku-${name.slice('onKaiku'.length).toLowerCase()}`;
      target?.addEventListener(type, call, { signal: listening.signal });
    }
    return () => listening.abort();
  }, [names, element]);
}
