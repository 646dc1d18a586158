/** Does a till lose a visit, or count one twice, when the line breaks? */
import { deepStrictEqual, ok } from 'node:assert/strict';
import { arki, type Fault } from '@kaiku/registry';
import type { TestRegistry } from '../registry/test-registry.ts';
import type { Check } from './check.ts';

/** What the screen of a till says about a visit. */
export type TillAnswer = 'recorded' | 'not-recorded';

/** A till as a clerk uses it. Each promise ends with an error if the till does not respond in time. */
export interface Till {
  /** Reads a card. Returns whether its visit may be recorded now. */
  read(card: string): Promise<'may-record' | 'refused'>;
  /** Presses what records the visit, this many times at once. Does not wait for an answer. */
  confirm(presses: number): Promise<void>;
  /** Waits for the answer. Recorded on the device counts as recorded. */
  answer(): Promise<TillAnswer>;
  /** Ends the till in the middle of whatever it does, and starts it again. Its storage stays. */
  restart(): Promise<void>;
  /** Opens a second window of the same till, on the same storage. */
  another(): Promise<Till>;
  /** Waits until the till has nothing left to send. */
  atRest(): Promise<void>;
  /** Ends the till. */
  close(): Promise<void>;
}

/** What a till is opened with. */
export interface TillSetting {
  /** The address of the registry. */
  readonly registry: string;
  /** The token of this device. */
  readonly token: string;
  /** The id of the show. */
  readonly show: string;
}

/** A registry of the suite's own, and a way to open the till under test. The storage of each till must be empty. */
export interface TillUnderTest {
  readonly registry: TestRegistry;
  open(setting: TillSetting): Promise<Till>;
}

const { cards, shows, tokens, venues } = arki;

/** A till in a check, and what the registry has counted. */
interface Scene {
  readonly till: Till;
  readonly registry: TestRegistry;
  /** The clerk reads the card and confirms, and has an answer. */
  record(card: string): Promise<TillAnswer>;
  /** Checks that a card's visit counts as often as the screen said, once the till is at rest. */
  counts(card: string, answer: TillAnswer): Promise<void>;
}

function check(name: string, run: (scene: Scene) => Promise<void>, show: { readonly id: string } = shows.noCap) {
  return {
    name,
    async run({ registry, open }: TillUnderTest): Promise<void> {
      const till = await open({ registry: registry.url, token: tokens.boxOffice, show: show.id });
      const counted = async (card: string) =>
        (await registry.usages(show.id)).filter((row) => row.card === card && row.state === 'counted').length;
      const scene: Scene = {
        till,
        registry,
        async record(card) {
          deepStrictEqual(await till.read(card), 'may-record', 'The till does not offer to record a valid card.');
          await till.confirm(1);
          return till.answer();
        },
        async counts(card, answer) {
          await till.atRest();
          const times = await counted(card);
          const wanted = answer === 'recorded' ? 1 : 0;
          deepStrictEqual(
            times,
            wanted,
            `The screen said '${answer}', and the registry has counted it ${times} times.`,
          );
        },
      };
      try {
        await run(scene);
      } finally {
        registry.faults.clear();
        await registry.wire.put(true);
        await till.close();
      }
    },
  } satisfies Check<TillUnderTest>;
}

/** A request that records or delivers visits. */
const recording = { method: 'POST', path: '/visits' } as const;

/** Checks that the screen says what is true if the first request of a visit fails so. */
function underFault(name: string, card: string, fault: Fault) {
  return check(name, async ({ registry, record, counts }) => {
    registry.faults.set(fault, { ...recording, times: 1 });
    const answer = await record(card);
    registry.faults.clear();
    await counts(card, answer);
  });
}

/** The checks of a till. Each opens a till of its own and uses a card of its own. */
export const tillChecks: readonly Check<TillUnderTest>[] = [
  check('records a visit once', async ({ record, counts }) => {
    deepStrictEqual(await record(cards.single.code), 'recorded');
    await counts(cards.single.code, 'recorded');
  }),
  underFault('says what is true if the registry’s answer is lost', cards.oneChild.code, { kind: 'drop-after' }),
  underFault('says what is true if the answer is cut in the middle', cards.twoChildren.code, { kind: 'truncate' }),
  underFault('says what is true if a gateway answers 503', cards.family.code, { kind: 'status', status: 503 }),
  underFault('says what is true if 502 hides that the visit was counted', cards.mobile.code, {
    kind: 'status-after',
    status: 502,
  }),
  underFault('says what is true if a Wi-Fi’s page answers', cards.mobileFamily.code, { kind: 'html-200' }),
  check('loses no visit that it has recorded without a network', async ({ till, registry, counts }) => {
    deepStrictEqual(await till.read(cards.fourChildren.code), 'may-record');
    await registry.wire.put(false);
    await till.confirm(1);
    const answer = await till.answer();
    await registry.wire.put(true);
    await counts(cards.fourChildren.code, answer);
  }),
  check('loses no such visit if it restarts before the network is back', async ({ till, registry, counts }) => {
    deepStrictEqual(await till.read(cards.fiveChildren.code), 'may-record');
    await registry.wire.put(false);
    await till.confirm(1);
    const answer = await till.answer();
    await till.restart();
    await registry.wire.put(true);
    await counts(cards.fiveChildren.code, answer);
  }),
  check('counts a visit at most once if it restarts while a request is pending', async ({ till, registry, counts }) => {
    const { code } = cards.sixChildren;
    deepStrictEqual(await till.read(code), 'may-record');
    registry.faults.set({ kind: 'stall' }, recording);
    // Together, so that neither failure is left without a handler.
    await Promise.all([registry.faults.met(), till.confirm(1)]);
    await till.restart();
    registry.faults.clear();
    await till.atRest();
    // The clerk has no answer, so reads the card again.
    if ((await till.read(code)) === 'may-record') {
      await till.confirm(1);
      deepStrictEqual(await till.answer(), 'recorded');
    }
    await counts(code, 'recorded');
  }),
  check('counts a visit once if the clerk presses twice', async ({ till, counts }) => {
    deepStrictEqual(await till.read(cards.longPrefix.code), 'may-record');
    await till.confirm(2);
    deepStrictEqual(await till.answer(), 'recorded');
    await counts(cards.longPrefix.code, 'recorded');
  }),
  check('counts a card once that two of its windows record at a time', async ({ till, counts }) => {
    const { code } = cards.longPrefixNine;
    const other = await till.another();
    try {
      deepStrictEqual([await till.read(code), await other.read(code)], ['may-record', 'may-record']);
      await Promise.all([till.confirm(1), other.confirm(1)]);
      const answers = await Promise.all([till.answer(), other.answer()]);
      ok(answers.includes('recorded'), 'Neither window has recorded the visit.');
      await other.atRest();
      await counts(code, 'recorded');
    } finally {
      await other.close();
    }
  }),
  check(
    'records nothing for a show that was cancelled while it asked',
    async ({ till, registry, counts }) => {
      const { code } = cards.single;
      deepStrictEqual(await till.read(code), 'may-record');
      const manager = await registry.server.store.device(tokens.manager);
      ok(manager, 'The world has no manager.');
      const cancellation = { reason: 'Tested', visits: 'keep' } as const;
      await registry.server.store.cancelShow(
        { ...manager, venueId: venues.suvanto.id },
        shows.tomorrow.id,
        cancellation,
      );
      await till.confirm(1);
      deepStrictEqual(await till.answer(), 'not-recorded');
      await counts(code, 'not-recorded');
    },
    shows.tomorrow,
  ),
];
