import type {
  Acknowledgement,
  AdmitOptions,
  CheckOptions,
  Decision,
  Desk,
  DeskListener,
  DeskReservations,
  DeskState,
  DeviceHealth,
  DeviceLease,
  History,
  Notice,
  Plan,
  ShowFacts,
  UsageHow,
  UsageInput,
  Verdict,
  VisitPart,
  VoidOptions,
  VoidResult,
} from '@kaiku/client';
import { planVisit } from '../../../packages/client/src/desk/plan.ts';

export const show = {
  id: 'show-1',
  name: 'Taikuri Matti ja kadonnut kuu',
  venue: 'Teatteri Hilla',
  kind: 'performance',
  startsAt: '2026-02-03T18:00:00+02:00',
  seats: 120,
  cap: 10,
  taken: 6,
  reservationOpens: 'at-once',
  redemptionOpensMin: null,
} as const satisfies ShowFacts;

export const reachable: DeskState = {
  show,
  reachable: true,
  failure: undefined,
  device: undefined,
  mayUndo: true,
  outSinceMs: undefined,
  pending: 0,
  voiding: 0,
  leased: 5,
  unconfirmed: 0,
  review: [],
  warnings: [],
};

/** The registry has not answered since 17:15. */
export const outage: Partial<DeskState> = {
  reachable: false,
  failure: 'registry/unreachable',
  outSinceMs: Date.parse('2026-02-03T17:15:00+02:00'),
};

/** Returns an item of the review list. */
export function notice(more: Partial<Notice> = {}): Notice {
  return {
    visitId: 'visit-0',
    showId: show.id,
    maskedCard: 'A0…458',
    cards: 1,
    minors: 1,
    takenAt: '2026-02-03T15:20:00Z',
    why: 'interrupted',
    flags: [],
    ...more,
  };
}

export const healthy: DeviceHealth = {
  persistent: true,
  privateSuspected: false,
  storage: { usedBytes: 1_200_000, quotaBytes: 64_000_000_000 },
  clock: { offsetMs: 300, errorMs: 500 },
  clockSuspect: false,
  pending: 0,
  oldestTakenAt: undefined,
  sending: true,
  journal: '6f1b5a0e-6a52-4b0c-9a3e-0f3a8c2d7e11',
  warnings: [],
};

const emptyHistory: History = {
  ...{ sinceMs: undefined, recorded: 0, people: 0, provisional: 0, undone: 0, refused: 0, undecided: 0, items: [] },
  hasTicket: 0,
};

/** A desk with prepared answers. A call without an answer stays pending. */
export class FakeDesk implements Desk {
  readonly showId = show.id;
  flushed = async () => this.state.review;
  readonly reservations: DeskReservations = {
    supported: false,
    list: async () => [],
    redeem: () => Promise.reject(new Error('This registry lists no reservations.')),
    release: () => Promise.reject(new Error('This registry lists no reservations.')),
  };
  recordsAs: UsageHow = 'sold';
  state: DeskState = reachable;
  readonly checked: string[] = [];
  /** The times for which cards were checked; `undefined`: now. */
  readonly checkedFor: (string | undefined)[] = [];
  /** How the codes were entered. */
  readonly inputs: (UsageInput | undefined)[] = [];
  /** The cards of each visit, with their minors. */
  readonly admitted: (readonly (readonly [string, number])[])[] = [];
  /** The options of each visit. */
  readonly options: AdmitOptions[] = [];
  readonly voidedIds: string[] = [];
  /** Partial voids. */
  readonly reductions: (readonly [string, VoidOptions['usages']])[] = [];
  readonly dismissedIds: string[] = [];
  readonly imported: string[] = [];
  acknowledged = 0;
  sent = 0;
  goneOffline = 0;
  leased: readonly DeviceLease[] = [];
  readonly released: string[] = [];
  healthAnswer: DeviceHealth = healthy;
  past: History = emptyHistory;
  file: string | Error = '{"kind":"kaiku-outbox"}';
  taken: number | Error = 0;
  closed = false;
  /** The decisions about the next cards, in order; after them, `decision`. */
  decisions: (Decision | Error)[] = [];
  decision: Decision | Error | undefined;
  verdict: Verdict | Error | undefined;
  voidResult: VoidResult | Error | undefined;
  #listeners = new Set<DeskListener>();

  get listeners(): number {
    return this.#listeners.size;
  }
  change(state: Partial<DeskState>): void {
    this.state = { ...this.state, ...state };
    for (const listener of this.#listeners) listener(this.state, []);
  }
  acknowledge(acknowledged: Acknowledgement): void {
    for (const listener of this.#listeners) listener(this.state, [acknowledged]);
  }
  async leases(): Promise<readonly DeviceLease[]> {
    return this.leased;
  }
  async revokeLease(leaseId: string): Promise<{ mayAlreadyBeUsed: number }> {
    this.released.push(leaseId);
    this.leased = this.leased.filter(({ id }) => id !== leaseId);
    return { mayAlreadyBeUsed: 0 };
  }
  async goOffline(): Promise<number> {
    this.goneOffline += 1;
    return this.state.leased;
  }
  check(text: string, { takenAt, input }: CheckOptions = {}): Promise<Decision> {
    this.checked.push(text);
    this.checkedFor.push(takenAt);
    this.inputs.push(input);
    return answer(this.decisions.shift() ?? this.decision);
  }
  /** Plans by the real rules, on the current show. */
  plan(parts: readonly VisitPart[], options: AdmitOptions = {}): Plan {
    const atMs = Date.parse('2026-02-03T15:35:00Z');
    return planVisit(parts, { ...options, show: this.state.show, how: 'door', atMs }, () => true);
  }
  admit(parts: readonly VisitPart[], options: AdmitOptions = {}): Promise<Verdict> {
    this.admitted.push(parts.map(({ decision, minors }) => [decision.code.text, minors]));
    this.options.push(options);
    return answer(this.verdict);
  }
  void(visitId: string, { usages }: VoidOptions = {}): Promise<VoidResult> {
    if (usages === undefined) this.voidedIds.push(visitId);
    else this.reductions.push([visitId, usages]);
    return answer(this.voidResult);
  }
  async refresh(): Promise<void> {}
  async dismiss(visitId: string): Promise<void> {
    this.dismissedIds.push(visitId);
    this.change({ review: this.state.review.filter((item) => item.visitId !== visitId) });
  }
  history(): History {
    return this.past;
  }
  async health(): Promise<DeviceHealth> {
    return this.healthAnswer;
  }
  async acknowledgeLoss(): Promise<void> {
    this.acknowledged++;
    this.change({ warnings: this.state.warnings.filter(({ kind }) => kind !== 'lost') });
  }
  exportOutbox(): Promise<string> {
    return answer(this.file);
  }
  importOutbox(text: string): Promise<number> {
    this.imported.push(text);
    return answer(this.taken);
  }
  async find(): Promise<undefined> {}
  reconcile = async () => ({ same: [], different: [], notRecorded: [], notSold: [] });
  async ready(): Promise<ShowFacts> {
    if (this.state.show === undefined) throw new Error('The state of this desk has no show.');
    return this.state.show;
  }
  sendNow(): void {
    this.sent++;
  }
  subscribe(listener: DeskListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  async close(): Promise<void> {
    this.closed = true;
  }
}

async function answer<T>(value: T | Error | undefined): Promise<T> {
  if (value instanceof Error) throw value;
  return value ?? new Promise<T>(() => {});
}
