/** The part of WebHID that is used here, which TypeScript's DOM does not have. */
export interface HidApi extends EventTarget {
  /** Returns the devices with permission. */
  getDevices(): Promise<readonly HidDevice[]>;
  /** Opens the browser's list of devices. Returns those the person chose. */
  requestDevice(options: {
    readonly filters: readonly { readonly usagePage: number }[];
  }): Promise<readonly HidDevice[]>;
}

/** A `HIDDevice`. */
export interface HidDevice extends EventTarget {
  /** True if this page has opened it. */
  readonly opened: boolean;
  /** Its reports, as its descriptor lists them. */
  readonly collections: readonly HidCollection[];
  /** Opens the device. */
  open(): Promise<void>;
  /** Closes the device. */
  close(): Promise<void>;
}

export interface HidCollection {
  readonly usagePage: number;
  readonly inputReports: readonly HidReport[];
}

export interface HidReport {
  readonly reportId: number;
  readonly items: readonly HidItem[];
}

export interface HidItem {
  readonly usages?: readonly number[];
  readonly reportSize: number;
  readonly reportCount: number;
}

export interface HidInput extends Event {
  readonly device: HidDevice;
  readonly reportId: number;
  readonly data: DataView;
}
