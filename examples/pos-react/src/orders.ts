/**
 * The orders of the till, on a desk. A real ticketing system stores them in its own database, with prices and other tickets;
 * this one stores them in the browser. They contain no card code: the desk knows the visit by the order's number.
 */
import type { Desk, ReviewItem, VisitPart } from '@kaiku/client';

/** A ticket of an order: one card, with its children. */
export interface Ticket {
  readonly usageId: string;
  readonly maskedCard: string;
  readonly minors: number;
  readonly returned: boolean;
}

export interface Order {
  readonly number: number;
  readonly visitId: string;
  /** `provisional` until the registry has counted it. */
  readonly outcome: 'confirmed' | 'provisional';
  readonly tickets: readonly Ticket[];
}

export interface Orders {
  /** The orders of the day, newest first. An immutable list, replaced on every change. */
  list(): readonly Order[];
  /** Sells a basket as one order, all or nothing. Returns why not; `undefined` if it is sold. */
  sell(parts: readonly VisitPart[]): Promise<'refused' | 'undecided' | undefined>;
  /** Takes one ticket of an order back. The others stay. */
  takeBack(order: Order, ticket: Ticket): Promise<void>;
  /** Ends the day: waits until the registry has everything. Returns what a person must review. */
  endDay(): Promise<readonly ReviewItem[]>;
  /** Calls a function after each change. Returns a function that ends that. */
  subscribe(listener: () => void): () => void;
}

const key = 'orders';

export function openOrders(desk: Desk): Orders {
  let orders: readonly Order[] = JSON.parse(localStorage.getItem(key) ?? '[]');
  const listeners = new Set<() => void>();

  function put(changed: readonly Order[]): void {
    orders = changed;
    localStorage.setItem(key, JSON.stringify(orders));
    for (const listener of listeners) listener();
  }
  const change = (visitId: string, to: (order: Order) => Partial<Order>) =>
    put(orders.map((order) => (order.visitId === visitId ? { ...order, ...to(order) } : order)));

  // What was sold without a network is confirmed later.
  desk.subscribe((_, events) => {
    for (const { visitId, outcome } of events)
      if (outcome === 'counted') change(visitId, () => ({ outcome: 'confirmed' }));
  });

  return {
    list: () => orders,
    async sell(parts) {
      const number = (orders[0]?.number ?? 0) + 1;
      // The reference makes a repeated sale of an order the same visit, however often it is sent.
      const verdict = await desk.admit(parts, { reference: `order-${number}` });
      if (!('visitId' in verdict)) return verdict.outcome === 'undecided' ? 'undecided' : 'refused';
      const { visitId, outcome, usages } = verdict;
      const tickets = usages.map(({ usageId, maskedCard, minors }) => ({
        usageId,
        maskedCard,
        minors,
        returned: false,
      }));
      put([{ number, visitId, outcome: outcome === 'confirmed' ? 'confirmed' : 'provisional', tickets }, ...orders]);
      return undefined;
    },
    async takeBack({ visitId }, { usageId }) {
      await desk.void(visitId, { reason: 'returned', usages: [{ usageId }] });
      change(visitId, ({ tickets }) => ({
        tickets: tickets.map((ticket) => (ticket.usageId === usageId ? { ...ticket, returned: true } : ticket)),
      }));
    },
    endDay: () => desk.flushed(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
