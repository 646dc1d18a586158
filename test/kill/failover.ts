/**
 * Two tabs have pending visits, and the one that sends dies during a delivery. Measures the time until the other one sends.
 * At normal speed, so that nothing but the dead tab's lock delays the other.
 */
import { type Device, startDevice, type Tab, waited } from './device.ts';
import type { Order, Report } from './orders.ts';
import type { WatchedRegistry } from './registry.ts';
import { removeFolder, scratchFolder } from './scratch.ts';
import type { Stage, VenueServer } from './stage.ts';

/** How long a step may take on a busy machine, including a desk's wait before a retry. */
const timeoutMs = 60_000;

/** Returns the milliseconds from the crash to the other tab's delivery, one for each round. */
export async function measureFailover(
  { registry, server }: Stage<WatchedRegistry>,
  rounds: number,
): Promise<readonly number[]> {
  const profile = scratchFolder('failover');
  await registry.begin();
  const clerks = createNamedClerks(server);
  const device = await startDevice(profile);
  const open = (round: number) =>
    openDesk({ name: `desk ${round}`, device, server, show: registry.shows.open, clerks });
  try {
    const tookMs: number[] = [];
    let standing = await open(0);
    for (let round = 1; round <= rounds; round += 1) {
      const { other, ms } = await failOver({ standing, openOther: () => open(round), registry, clerks });
      tookMs.push(ms);
      // Start the next round once the registry has everything.
      await until(async () => (await registry.rows()).rows.length === 2 * round);
      standing = other;
    }
    return tookMs;
  } finally {
    await device.kill();
    removeFolder(profile);
  }
}

interface DeskTab {
  readonly name: string;
  readonly tab: Tab;
}

async function failOver(stage: {
  readonly standing: DeskTab;
  readonly openOther: () => Promise<DeskTab>;
  readonly registry: WatchedRegistry;
  readonly clerks: NamedClerks;
}): Promise<{ readonly other: DeskTab; readonly ms: number }> {
  const { standing, openOther, registry, clerks } = stage;
  const stalled = nextDelivery(registry, 'stall');
  await clerks.admit(standing.name, await registry.drawCard());
  await inTime(stalled, 'the first desk to send');
  // Not before: of two open tabs, the other one may be the first to send.
  const other = await openOther();
  // Once this is reported, the other tab waits for the lock.
  await clerks.admit(other.name, await registry.drawCard());
  const sent = nextDelivery(registry, 'serve').then(() => performance.now());
  const died = performance.now();
  const gone = standing.tab.crash();
  const ms = (await inTime(sent, 'the other desk to send')) - died;
  await gone;
  return { other, ms };
}

/** Resolves at the next delivery with entries, which stalls or is served. Requests get 503, so that visits stay pending. */
function nextDelivery(registry: WatchedRegistry, then: 'stall' | 'serve'): Promise<void> {
  return new Promise((resolve) => {
    registry.chooseFault = ({ pathname, entries }) => {
      if (pathname === '/v1/visits') return { kind: 'status', status: 503 };
      if (pathname !== '/v1/deliveries' || entries.length === 0) return undefined;
      resolve();
      return then === 'stall' ? { kind: 'stall' } : undefined;
    };
  });
}

async function openDesk(at: {
  readonly name: string;
  readonly device: Device;
  readonly server: VenueServer;
  readonly show: string;
  readonly clerks: NamedClerks;
}): Promise<DeskTab> {
  const { name, device, server, show, clerks } = at;
  const tab = await device.open(
    server.address({ tab: name, show, does: 'admit', lanes: 1, haste: 1, storage: 'real' }),
  );
  await clerks.next(name, () => true);
  return { name, tab };
}

type NamedClerks = ReturnType<typeof createNamedClerks>;

/** Commands by the desk's name; a trial's are random. */
function createNamedClerks(server: VenueServer) {
  const orders = new Map<string, Order>();
  const heard = new Map<string, (report: Report) => void>();
  server.onReport = async (report) => {
    heard.get(report.tab)?.(report);
    const order = orders.get(report.tab) ?? { do: 'rest' };
    orders.delete(report.tab);
    return order;
  };

  function next(name: string, isIt: (report: Report) => boolean): Promise<void> {
    const word = new Promise<void>((resolve) => {
      heard.set(name, (report) => {
        if (isIt(report)) resolve();
      });
    });
    return inTime(word, `${name} to say something`);
  }

  return {
    next,
    /** Resolves when the clerk was shown that the visit is recorded on the device. */
    async admit(name: string, card: string): Promise<void> {
      orders.set(name, { do: 'admit', id: crypto.randomUUID(), cards: [card], minors: 0, again: null });
      await next(name, ({ told }) => told.some(({ came }) => came === 'provisional'));
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error('The other desk has not sent its pending visits.');
    await waited(20);
  }
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${timeoutMs} ms for ${what}.`)), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
