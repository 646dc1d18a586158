/** The part of WebHID that is used here, which TypeScript's DOM does not have. */
export interface HidApi extends EventTarget {
  getDevices(): Promise<readonly HidDevice[]>;
  requestDevice(options: {
    readonly filters: readonly { readonly usagePage: number }[];
  }): Promise<readonly HidDevice[]>;
}

/** A `HIDDevice`. */
export interface HidDevice extends EventTarget {
  readonly opened: boolean;
  readonly collections: readonly HidCollection[];
  open(): Promise<void>;
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
