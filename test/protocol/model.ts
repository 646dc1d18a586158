/** A model of registry, devices and network: all steps, for the search. */
import type { Configuration } from './configurations.ts';
import { createDeviceAnswers } from './device-answers.ts';
import { createClock } from './device-clock.ts';
import { createCopying } from './device-copy.ts';
import { createDeviceSteps } from './device-rules.ts';
import { createLayout } from './layout.ts';
import type { DevicePlaces, Layout, LeasePlaces, MessageBit, Model, State, Step, VisitPlaces } from './model-state.ts';
import type { Flaw } from './mutants.ts';
import { wasSent } from './network.ts';
import type { ReassigningOrder } from './registry-reassigning.ts';
import { createRegistry, type Registry } from './registry-rules.ts';

export function createModel(configuration: Configuration, flaw?: Flaw): Model {
  const layout = createLayout(configuration);
  const registry = createRegistry(layout, flaw);
  const devices = layout.devices.map((device) => createDeviceSteps(layout, device, flaw));
  const deliveries = [
    ...layout.visits.flatMap((visit) => deliverVisit(visit, registry, layout)),
    ...layout.leases.flatMap((lease) => deliverLease(lease, registry)),
    ...layout.devices.flatMap((device) => deliverTo(device, layout, flaw)),
  ];
  return {
    layout,
    initial: createInitial(layout),
    steps: [
      ...devices.flatMap(({ all }) => all),
      ...layout.leases.flatMap((lease) => operate(lease, registry, configuration)),
      ...layout.devices.flatMap((device) => tellPlaces(device, registry)),
      ...createCopying(layout),
      ...deliveries,
    ],
    deliveries,
    returns: layout.devices.flatMap(({ leases }, nth) => (leases.length > 0 ? [devices[nth]?.returning as Step] : [])),
  };
}

function createInitial({ width, devices, configuration }: Layout): State {
  const state = new Int8Array(width);
  for (const { isThere, known, number } of devices) {
    state[isThere] = configuration.copied && number > 0 ? 0 : 1;
    state[known] = -1;
  }
  return state;
}

/** Creates a step that needs its message. */
function delivery(name: string, message: MessageBit, arrive: (state: State) => unknown): Step {
  return { name, message, apply: (state) => wasSent(state, message) && arrive(state) !== false };
}

function deliverVisit(visit: VisitPlaces, registry: Registry, layout: Layout): readonly Step[] {
  const { name, messages } = visit;
  const leases = layout.devices[visit.device]?.leases ?? [];
  const arrive = (mode: 'request' | 'report', number: number, reassigning: ReassigningOrder) => {
    const arrival = { visit, mode, lease: leases[number - 1], reassigning };
    return (state: State) => {
      registry.hear(state, leases);
      registry.use(state, arrival);
    };
  };
  return [
    ...messages.asks.flatMap((message, number) =>
      ordersOfReassigning(visit, layout).map(([suffix, reassigning]) => {
        const drawn = number > 0 ? `, which consumed lease ${number}` : '';
        return delivery(
          `the registry gets the request for ${name}${drawn}${suffix}`,
          message,
          arrive('request', number, reassigning),
        );
      }),
    ),
    ...messages.reports.flatMap((message, number) =>
      ordersOfReassigning(visit, layout)
        .filter(([, { recallsFirst }]) => recallsFirst)
        .map(([suffix, reassigning]) => {
          const drawn = number > 0 ? `, on lease ${number}` : '';
          return delivery(
            `the registry gets the report of ${name}${drawn}${suffix}`,
            message,
            arrive('report', number, reassigning),
          );
        }),
    ),
    delivery(`the registry gets the void of ${name}`, messages.void, (state) => {
      registry.hear(state, leases);
      registry.void(state, visit);
    }),
  ];
}

/**
 * Returns the orders of reassigning, with their descriptions: other devices' leases first, in every order (the protocol says
 * the one silent for longest), then the device's own.
 */
