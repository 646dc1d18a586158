import type { CardFacts } from '@kaiku/client/admission';

/** What a demo card shows a new clerk. */
export type DemoName =
  | 'children'
  | 'alone'
  | 'community'
  | 'expired'
  | 'unregistered'
  | 'ticket'
  | 'used'
  | 'old'
  | 'silent'
  | 'failing';

/** A card that no issuer gave out. */
export interface DemoCard {
  readonly text: string;
  readonly card: CardFacts;
  /** As what it was recorded already when the training began. */
  readonly used?: 'sold' | 'door';
  /** The registry does not answer about it, or cannot. */
  readonly registry?: 'silent' | 'failing';
}

const valid = (minors: number): CardFacts => ({
  registered: true,
  status: 'active',
  validUntilOn: '2999-12-31',
  minors,
});

/** One for every kind of answer, in the order a clerk best tries them. */
export const demoCards: Readonly<Record<DemoName, DemoCard>> = {
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
};
