import type { RecordAnswer } from '../../packages/client/src/usage/answer.ts';
import type {
  Batch,
  DeliveredBatch,
  DeliveredEntry,
  OutgoingEntry,
  RegistryLease,
} from '../../packages/client/src/usage/delivery.ts';
import { ticketsOfVisit, type Visit } from '../../packages/client/src/usage/visit.ts';
import { hamlet, soldOut } from './world.ts';

interface Row {
  readonly state: 'refused' | 'counted' | 'voided';
  readonly fingerprint: string;
  readonly tickets: number;
  readonly via: 'lease' | 'free' | 'over' | null;
  readonly leaseId: string | null;
}

export interface ModelLease {
  readonly id: string;
  readonly journal: string;
  readonly granted: number;
  consumed: number;
  state: 'open' | 'closed' | 'revoked';
  recall: boolean;
}

/** What a registry had at a moment. */
export interface Backup {
  readonly taken: number;
  readonly over: number;
  readonly strangers: number;
  readonly leases: ReadonlyMap<string, ModelLease>;
  readonly rows: ReadonlyMap<string, Row>;
  readonly numbers: ReadonlySet<number>;
}

/**
 * The registry of docs/protocol.md. A row goes ∅ → refused, counted or voided; refused → counted (by a report); any → voided.
 * Each entry of a batch is recorded individually. Its counts are independent of its rows, so that double counting shows.
 */
export class RegistryModel {
  readonly cap: number;
  taken = 0;
  over = 0;
  /** Tickets that other devices have taken. */
  strangers = 0;
  readonly leases = new Map<string, ModelLease>();
  readonly #rows = new Map<string, Row>();
  /** The numbers of the device's journal that have arrived. */
  readonly #numbers = new Set<number>();
  /** Visits that it always rejects. */
  readonly poisoned = new Set<string>();

  constructor(cap: number) {
    this.cap = cap;
  }

  get leased(): number {
    return [...this.leases.values()].reduce((sum, lease) => sum + leftIn(lease), 0);
  }

  get free(): number {
    return this.cap - this.taken - this.leased;
  }

