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

  /** Gives free tickets first, else tickets of the device's own lease. */
  request(visit: Visit, leaseId: string | null): RecordAnswer {
    const row = this.#same(visit);
    if (row?.state === 'voided') return { outcome: 'voided', show: hamlet };
    if (row?.state === 'counted') return counted(row);
    const tickets = ticketsOfVisit(visit);
    const via = tickets <= this.free ? 'free' : this.#hasRoom(leaseId, tickets) ? 'lease' : undefined;
    if (row?.state !== 'refused' && via !== undefined) return counted(this.#count(visit, via, leaseId));
    this.#keep(visit, { state: 'refused', via: null, leaseId: null });
    return soldOut;
  }

  deliver({ journal, entries }: Batch): DeliveredBatch {
    const results = entries.map((visit) => this.#take(visit));
    const leases = [...this.leases.values()].filter((lease) => lease.journal === journal && lease.state === 'open');
    return { results, leases: leases.map(toNews), missing: [], cloned: false };
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
