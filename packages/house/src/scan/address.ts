/** What the address of the page says. */

/** The settings in the address of the scanner's page. */
export interface ScanAddress {
  /** The show; empty: the element chooses. */
  readonly show: string;
  /** The language of the page. */
  readonly lang: string | undefined;
  /** What visits are recorded as; `undefined`: as the element does. */
  readonly recordsAs: 'sold' | 'door' | 'reserved' | undefined;
  /** The one-time code that enrols this device. */
  readonly code: string | undefined;
  /** The same address without the code. */
  readonly withoutCode: string;
}

/** Returns the settings in an address of the page, `…/scan?show=…&lang=…&records-as=…#enrol=…`. */
export function readScanAddress({ hash, pathname, search }: Pick<URL, 'hash' | 'pathname' | 'search'>): ScanAddress {
  const query = new URLSearchParams(search);
  const recordsAs = query.get('records-as');
  return {
    show: query.get('show') ?? '',
    lang: query.get('lang') ?? undefined,
    recordsAs: recordsAs === 'sold' || recordsAs === 'door' || recordsAs === 'reserved' ? recordsAs : undefined,
    code: /^#enrol=(.+)$/.exec(hash)?.[1],
    withoutCode: pathname + search,
  };
}
