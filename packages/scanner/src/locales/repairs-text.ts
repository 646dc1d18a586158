import type { Repair } from '@kaiku/client';
import type { Locale } from './locale.ts';

/** Creates the text that lists what was repaired in a reading. */
export function createRepairsText(label: string, names: Readonly<Record<Repair, string>>): Locale['card']['repaired'] {
  return (repairs) => `${label}: ${repairs.map((repair) => names[repair]).join(', ')}`;
}
