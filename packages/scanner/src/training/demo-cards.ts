import type { CardFacts } from '@kaiku/client/admission';

/** A card that no office has issued. */
export interface DemoCard {
  readonly text: string;
  readonly card: CardFacts;
  /** What it was recorded as before the training started. */
  readonly used?: 'sold' | 'door';
  /** Simulates a registry that does not answer, or that fails. */
  readonly registry?: 'silent' | 'failing';
}

const valid = (minors: number): CardFacts => ({
  registered: true,
  status: 'active',
  validUntilOn: '2999-12-31',
  minors,
});

/** One card for each kind of answer, in the order in which a clerk should try them. */
export const demoCards = {
  children: { text: 'A999000001', card: valid(3) },
  alone: { text: 'A999000002', card: valid(0) },
  community: { text: 'Y999000003', card: valid(0) },
  expired: { text: 'A999000004', card: { registered: true, status: 'active', validUntilOn: '2020-12-31', minors: 0 } },
  unregistered: { text: 'A999000005', card: { registered: false } },
  ticket: { text: 'A999000009', card: valid(1), used: 'sold' },
  used: { text: 'A999000006', card: valid(1), used: 'door' },
  old: { text: 'E1234', card: { registered: false } },
  silent: { text: 'A999000007', card: valid(2), registry: 'silent' },
  failing: { text: 'A999000008', card: valid(0), registry: 'failing' },
} satisfies Readonly<Record<string, DemoCard>>;

/** The demo cards, by what each shows a new clerk. */
export type DemoName = keyof typeof demoCards;

/** In the order of the training's buttons. */
export const demoNames = Object.keys(demoCards) as readonly DemoName[];
