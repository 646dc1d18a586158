/**
 * Two tabs have visits waiting; the one that is sending dies in the middle of a delivery. How long until the other sends.
 * At the pace of life, without haste: nothing but the dead tab's lock may be what is waited for.
 */
import { type Device, startDevice, type Tab, waited } from './device.ts';
import type { Order, Report } from './orders.ts';
import type { WatchedRegistry } from './registry.ts';
import { removeFolder, scratchFolder } from './scratch.ts';
import type { Stage, VenueServer } from './stage.ts';

/** How long a step may take on a busy machine, and a desk may wait before it tries again. */
const patienceMs = 60_000;

/** Milliseconds from the crash to the other tab's delivery at the registry, one for each round. */
export async function measureFailover(
  { registry, server }: Stage<WatchedRegistry>,
  rounds: number,
): Promise<readonly number[]> {
  const profile = scratchFolder('failover');
  await registry.begin();
  const clerks = createNamedClerks(server);
  const device = await startDevice(profile);
  const open = (name: string) => openDesk({ name, device, server, show: registry.shows.open, clerks });
  try {
    const tookMs: number[] = [];
    let standing = await open('desk 0');
    for (let round = 1; round <= rounds; round += 1) {
      const other = await open(`desk ${round}`);
      tookMs.push(await failOver({ standing, other, registry, clerks }));
      // The next round begins with nothing left of this one.
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
  readonly other: DeskTab;
  readonly registry: WatchedRegistry;
  readonly clerks: NamedClerks;
}): Promise<number> {
  const { standing, other, registry, clerks } = stage;
  const stalled = nextDelivery(registry, 'stall');
  await clerks.admit(standing.name, await registry.drawCard());
  await inTime(stalled, 'the first desk to send');
  // When this is told the other one has asked for its turn: it stands behind the first.
  await clerks.admit(other.name, await registry.drawCard());
  const sent = nextDelivery(registry, 'serve').then(() => performance.now());
  const died = performance.now();
  const gone = standing.tab.crash();
  const tookMs = (await inTime(sent, 'the other desk to send')) - died;
  await gone;
  return tookMs;
}

/** The next delivery with something in it: held up, or let through. All asks are turned away, so that visits are kept. */
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

/** Orders by the desk's name, where a trial's are by dice. */
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
    /** Resolves when the clerk was told that the visit is kept on the device. */
    async admit(name: string, card: string): Promise<void> {
      orders.set(name, { do: 'admit', id: crypto.randomUUID(), cards: [card], minors: 0, again: null });
      await next(name, ({ told }) => told.some(({ came }) => came === 'provisional'));
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error('The other desk has not sent what waits.');
    await waited(20);
  }
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${patienceMs} ms for ${what}.`)), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
