import { noticesOf } from '../../packages/client/src/outbox/outbox-state.ts';
import { passing } from './model-network.ts';
import { type ModelPage, useForMs } from './model-page.ts';
import { chosen, type DeviceModel, type Happening } from './outbox-model.ts';
import { error } from './world.ts';

const passingError = (pick: number) => error(chosen(passing, pick) ?? 'registry/unreachable');

function onPage(does: (page: ModelPage, pick: number, device: DeviceModel) => unknown): Happening {
  return (device, pick) => {
    const page = chosen(device.pages, pick);
    return page && does(page, pick, device);
  };
}
const onFlight = (
  does: (flight: ModelPage['network']['open'][number], pick: number, device: DeviceModel) => unknown,
): Happening =>
  onPage(({ network }, pick, device) => {
    const flight = chosen(network.open, pick);
    return flight && does(flight, pick, device);
  });

/** All events of a device, each with its relative frequency. */
export const happenings: Readonly<Record<string, readonly [weight: number, Happening]>> = {
  request: [8, onPage((page, pick, device) => device.request(page, device.newVisit(pick % 4 === 3 ? 1 : 0)))],
  'request a group': [
    3,
    onPage((page, pick, device) =>
      device.request(page, pick % 2 === 0 ? device.newVisit(0, 0) : device.newVisit(0, 0, 0)),
    ),
  ],
  answer: [14, onFlight((flight) => flight.answer())],
  'arrive, the answer slow': [3, onFlight((flight) => flight.arrive())],
  'lose before': [2, onFlight((flight, pick) => flight.fail(passingError(pick)))],
  'lose after': [
    3,
    onFlight((flight, pick) => {
      flight.arrive();
      flight.fail(passingError(pick));
    }),
  ],
  delay: [
    2,
    onFlight((flight, _, device) => {
      device.late.push(flight);
      flight.fail(error('registry/unreachable'));
    }),
  ],
  'deliver late': [2, (device, pick) => device.late.splice(pick, 1)[0]?.arrive()],
  /** The registry rejects one of these entries from now on; it may reject the whole batch the first time. */
  poison: [
    1,
    onFlight((flight, pick, device) => {
      const id = chosen(flight.visitIds, pick);
      if (id === undefined) return;
      device.registry.poisoned.add(id);
      if (pick % 2 === 0 || device.uses.get(id)?.told === 'nothing')
        flight.fail(error('registry/invalid-request', false));
      else flight.answer();
    }),
  ],
  undo: [4, onPage((page, pick, device) => device.undo(page, pick))],
  deadline: [3, (device) => device.pass(2500)],
  wait: [2, (device) => device.pass(60_000)],
  sleep: [2, (device) => device.sleep(useForMs * 0.6)],
  'set the clock back': [1, (device) => device.putClockBack(300_000)],
  wake: [1, onPage(({ outbox }) => outbox.wake())],
  dismiss: [
    2,
    onPage(({ outbox }, pick, device) => {
      const notice = chosen(noticesOf(outbox.journal), pick);
      if (notice === undefined) return;
      device.dismissed.add(notice.visitId);
      device.reach(`dismissed ${notice.why}`);
      outbox.dismiss(notice.visitId).catch(() => {});
    }),
  ],
  'link down': [2, onPage((page) => page.hears('down'))],
  'link up': [2, onPage((page) => page.hears('up'))],
  'lease step': [6, onPage(({ keeper }) => void keeper.step())],
  recall: [
    1,
    ({ registry }, pick) => {
      const lease = chosen(
        [...registry.leases.values()].filter(({ state }) => state === 'open'),
        pick,
      );
      if (lease !== undefined) lease.recall = true;
    },
  ],
  /** A coordinator revokes a lease without contact to the device, which may have given out its tickets. */
  revokeLease: [
    1,
    (device, pick) => {
      const open = [...device.registry.leases.values()].filter(({ state }) => state === 'open');
      const lease = chosen(open, pick);
      if (lease === undefined || pick > 3) return;
      device.excused += device.registry.revokeLease(lease);
      device.reach('revoked');
    },
  ],
  /** The term is over, and the registry gives the tickets to others. */
  'a lease expires': [
    4,
    (device, pick) => {
      const over = [...device.registry.leases.values()].filter(
        ({ id, state }) => state === 'open' && device.leaseAge(id) >= useForMs,
      );
      const lease = chosen(over, pick);
      return lease && device.expire(lease);
    },
  ],
  refresh: [2, onPage((page) => page.refresh())],
  /** The registry is restored to an earlier moment. */
  restore: [2, (device, pick) => device.restoreRegistry(pick)],
  'another device requests': [4, ({ registry }) => registry.stranger()],
  'a coordinator voids': [
    2,
    (device, pick) => {
      const use = chosen([...device.uses.values()], pick);
      if (use === undefined || device.registry.row(use.visit.id)?.state !== 'counted') return;
      use.voidedElsewhere = true;
      device.registry.void(use.visit.id);
    },
  ],
  restart: [
    2,
    onPage((page, _, device) => {
      page.die();
      device.begin();
    }),
  ],
  close: [1, onPage((page, _, device) => device.close(page))],
  'second tab': [1, (device) => void (device.pages.length < 2 && device.begin())],
  'storage fails': [3, (device, pick) => device.fail(1 + (pick % 2), Math.floor(pick / 2))],
  'crash before a write': [2, ({ trouble }, pick) => trouble.dieAt('before', pick % 3)],
  'crash after a write': [2, ({ trouble }, pick) => trouble.dieAt('after', pick % 3)],
};
