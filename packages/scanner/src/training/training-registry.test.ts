import type { ShowFacts } from '@kaiku/client/admission';
import { registryCase } from '../../../../test/contract/registry.case.ts';
import type { DemoCard } from './demo-cards.ts';
import { createTrainingRegistry } from './training-registry.ts';

const startsAt = '2026-11-20T12:00:00.000Z';
const show = (id: string, more: Partial<ShowFacts> = {}): ShowFacts => ({
  ...{ id, name: id, venue: '—', kind: 'performance', startsAt, seats: 100, cap: 50, taken: 0 },
  ...{ reservationOpens: 'at-once', redemptionOpensMin: null },
  ...more,
});
const card = (text: string, minors = 0): DemoCard => ({
  text,
  card: { registered: true, status: 'active', validUntilOn: '2999-12-31', minors },
});
const expired: DemoCard = {
  text: 'A999000004',
  card: { registered: true, status: 'active', validUntilOn: '2020-12-31', minors: 0 },
};

const [family, first, second, third, fourth, community] = [
  ...[card('A999000001', 3), card('A999000002'), card('A999000012', 1), card('A999000022', 2), card('A999000032')],
  card('Y999000003'),
] as const;
const registry = createTrainingRegistry({
  now: () => Date.parse('2026-11-20T10:00:00Z'),
  shows: [
    ...[show('show'), show('last-place', { cap: 5, taken: 4 }), show('sold-out', { cap: 5, taken: 5 })],
    show('course', { kind: 'course', startsAt: '2026-11-20T11:00:00.000Z' }),
  ],
  cards: [family, first, second, third, fourth, community, expired],
});
let ids = 0;

registryCase('the training registry', () => ({
  registry,
  ...{ show: 'show', lastPlace: 'last-place', soldOut: 'sold-out', course: 'course' },
  cards: {
    family: family.text,
    others: [first.text, second.text, third.text, fourth.text],
    community: community.text,
    expired: expired.text,
    unregistered: 'A999000005',
  },
  takenAt: '2026-11-20T10:00:00.000Z',
  newId: () => `id-${++ids}`,
}));
