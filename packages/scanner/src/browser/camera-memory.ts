import type { LensMemory } from '@kaiku/capture';
import { keepPreference, preference } from './preferences.ts';

const key = 'camera';

/** Remembers this device's camera: its name and abilities, never a picture. */
export const cameraMemory: LensMemory = {
  read: () => preference(key, (_lens): _lens is unknown => true),
  write: (lens) => keepPreference(key, lens),
};
