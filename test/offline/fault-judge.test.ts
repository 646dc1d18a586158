/** Negative controls of the fault matrix: it must detect a registry or a disk that loses, doubles or keeps visits. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Disk } from './disk.ts';
import { createDisk } from './disk.ts';
import type { Cell } from './fault-matrix.ts';
import type { Bench } from './fault-stage.ts';
import { play } from './fault-story.ts';
import type { Message } from './network.ts';
import { openRegistry, type Registry } from './registry.ts';
import { createTimeline } from './timeline.ts';

const timeline = createTimeline(Date.parse('2026-05-15T10:00:00Z'));
let honest: Registry;
let played = 0;

beforeAll(async () => {
  honest = await openRegistry(timeline);
});
afterAll(() => honest?.close());

async function findingsOf(cell: Partial<Cell> & { message: Message }, given: Partial<Bench>): Promise<string> {
  played += 1;
  const whole = { fault: undefined, crash: undefined, ...cell };
  const { wrong } = await play(whole, { timeline, registry: honest, nth: played, ...given });
  return wrong.join('\n');
}

interface Entry {
  readonly kind: string;
  readonly seq: number;
  readonly id: string;
  readonly showId: string;
  readonly usages?: readonly { readonly id: string }[] | undefined;
}

/** Wraps the registry with a proxy that gets the entries of each delivery. */
function between(
  meet: (entries: readonly Entry[], pass: (entries: readonly Entry[]) => Promise<Answer>) => Promise<Answer>,
) {
  return {
    ...honest,
    async answer(request: Request) {
      if (!request.url.endsWith('/v1/deliveries')) return honest.answer(request);
      const { url, method, headers } = request;
      const body = (await request.json()) as { entries: readonly Entry[] };
      const pass = async (entries: readonly Entry[]) => {
        const passed = new Request(url, { method, headers, body: JSON.stringify({ ...body, entries }) });
        return (await (await honest.answer(passed)).json()) as Answer;
      };
      return Response.json(await meet(body.entries, pass));
    },
  };
}

interface Answer {
  readonly results: readonly object[];
}

describe('the checks of the fault matrix', () => {
  it('find nothing if nothing is wrong', async () => {
    expect(
      await findingsOf({ message: 'delivery with report' }, { registry: between((entries, pass) => pass(entries)) }),
    ).toBe('');
  });

  it('find a visit that is acknowledged but not recorded', async () => {
    const registry = between(async (entries, pass) => ({
      ...(await pass([])),
      results: entries.map(({ seq, id }) => {
        const recordedAt = new Date(timeline.nowMs).toISOString();
        return { seq, id, outcome: 'counted', recordedAt, flags: [], from: 'free' };
      }),
    }));
    expect(await findingsOf({ message: 'delivery with report' }, { registry })).toMatch('and not counted');
  });

  it('find a visit that is recorded again under another id', async () => {
    let doubled = 0;
    const registry = between(async (entries, pass) => {
      const answer = await pass(entries);
      doubled += 1;
      // In clear, because a sealed code belongs to its usage.
      const rows = await Promise.all(entries.map(({ showId }) => honest.rows(showId)));
      const again = entries.map((entry, index) => ({
        ...{ ...entry, id: crypto.randomUUID(), seq: entry.seq + 1_000 * doubled },
        usages: entry.usages?.map((usage) => ({
          ...{ ...usage, id: crypto.randomUUID() },
          card: rows[index]?.find(({ id }) => id === usage.id)?.card,
        })),
      }));
      if (again.length > 0) await pass(again);
      return answer;
    });
    const findings = await findingsOf({ message: 'delivery with report' }, { registry });
    expect(findings).toMatch('counted, but not shown');
    expect(findings).toMatch('is counted twice');
  });

  it('find a visit that stays counted after its undo', async () => {
    const registry = between(async (entries, pass) => {
      const kept = entries.filter(({ kind }) => kind !== 'void');
      const answer = await pass(kept);
      const void_ = entries.filter((entry) => !kept.includes(entry));
      const recordedAt = new Date(timeline.nowMs).toISOString();
      return {
        ...answer,
        results: [...answer.results, ...void_.map(({ seq, id }) => ({ seq, id, outcome: 'voided', recordedAt }))],
      };
    });
    expect(await findingsOf({ message: 'delivery with void' }, { registry })).toMatch('undo shown');
  });

  it('find a visit that a device admitted and lost with its page', async () => {
    const findings = await findingsOf({ message: 'delivery with report', crash: 'C2' }, { disk: forgetful() });
    expect(findings).toMatch('and not counted');
  });
});

/** Creates a disk that loses its content with the page. */
function forgetful(): Disk {
  let disk = createDisk('journal-1');
  return {
    ...disk,
    open(page, meet) {
      disk = createDisk(crypto.randomUUID());
      return disk.open(page, meet);
    },
    entries: () => disk.entries(),
    leases: () => disk.leases(),
  };
}
