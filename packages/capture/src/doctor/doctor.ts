import type { Key } from '../wedge/key.ts';
import { createToKey } from '../wedge/to-key.ts';
import type { WedgeWindow } from '../wedge/wedge-source.ts';
import { examineReader, matchCode, type ReaderProfile, type TestScan } from './examine-reader.ts';

/** Options of the doctor. */
export interface DoctorOptions {
  /** The codes of the test sheet: capital letters, digits, `-`, `/` and `.`, and of no card's grammar. */
  readonly codes: readonly string[];
  /** Called after each scan. */
  readonly onScan: (examined: Examined) => void;
  /** The window whose keys are listened to. Default: the one this runs in. */
  readonly target?: WedgeWindow | undefined;
}

/** The result so far. */
export interface Examined {
  /** Codes of the sheet that have come, each once. */
  readonly scanned: readonly string[];
  /** By the last scan of each. */
  readonly profile: ReaderProfile;
}

/** Listens to a reader's scans of the test sheet. */
export interface Doctor {
  /** Starts again, with another reader or another setting. */
  forget(): void;
  close(): void;
}

/** A scan ends after this time without a key, which is longer than a reader's pauses. */
const overAfterMs = 400;

/** Fewer keys are a person's. */
const shortestScan = 4;

/** A person's keys are further apart. */
const longestMeanGapMs = 100;

/**
 * Takes every burst of keys for a scan of the sheet, in any order: of the code it is most like, or of the next one where
 * it is like none. The page receives nothing that is typed, nor an Enter or Tab after it. Do not use another source with it.
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
