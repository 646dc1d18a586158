/** The till's screen: a basket, the orders of the day, and its end. The desk decides; React shows. */
import { type Decision, type Desk, maskCardCode, type ReviewItem } from '@kaiku/client';
import { type FormEvent, useEffect, useState, useSyncExternalStore } from 'react';
import type { Order, Orders } from './orders.ts';
import { words } from './words.ts';

/** A card in the basket. */
interface Line {
  readonly decision: Extract<Decision, { outcome: 'admissible' | 'provisional' }>;
  readonly minors: number;
}

interface Props {
  readonly desk: Desk;
  readonly orders: Orders;
  /** Calls a function with each card that a reader reads. Returns a function that ends that. */
  readonly onCard: (take: (text: string) => void) => () => void;
}

export function Till({ desk, orders, onCard }: Props) {
  const [basket, setBasket] = useState<readonly Line[]>([]);
  const [notice, setNotice] = useState('');
  const [review, setReview] = useState<readonly ReviewItem[] | undefined>();
  const state = useSyncExternalStore(desk.subscribe, () => desk.state);
  const sold = useSyncExternalStore(orders.subscribe, orders.list);

  /** Runs what a button does, and says if it failed. */
  const run = (act: () => Promise<void>) => void act().catch(() => setNotice(words.failed));

  async function add(text: string): Promise<void> {
    setNotice('');
    setReview(undefined);
    const decision = await desk.check(text);
    if (decision.outcome === 'admissible' || decision.outcome === 'provisional')
      setBasket((lines) => [...lines, { decision, minors: decision.minors.min }]);
    else setNotice(decision.outcome === 'undecided' ? words.undecided : words.refused);
  }

  async function sell(): Promise<void> {
    const why = await orders.sell(basket);
    setNotice(why === undefined ? '' : words[why]);
    if (why === undefined) setBasket([]);
  }

  useEffect(() => onCard((text) => run(() => add(text))));

  return (
    <>
      <header>
        <h1>{words.title}</h1>
        <p role="status">
          {state.reachable === false ? words.offline : words.connected}
          {(state.pending ?? 0) > 0 && ` ${state.pending} ${words.pending}.`}
        </p>
      </header>
      <section aria-label={words.basket}>
        <h2>{words.basket}</h2>
        <CodeForm onCode={(text) => run(() => add(text))} />
        {basket.length === 0 ? <p>{words.empty}</p> : <Basket lines={basket} onChange={setBasket} />}
        <p role="alert">{notice}</p>
        <button type="button" className="main" disabled={basket.length === 0} onClick={() => run(sell)}>
          {words.sell}
        </button>
      </section>
      <section aria-label={words.orders}>
        <h2>{words.orders}</h2>
        {sold.map((order) => (
          <OrderView
            key={order.visitId}
            order={order}
            takeBack={(ticket) => run(() => orders.takeBack(order, ticket))}
          />
        ))}
        <button type="button" onClick={() => run(async () => setReview(await orders.endDay()))}>
          {words.close}
        </button>
        {review !== undefined && <p>{review.length === 0 ? words.closed : words.toReview}</p>}
        <ul>
          {review?.map(({ visitId, maskedCard, why }) => (
            <li key={visitId}>
              {maskedCard} {why}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** The field for a code that is typed. */
function CodeForm({ onCode }: { onCode: (text: string) => void }) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onCode(String(new FormData(event.currentTarget).get('code')));
    event.currentTarget.reset();
  }
  return (
    <form onSubmit={submit}>
      <label>
        {words.code} <input name="code" autoComplete="off" required />
      </label>
      <button type="submit">{words.add}</button>
    </form>
  );
}

interface BasketProps {
  readonly lines: readonly Line[];
  readonly onChange: (lines: readonly Line[]) => void;
}

function Basket({ lines, onChange }: BasketProps) {
  const setMinors = (changed: Line, minors: number) =>
    onChange(lines.map((line) => (line === changed ? { ...line, minors } : line)));
  return (
    <ul>
      {lines.map((line) => (
        <li key={line.decision.code.text}>
          <b>{maskCardCode(line.decision.code.text)}</b>
          <label>
            <input
              type="number"
              min={line.decision.minors.min}
              max={line.decision.minors.max}
              value={line.minors}
              onChange={({ target }) => setMinors(line, Number(target.value))}
            />{' '}
            {words.children}
          </label>
          <button type="button" onClick={() => onChange(lines.filter((other) => other !== line))}>
            {words.remove}
          </button>
        </li>
      ))}
    </ul>
  );
}

function OrderView({ order, takeBack }: { order: Order; takeBack: (ticket: Order['tickets'][number]) => void }) {
  return (
    <article>
      <h3>
        {words.order} {order.number} <small>{words[order.outcome]}</small>
      </h3>
      <ul>
        {order.tickets.map((ticket) => (
          <li key={ticket.usageId}>
            <b>{ticket.maskedCard}</b> + {ticket.minors} {words.children}{' '}
            {ticket.returned ? (
              <i>{words.returned}</i>
            ) : (
              <button type="button" onClick={() => takeBack(ticket)}>
                {words.return}
              </button>
            )}
          </li>
        ))}
      </ul>
    </article>
  );
}
