import { CaptureError } from '../errors.ts';
import type { ReadingSource, SymbolGrammar } from '../reading.ts';
import { createSource, type Run } from '../source.ts';
import { createEmitScan } from '../wedge/emit-scan.ts';
import { decodeReport, scannerPage } from './decode-report.ts';
import type { HidApi, HidDevice, HidInput } from './hid-api.ts';

export type { HidApi, HidDevice } from './hid-api.ts';

/** What a HID source is made of. */
export interface HidSourceOptions {
  /** The texts worth reading. */
  readonly grammar: SymbolGrammar;
  /** Default: the browser's, where it has one. */
  readonly hid?: HidApi | undefined;
  /** Now in milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly wallNowMs?: (() => number) | undefined;
}

/** A source that must be allowed to speak to its device once. */
export interface AskingSource extends ReadingSource {
  /**
   * Asks the person for the reader; to be called in a click. Returns whether one was chosen. It is remembered by the
   * browser: later starts need no asking.
   */
  ask(): Promise<boolean>;
}

/** Said where the browser has no WebHID. */
const unsupported =
  'This browser cannot speak to readers by HID. Use Chrome or Edge, or set the reader to type like a keyboard.';

/**
 * A {@link ReadingSource} of readers set to "HID POS": they do not type, so no layout, no focus and no person is in their
 * way. Reads from every such reader that was allowed, and again from one that was unplugged and comes back.
 *
 * `start` throws `config/invalid` where the browser has no WebHID. Without a reader it runs, and waits for one.
 */
export function hidSource(options: HidSourceOptions): AskingSource {
  const { grammar, wallNowMs = Date.now, hid = (globalThis.navigator as { hid?: HidApi } | undefined)?.hid } = options;
  const unfinished = new Map<HidDevice, string>();
  let open: ((device: HidDevice) => Promise<void>) | undefined;

  async function read({ signal, running, emit }: Run): Promise<void> {
    if (hid === undefined) throw new CaptureError('config/invalid', unsupported, { retryable: false });
    const emitScan = createEmitScan(grammar, emit, wallNowMs);
    const opened = new Set<HidDevice>();
    const onReport = (event: Event): void => {
      const { device, reportId, data } = event as HidInput;
      const report = decodeReport(device, reportId, data);
      if (report === undefined) return;
      const text = (unfinished.get(device) ?? report.identifier) + report.text;
      if (report.continues) unfinished.set(device, text);
      else {
        unfinished.delete(device);
        emitScan(text);
      }
    };
    open = async (device) => {
      if (opened.has(device) || !isScanner(device)) return;
      opened.add(device);
      device.addEventListener('inputreport', onReport, { signal });
      // Another program may have it: it is tried again when it is plugged in anew.
      await (device.opened ? undefined : device.open().catch(() => opened.delete(device)));
    };
    hid.addEventListener('connect', (event) => void open?.((event as HidInput).device), { signal });
    hid.addEventListener('disconnect', (event) => void opened.delete((event as HidInput).device), { signal });
    for (const device of await hid.getDevices()) await open(device);
    running();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    open = undefined;
    unfinished.clear();
    await Promise.allSettled([...opened].map((device) => device.close()));
  }

  return Object.assign(createSource('wedge', read), {
    async ask() {
      if (hid === undefined) throw new CaptureError('config/invalid', unsupported, { retryable: false });
      const devices = await hid.requestDevice({ filters: [{ usagePage: scannerPage }] });
      for (const device of devices) await open?.(device);
      return devices.length > 0;
    },
  });
}

function isScanner({ collections }: HidDevice): boolean {
  return collections.some(({ usagePage }) => usagePage === scannerPage);
}
