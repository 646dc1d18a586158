import type { Desk, DeskOptions } from './desk/port.ts';
import { createDevice } from './device.ts';

/**
 * A desk for one show, with a device of its own: `createDevice` where there are several shows. Begins at once to send what
 * an earlier life of this device left behind. Closing it closes the device.
 * @throws KaikuError `config/invalid`, `config/no-storage`
 */
export function createDesk(options: DeskOptions): Desk {
  const device = createDevice(options);
  const desk = device.desk(options);
  // Defined, not copied: `state` is a getter.
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(desk), close: { value: device.close, enumerable: true } },
  ) as Desk;
}
