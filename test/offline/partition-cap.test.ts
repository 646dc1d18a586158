/** How far a cap can be exceeded if all devices are cut off from each other and from the registry, calculated by hand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../registry/linearizability-random.ts';
import { compare, createClerks } from './clerk.ts';
import { createDevice, isDrained } from './device.ts';
import { createNetwork } from './network.ts';
import { cardOf, openRegistry, type Registry, tokenOf } from './registry.ts';
import { createTimeline } from './timeline.ts';

const timeline = createTimeline(Date.parse('2026-05-15T10:00:00Z'));
let registry: Registry;

/** For each device: leased tickets, unconfirmed visits, and parties that come while it is cut off. */
const [heldEach, blindEach, comeEach] = [2, 3, 8];

beforeAll(async () => {
  registry = await openRegistry(timeline);
});
afterAll(() => registry?.close());

async function cutOff(devices: number, { capIsHard }: { capIsHard: boolean }) {
  const cap = devices * heldEach + 3;
  const showId = await registry.freshShow({ cap, capIsHard });
  const random = createRandom(devices * 2 + Number(capIsHard));
  const clerks = createClerks();
  let isCut = false;
  let nextCard = 0;
  const network = createNetwork({
    timeline,
    registry: registry.answer,
    fault: ({ device }) => (isCut && device !== 'in touch' ? 'drop before' : undefined),
  });
  const open = (name: string, nth: number, leaseTickets: number) => {
    const device = createDevice({ name, token: tokenOf(nth), timeline, network, random });
    return { device, page: clerks.open(device, { show: showId, leaseTickets, maxUnconfirmed: blindEach }) };
  };
  const cut = Array.from({ length: devices }, (_, nth) => open(`till-${nth}`, nth, heldEach));
  const inTouch = open('in touch', 8, 0);
  const isQuiet = () =>
    clerks.pending === 0 && network.inFlight === 0 && [...cut, inTouch].every(({ page }) => isDrained(page.desk.state));
  const comeTo = async ({ device, page }: typeof inTouch) => {
    nextCard += 1;
    clerks.scan(device, page, [{ card: cardOf(nextCard), minors: 0 }]);
    await timeline.until(() => clerks.pending === 0, 30_000);
  };
  await timeline.pass(30_000);
  const leased = (await registry.show(showId)).leased ?? 0;
  isCut = true;
  // More than are free. With a hard cap the registry gives out no tickets that unreachable devices lease, with a soft cap all.
  for (let nth = 0; nth < cap; nth += 1) await comeTo(inTouch);
  for (let nth = 0; nth < comeEach; nth += 1) for (const door of cut) await comeTo(door);
  isCut = false;
  const isDelivered = await timeline.until(isQuiet, 120_000);
  const rows = await registry.rows(showId);
  const counted = rows.filter(({ state }) => state === 'counted');
  for (const { page } of [...cut, inTouch]) void page.desk.close();
  await timeline.idle();
  return {
    ...{ cap, leased, isDelivered },
    counted: counted.length,
    reassigned: counted.reduce((sum, usage) => sum + usage.reassigned, 0),
    over: counted.filter(({ flags }) => flags.includes('cap-reached')).length,
    by: (who: string) => clerks.scans.filter(({ by }) => by === who).length,
    wrong: [...compare(clerks.scans, rows), ...clerks.complaints, ...registry.log],
  };
}

describe('devices that reach neither each other nor the registry', () => {
  for (const devices of [1, 3, 8]) {
    it(`(${devices}) never exceed a hard cap`, async () => {
      const evening = await cutOff(devices, { capIsHard: true });
      const { cap, leased, counted, over, wrong, isDelivered } = evening;
      expect({ wrong, isDelivered }).toEqual({ wrong: [], isDelivered: true });
      expect(leased).toBeGreaterThanOrEqual(devices);
      expect([evening.by('lease'), evening.by('unconfirmed')]).toEqual([leased, 0]);
      expect({ counted, over }).toEqual({ counted: cap, over: 0 });
    });

    it(`(${devices}) exceed a soft cap at most by what each leases and may admit unconfirmed, all of it flagged`, async () => {
      const evening = await cutOff(devices, { capIsHard: false });
      const { cap, leased, reassigned, counted, over, wrong, isDelivered } = evening;
      const blind = devices * blindEach;
      expect({ wrong, isDelivered }).toEqual({ wrong: [], isDelivered: true });
      expect(leased).toBeGreaterThanOrEqual(devices);
      expect([evening.by('lease'), evening.by('unconfirmed')]).toEqual([leased, blind]);
      expect(reassigned).toBe(leased);
      expect({ counted, over }).toEqual({ counted: cap + reassigned + blind, over: reassigned + blind });
    });
  }
});
