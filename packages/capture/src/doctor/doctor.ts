import type { Key } from '../wedge/key.ts';
import { createToKey } from '../wedge/to-key.ts';
import type { WedgeWindow } from '../wedge/wedge-source.ts';
import { examineReader, matchCode, type ReaderProfile, type TestScan } from './examine-reader.ts';

/** Options of {@link createDoctor}. */
export interface DoctorOptions {
  /** The codes of the test sheet: capital letters, digits, `-`, `/` and `.`, and of no card's grammar. */
  readonly codes: readonly string[];
  /** Called after each scan. */
  readonly onScan: (examined: Examined) => void;
  /** The window whose keys are read. @default the current one */
  readonly target?: WedgeWindow | undefined;
}

/** The result of the scans so far. */
export interface Examined {
  /** The codes of the sheet that were scanned, each once. */
  readonly scanned: readonly string[];
  /** The reader's settings, from the last scan of each code. */
  readonly profile: ReaderProfile;
}

/** Listens to a reader's scans of the test sheet. */
export interface Doctor {
  /** Forgets all scans, to examine another reader or another setting. */
  forget(): void;
  /** Stops reading keys. */
  close(): void;
}

/** A scan ends after this time without a key, which is longer than a reader's pauses. */
const overAfterMs = 400;

/** The minimum number of keys of a scan; fewer are a person's. */
const shortestScan = 4;

/** The maximum mean time between the keys of a scan; a person's are further apart. */
const longestMeanGapMs = 100;

/**
 * Creates a {@link Doctor}. It treats every burst of keys as a scan of the sheet, in any order: of the code it is most like,
 * or of the next code if it is like none. The page receives no character, and no Enter or Tab after one. Do not run another
 * source at the same time.
 */
export function createDoctor({ codes, onScan, target = window }: DoctorOptions): Doctor {
  const toKey = createToKey();
  const abort = new AbortController();
  let scans: readonly TestScan[] = [];
  let strokes: Key[] = [];
  let suffixes: string[] = [];
  let timer: number | undefined;

  function end(): void {
    const [first, last] = [strokes[0], strokes.at(-1)];
    const burst = { strokes, suffixes };
    [strokes, suffixes] = [[], []];
    if (!first || !last || burst.strokes.length < shortestScan) return;
    if ((last.atMs - first.atMs) / (burst.strokes.length - 1) > longestMeanGapMs) return;
    const left = codes.filter((code) => scans.every(({ expected }) => expected !== code));
    const expected = matchCode(codes, burst.strokes) ?? left[0] ?? codes[0] ?? '';
    scans = [...scans.filter((scan) => scan.expected !== expected), { expected, ...burst }];
    onScan({ scanned: scans.map((scan) => scan.expected), profile: examineReader(scans) });
  }

  function onKey(event: Event): void {
    const key = toKey(event as KeyboardEvent);
    const isOurs = key.type === 'keystroke' || (key.type === 'suffix' && strokes.length > 0);
    if (!isOurs) return;
    if (key.type === 'keystroke') strokes.push(key);
    else suffixes.push(key.typed);
    event.preventDefault();
    target.clearTimeout(timer);
    timer = target.setTimeout(end, overAfterMs);
  }

  for (const type of ['keydown', 'keyup'])
    target.addEventListener(type, onKey, { capture: true, signal: abort.signal });
  return {
    forget() {
      scans = [];
    },
    close() {
      abort.abort();
      target.clearTimeout(timer);
    },
  };
}
