/** What the controls are set to, as the page's address has it. */

export interface Settings {
  readonly lang: 'fi' | 'en';
  readonly show: string;
  readonly card: string;
  /** What is in front of the camera. */
  readonly camera: 'card' | 'empty';
  readonly side: 'qr' | 'code-39';
  /** Pixels. */
  readonly blur: number;
  /** Degrees. */
  readonly turn: number;
  /** The keyboard layout that the reader is set to. */
  readonly keyboard: string;
  readonly network: 'on' | 'off';
  /** Hours ahead. */
  readonly clock: number;
}

export const standard: Settings = {
  lang: 'en',
  show: 'ilta-jokirannalla',
  card: 'A045198723',
  camera: 'card',
  side: 'qr',
  blur: 0,
  turn: 0,
  keyboard: 'us',
  network: 'on',
  clock: 0,
};

/** The values of a setting that is a choice. */
const choices: Partial<Record<keyof Settings, readonly string[]>> = {
  lang: ['fi', 'en'],
  camera: ['card', 'empty'],
  side: ['qr', 'code-39'],
  network: ['on', 'off'],
};

const ranges: Partial<Record<keyof Settings, readonly [number, number]>> = {
  blur: [0, 4],
  turn: [-180, 180],
  clock: [-48, 48],
};

/** Returns the settings of an address. What it lacks, or has wrong, is standard. */
export function settingsIn(search: string): Settings {
  const given = new URLSearchParams(search);
  const entries = Object.entries(standard).map(([name, value]) => {
    const text = given.get(name);
    const range = ranges[name as keyof Settings];
    if (text === null) return [name, value];
    if (range !== undefined) {
      const number = Number(text);
      return [name, text !== '' && number >= range[0] && number <= range[1] ? number : value];
    }
    return [name, choices[name as keyof Settings]?.includes(text) === false ? value : text];
  });
  return Object.fromEntries(entries) as Settings;
}

/** Returns the query of an address with these settings; without those that are standard. */
export function toSearch(settings: Settings): string {
  const different = Object.entries(settings).filter(([name, value]) => value !== standard[name as keyof Settings]);
  const query = new URLSearchParams(different.map(([name, value]) => [name, String(value)])).toString();
  return query === '' ? '' : `?${query}`;
}