  backUp(): Backup {
    const { taken, over, strangers } = this;
    const leases = new Map([...this.leases].map(([id, lease]) => [id, { ...lease }]));
    return { taken, over, strangers, leases, rows: new Map(this.#rows), numbers: new Set(this.#numbers) };
  }

  restore({ taken, over, strangers, leases, rows, numbers }: Backup): void {
    Object.assign(this, { taken, over, strangers });
    this.leases.clear();
    this.#rows.clear();
    this.#numbers.clear();
    for (const [id, lease] of leases) this.leases.set(id, { ...lease });
    for (const [id, row] of rows) this.#rows.set(id, row);
    for (const seq of numbers) this.#numbers.add(seq);
  }

  /** Returns the numbers that have not arrived. */
  missing(seqHigh: number): readonly number[] {
    return Array.from({ length: seqHigh }, (_, index) => index + 1).filter((seq) => !this.#numbers.has(seq));
  }

  /** Gives free tickets first, else tickets of the device's own lease. */
  request(visit: Visit, leaseId: string | null, seq: number): RecordAnswer {
    this.#numbers.add(seq);
    const row = this.#same(visit);
    if (row?.state === 'voided') return { outcome: 'voided', show: hamlet };
    if (row?.state === 'counted') return counted(row);
    const tickets = ticketsOfVisit(visit);
    const via = tickets <= this.free ? 'free' : this.#hasRoom(leaseId, tickets) ? 'lease' : undefined;
    if (row?.state !== 'refused' && via !== undefined) return counted(this.#count(visit, via, leaseId));
    this.#keep(visit, { state: 'refused', via: null, leaseId: null });
    return soldOut;
  }

  deliver({ journal, seqHigh, entries }: Batch): DeliveredBatch {
    for (const { seq } of entries) this.#numbers.add(seq);
    const results = entries.map((visit) => this.#take(visit));
    const leases = [...this.leases.values()].filter((lease) => lease.journal === journal && lease.state === 'open');
    return { results, leases: leases.map(toNews), missing: this.missing(seqHigh).slice(0, 3), cloned: false };
  }

  grant(id: string, journal: string, want: number): ModelLease {
    const there = this.leases.get(id);
    if (there !== undefined) return there;
    const granted = Math.max(0, Math.min(want, this.free));
    const lease: ModelLease = {
      id,
      journal,
      granted,
      consumed: 0,
      state: granted > 0 ? 'open' : 'closed',
      recall: false,
    };
    this.leases.set(id, lease);
    return lease;
  }

  takeBack(id: string): void {
    const lease = this.leases.get(id);
    if (lease?.state === 'open') lease.state = 'closed';
  }

  /** Returns how many tickets were not reported. */
  revokeLease(lease: ModelLease): number {
    const left = leftIn(lease);
    lease.state = 'revoked';
    return left;
  }

  stranger(): void {
    if (this.free < 1) return;
    this.strangers += 1;
    this.taken += 1;
  }

  /** A visit of this device. */
  row(visitId: string): Row | undefined {
    return this.#rows.get(visitId);
  }

  void(visitId: string): void {
    const row = this.row(visitId);
    if (row?.state === 'counted') {
      this.taken -= row.tickets;
      if (row.via === 'over') this.over -= row.tickets;
    }
    const void_ = { state: 'voided', via: null, leaseId: null, tickets: 0 } as const;
    this.#rows.set(visitId, { ...void_, fingerprint: row?.fingerprint ?? '' });
  }

  /** Returns what is inconsistent in its own data. */
  wrong(): string | undefined {
    const rows = [...this.#rows.values()].filter(({ state }) => state === 'counted');
    const sum = (some: readonly Row[]) => some.reduce((total, { tickets }) => total + tickets, 0);
    if (sum(rows) + this.strangers !== this.taken) return `taken is ${this.taken}, the rows say ${sum(rows)}`;
    if (sum(rows.filter(({ via }) => via === 'over')) !== this.over) return 'over is not what the rows say';
    if ([...this.leases.values()].some((lease) => leftIn(lease) < 0)) return 'a lease has given more than was granted';
    return this.taken - this.over + this.leased > this.cap ? 'covered and leased are more than the cap' : undefined;
  }

  #take(outgoing: OutgoingEntry): DeliveredEntry {
    const { seq } = outgoing;
    const visitId = outgoing.what === 'report' ? outgoing.visit.id : outgoing.visitId;
    if (this.poisoned.has(visitId)) return { outcome: 'rejected', seq, code: 'registry/invalid-request' };
    if (outgoing.what === 'void') {
      this.void(visitId);
      return { outcome: 'voided', seq };
    }
    const { visit, leaseId } = outgoing;
    const before = this.#same(visit);
    if (before?.state === 'voided') return { outcome: 'voided', seq };
    const tickets = ticketsOfVisit(visit);
    const via = this.#hasRoom(leaseId, tickets) ? 'lease' : tickets <= this.free ? 'free' : 'over';
    const row = before?.state === 'counted' ? before : this.#count(visit, via, leaseId);
    const flags = row.via === 'over' ? (['cap-reached'] as const) : [];
    return { outcome: 'counted', seq, recordedAt: '2026-05-15T16:00:00Z', flags, from: row.via ?? 'free' };
  }

  #hasRoom(leaseId: string | null, tickets: number): boolean {
    const lease = leaseId === null ? undefined : this.leases.get(leaseId);
    return lease !== undefined && tickets <= leftIn(lease);
  }

  #count(visit: Visit, via: 'lease' | 'free' | 'over', leaseId: string | null): Row {
    const tickets = ticketsOfVisit(visit);
    const lease = via === 'lease' && leaseId !== null ? this.leases.get(leaseId) : undefined;
    if (lease !== undefined) lease.consumed += tickets;
    this.taken += tickets;
    if (via === 'over') this.over += tickets;
    return this.#keep(visit, { state: 'counted', via, leaseId: lease?.id ?? null });
  }

  #keep(visit: Visit, row: Pick<Row, 'state' | 'via' | 'leaseId'>): Row {
    const kept = { ...row, tickets: ticketsOfVisit(visit), fingerprint: JSON.stringify(visit) };
    this.#rows.set(visit.id, kept);
    return kept;
  }

  /** Returns the row of a visit that was sent before. It must have the same data. */
  #same(visit: Visit): Row | undefined {
    const row = this.row(visit.id);
    if (row === undefined || row.state === 'voided' || row.fingerprint === JSON.stringify(visit)) return row;
    throw new Error(`Different data under the id ${visit.id}.`);
  }
}

/** Returns how many tickets are still reserved for a lease. */
export function leftIn({ state, granted, consumed }: ModelLease): number {
  return state === 'open' ? granted - consumed : 0;
}

export function toNews({ id, state, granted, recall }: ModelLease): RegistryLease {
  return { id, showId: hamlet.id, state, granted, recall };
}

function counted({ via }: Row): RecordAnswer {
  const fromLease = via === 'lease' ? { fromLease: true } : {};
  const flags = via === 'over' ? (['cap-reached'] as const) : [];
  return { outcome: 'counted', recordedAt: '2026-05-15T16:00:00Z', flags, ...fromLease, show: hamlet };
}
