/** Gives every number of a state its index. */
import type { Configuration } from './configurations.ts';
import type {
  ClockPlaces,
  DevicePlaces,
  EntryPlaces,
  Layout,
  LeasePlaces,
  MessageBit,
  Place,
  ShowPlaces,
  VisitPlaces,
} from './model-state.ts';

/** Allocates indices one after another, and bits in separate bytes. */
interface Allocator {
  place(): Place;
  bit(): MessageBit;
  bits(howMany: number): readonly MessageBit[];
  /** Fills up to a whole word. Returns the next index. */
  align(): Place;
}

function createAllocator(): Allocator {
  let next = 0;
  let freeBits: MessageBit[] = [];
  const place = () => next++;
  const bit = () => {
    if (freeBits.length === 0) {
      const byte = place();
      freeBits = Array.from({ length: 8 }, (_, nth) => byte * 8 + nth);
    }
    return freeBits.shift() as MessageBit;
  };
  return {
    place,
    bit,
    bits: (howMany) => Array.from({ length: howMany }, bit),
    align() {
      freeBits = [];
      next = Math.ceil(next / 4) * 4;
      return next;
    },
  };
}

export function createLayout(configuration: Configuration): Layout {
  const allocate = createAllocator();
  const show = allocateShow(allocate);
  const first = allocate.align();
  const devices: DevicePlaces[] = [];
  for (let number = 0; number < configuration.devices; number += 1) {
    devices.push(allocateDevice(allocate, configuration, devices));
    allocate.align();
  }
  const width = allocate.align();
  const count = configuration.copied ? 1 : configuration.devices;
  return {
    configuration,
    show,
    devices,
    visits: devices.flatMap(({ entries }) => entries.filter(({ isCopy }) => !isCopy).map(({ visit }) => visit)),
    leases: [...new Set(devices.flatMap(({ leases }) => leases))],
    width,
    alike: { first, size: (width - first) / count, count },
  };
}

function allocateShow({ place }: Allocator): ShowPlaces {
  return {
    taken: place(),
    over: place(),
    leased: place(),
    revoked: place(),
    doubled: place(),
    overdrawn: place(),
    cloneKnown: place(),
    copied: place(),
  };
}

function allocateDevice(
  allocate: Allocator,
  configuration: Configuration,
  others: readonly DevicePlaces[],
): DevicePlaces {
  const { place, bits } = allocate;
  const { policy, cap } = configuration;
  const number = others.length;
  const original = configuration.copied ? others[0] : undefined;
  const leases =
    original?.leases ??
    Array.from({ length: configuration.leases }, (_, nth) => allocateLease(allocate, configuration, [number, nth]));
  const own = configuration.visits.map((usages, nth): EntryPlaces => {
    const visit = allocateVisit(allocate, { device: number, nth, usages, leases: leases.length });
    return { visit, stage: place(), source: place(), isCopy: false };
  });
  const copies = (original?.entries ?? []).map(
    ({ visit }): EntryPlaces => ({ visit, stage: place(), source: place(), isCopy: true }),
  );
  return {
    name: original === undefined ? `device ${number + 1}` : 'the copy',
    number,
    isThere: place(),
    entries: [...own, ...copies],
    leases,
    ownLeases: original === undefined ? leases.length : 0,
    lease: place(),
    held: place(),
    left: place(),
    drawn: place(),
    drawnBeforeRecall: place(),
    mayDraw: place(),
    wasNotified: place(),
    unsavedDraw: place(),
    known: place(),
    placesLeft: bits(policy.kind === 'last-known' ? cap + 1 : 0),
    clock: allocateClock(allocate),
  };
}

function allocateClock({ place }: Allocator): ClockPlaces {
  return {
    trueAge: place(),
    wall: place(),
    mono: place(),
    journaled: place(),
    monoStopped: place(),
    wasSetBack: place(),
  };
}

function allocateVisit(
  { place, bit, bits }: Allocator,
  of: { device: number; nth: number; usages: readonly number[]; leases: number },
): VisitPlaces {
  const tickets = of.usages.reduce((sum, usage) => sum + usage, 0);
  return {
    name: `visit ${of.device + 1}.${of.nth + 1}`,
    device: of.device,
    nth: of.nth,
    tickets,
    usages: of.usages.map((tickets) => ({ tickets, via: place() })),
    row: place(),
    shown: place(),
    messages: {
      asks: bits(1 + of.leases),
      reports: bits(1 + of.leases),
      void: bit(),
      refused: bit(),
      voidAcknowledged: bit(),
      counted: bits(tickets + 1),
      voided: bit(),
    },
  };
}

function allocateLease(
  { place, bit, bits }: Allocator,
  { want }: Configuration,
  [device, nth]: readonly [number, number],
): LeasePlaces {
  return {
    name: `lease ${device + 1}.${nth + 1}`,
    number: nth + 1,
    status: place(),
    granted: place(),
    consumed: place(),
    reassigned: place(),
    isRecalled: place(),
    isHeard: place(),
    messages: { request: bit(), return: bit(), granted: bits(want + 1), closed: bit(), recall: bit() },
  };
}