function ordersOfReassigning({ device }: VisitPlaces, { devices, leases, configuration }: Layout) {
  const own = devices[device]?.leases ?? [];
  if (!configuration.soft || leases.length === 0) return [['', { leases, recallsFirst: true }]] as const;
  const others = devices.filter((other) => other.leases !== own);
  const orders = permutations(others).flatMap((order) => {
    const first = others.length > 1 ? `, reassigning from ${order.map(({ number }) => number + 1).join(' and ')}` : '';
    const reassigning = [...order.flatMap((other) => other.leases), ...own];
    return [
      [first, { leases: reassigning, recallsFirst: true }] as const,
      [
        `${first}, without a recall if silent devices have enough`,
        { leases: reassigning, recallsFirst: false },
      ] as const,
    ];
  });
  return others.length > 0 ? orders : orders.slice(0, 1);
}

function permutations<T>(of: readonly T[]): readonly (readonly T[])[] {
  if (of.length < 2) return [of];
  return of.flatMap((first, nth) => permutations(of.toSpliced(nth, 1)).map((rest) => [first, ...rest]));
}

function deliverLease(lease: LeasePlaces, registry: Registry): readonly Step[] {
  const { name, messages } = lease;
  return [
    delivery(`the registry gets the request for ${name}`, messages.request, (state) => registry.grant(state, lease)),
    delivery(`the registry gets the return of ${name}`, messages.return, (state) => registry.takeBack(state, lease)),
  ];
}

function deliverTo(device: DevicePlaces, layout: Layout, flaw: Flaw | undefined): readonly Step[] {
  const leaseAnswered = createClock(layout, device, flaw).answered;
  const answers = createDeviceAnswers(device, { flaw, leaseAnswered });
  const who = device.name;
  const ofVisits = device.entries.flatMap((entry) => {
    const { name, messages } = entry.visit;
    return [
      ...messages.counted.map((message, pooled) =>
        delivery(`${who} hears: ${name} is counted, ${pooled} of it outside of leases`, message, (state) =>
          answers.counted(state, entry, pooled),
        ),
      ),
      delivery(`${who} hears: ${name} is refused`, messages.refused, (state) => answers.refused(state, entry)),
      delivery(`${who} hears: ${name} is voided`, messages.voidAcknowledged, (state) =>
        answers.voidAcknowledged(state, entry),
      ),
      delivery(`${who} hears: the void of ${name} is kept`, messages.voided, (state) => answers.voided(state, entry)),
    ];
  });
  const ofLeases = device.leases.flatMap((lease) => [
    ...lease.messages.granted.map((message, tickets) =>
      delivery(`${who} hears: ${lease.name} has ${tickets}`, message, (state) =>
        answers.granted(state, lease, tickets),
      ),
    ),
    delivery(`${who} hears: ${lease.name} is closed`, lease.messages.closed, (state) => answers.closed(state, lease)),
    delivery(`${who} hears: ${lease.name} is recalled`, lease.messages.recall, (state) =>
      answers.recalled(state, lease),
    ),
  ]);
  const ofPlaces = device.placesLeft.map((message, places) =>
    delivery(`${who} hears: ${places} tickets are left`, message, (state) => answers.placesLeft(state, places)),
  );
  return [...ofVisits, ...ofLeases, ...ofPlaces];
}

function operate(
  lease: LeasePlaces,
  registry: Registry,
  { revoke, recall, soft, lapse }: Pick<Configuration, 'revoke' | 'recall' | 'soft' | 'lapse'>,
): readonly Step[] {
  return [
    ...(soft
      ? [{ name: `${lease.name} is silent for 30 s`, apply: (state: State) => registry.fallSilent(state, lease) }]
      : []),
    ...(lapse
      ? [
          {
            name: `${lease.name} expires, silent for ten minutes`,
            apply: (state: State) => registry.lapse(state, lease),
          },
        ]
      : []),
    ...(revoke
      ? [{ name: `a coordinator revokes ${lease.name}`, apply: (state: State) => registry.revoke(state, lease) }]
      : []),
    ...(recall
      ? [{ name: `the registry recalls ${lease.name}`, apply: (state: State) => registry.recall(state, lease) }]
      : []),
  ];
}

function tellPlaces(device: DevicePlaces, registry: Registry): readonly Step[] {
  const apply = (state: State) => registry.tellPlacesLeft(state, device);
  return device.placesLeft.length > 0 ? [{ name: `the registry sends ${device.name} the tickets left`, apply }] : [];
}
