import { CaptureError } from '../errors.ts';
import type { ReadingSource, SymbolGrammar } from '../reading.ts';
import { createSource, type Run } from '../source.ts';
import { createEmitScan } from '../wedge/emit-scan.ts';
import { decodeReport, scannerPage } from './decode-report.ts';
import type { HidApi, HidDevice, HidInput } from './hid-api.ts';

export type { HidApi, HidDevice } from './hid-api.ts';

/** Options of the HID source. */
export interface HidSourceOptions {
  /** The texts worth reading. */
  readonly grammar: SymbolGrammar;
  /** @default the browser's, if it has one */
  readonly hid?: HidApi | undefined;
  /** Now in milliseconds since the Unix epoch. @default `Date.now` */
  readonly wallNowMs?: (() => number) | undefined;
}

/** A source that needs permission for its device once. */
export interface AskingSource extends ReadingSource {
  /**
   * Opens the browser's list of readers; call it in a click. Returns true if the person chose one. The browser remembers
   * the choice for later starts.
   */
  ask(): Promise<boolean>;
}

/** The message if the browser has no WebHID. */
const unsupported =
  'This browser cannot speak to readers by HID. Use Chrome or Edge, or set the reader to type like a keyboard.';

/**
 * Creates a {@link ReadingSource} of readers set to "HID POS". They do not type, so layout, focus and keyboard do not
 * matter. It reads from every reader with permission, also after one was unplugged and connected again.
 *
 * `start` throws `config/invalid` if the browser has no WebHID. Without a reader it runs and waits for one.
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
      // Another program may use it. It is tried again when it is connected again.
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
