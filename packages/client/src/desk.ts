import type { Desk, DeskOptions } from './desk/port.ts';
import { createDevice } from './device.ts';

/**
 * Creates a desk for one show, with a device of its own. For several shows use `createDevice`. Starts to send the entries
 * that an earlier run left in the storage. Closing the desk closes its device.
 * @throws KaikuError `config/invalid` if an option is invalid; `config/no-storage` if `storage` is missing and there is no
 *   IndexedDB
 */
export function createDesk(options: DeskOptions): Desk {
  const device = createDevice(options);
  const desk = device.desk(options);
  // Copies descriptors, because `state` is a getter.
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(desk), close: { value: device.close, enumerable: true } },
  ) as Desk;
}
