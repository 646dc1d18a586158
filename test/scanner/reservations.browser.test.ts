/** The reservations of the show on the clerk's screen: listed, redeemed and released. */
import { type DeskReservations, KaikuError, type Reservation, type Verdict } from '@kaiku/client';
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { confirmed, sampleRefusal } from './support/samples.ts';
import { putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => document.body.replaceChildren());

const reservation = (id: string, minors = 0): Reservation => ({
  id,
  maskedCard: `A0…${id}`,
  minors,
  reservedAt: '2026-02-03T15:35:00Z',
  device: 'Lipunmyynti',
});

/** A screen whose registry has these reservations, its list unfolded. */
async function shown(list: Reservation[], more: Partial<DeskReservations> = {}) {
  const done: string[] = [];
  const leave = ({ id }: Pick<Reservation, 'id'>) => {
    list.splice(
      list.findIndex((one) => one.id === id),
      1,
    );
  };
  const reservations: DeskReservations = {
    supported: true,
    list: async () => [...list],
    async redeem(one) {
      done.push(`redeem ${one.id}`);
      leave(one);
      return confirmed;
    },
    async release(one) {
      done.push(`release ${one.id}`);
      leave(one);
      return { outcome: 'released' };
    },
    ...more,
  };
  const stand = await putUp({ desk: Object.assign(new FakeDesk(), { reservations }) });
  stand.find<HTMLDetailsElement>('[part=reservations]').open = true;
  await stand.settle();
  return { stand, done };
}

const rows = (stand: Stand) => stand.element.shadowRoot?.querySelectorAll('[part=reserved]').length;
const told = (stand: Stand) => stand.find('[part=reservation-told]').textContent;
async function tap(stand: Stand, part: string): Promise<void> {
  stand.find(`[part=${part}]`).click();
  await stand.settle();
}

describe('the reservations of the show', () => {
  it('are neither shown nor redeemed while the page has stopped the element', async () => {
    const { stand, done } = await shown([reservation('723')]);
    const redeem = stand.find('[part=redeem]');
    stand.element.stop();
    redeem.click();
    await stand.settle();
    expect(done).to.deep.equal([]);
    expect(stand.element.shadowRoot?.querySelector('[part=reservations]')).to.equal(null);
  });
  it('are not on the screen of a registry that lists none', async () => {
    const stand = await putUp();
    expect(stand.element.shadowRoot?.querySelector('[part=reservations]')).to.equal(null);
  });

  it('are fetched when somebody looks, with their people and masks', async () => {
    const { stand } = await shown([reservation('458', 2), reservation('723')]);
    expect(rows(stand)).to.equal(2);
    expect(stand.find('[part=reserved]').textContent).to.contain('1 aikuinen ja 2 lasta').and.to.contain('A0…458');
    expect(stand.find('[part=redeem]').getAttribute('aria-label')).to.equal('Lunasta varaus: kortti A0…458');
  });

  it('are redeemed by a tap, and gone from the list; the page is told', async () => {
    const { stand, done } = await shown([reservation('458', 2)]);
    const verdicts: unknown[] = [];
    stand.element.addEventListener('kaiku-verdict', ({ detail }) => verdicts.push(detail.outcome));
    await tap(stand, 'redeem');
    expect([done, verdicts, rows(stand)]).to.deep.equal([['redeem 458'], ['confirmed'], 0]);
    expect(told(stand)).to.equal('Kortin A0…458 varaus on lunastettu.');
    expect(stand.text()).to.contain('Tähän tilaisuuteen ei ole voimassa olevia varauksia.');
  });

  it('are released by the second tap: the first asks whether it is meant', async () => {
    const { stand, done } = await shown([reservation('458')]);
    await tap(stand, 'release');
    expect(done).to.deep.equal([]);
    expect(stand.find('[part=release]').textContent?.trim()).to.equal('Vapauta lopullisesti');
    await tap(stand, 'release');
    expect(done).to.deep.equal(['release 458']);
    expect(told(stand)).to.contain('varaus on vapautettu');
  });

  it('that are refused or not answered stay, and the screen says why', async () => {
    const refusal = sampleRefusal('already-recorded');
    const verdicts: Verdict[] = [
      { outcome: 'refused', refusal },
      { outcome: 'undecided', cause: 'registry/unreachable' },
    ];
    const { stand } = await shown([reservation('458')], {
      redeem: async () => verdicts.shift() ?? confirmed,
      release: async () => ({ outcome: 'refused', refusal }),
    });
    await tap(stand, 'redeem');
    expect(told(stand)).to.contain('Kortilla on 3.2.2026 klo 17.35 lunast');
    await tap(stand, 'redeem');
    expect(told(stand)).to.contain('Yritä hetken päästä uudelleen.');
    await tap(stand, 'release');
    await tap(stand, 'release');
    expect(told(stand)).to.contain('Kortilla on 3.2.2026 klo 17.35 lunast');
    expect(rows(stand)).to.equal(1);
  });

  it('that cannot be fetched say so, and are fetched at the next look', async () => {
    let fails = true;
    const { stand } = await shown([], {
      list: async () => {
        if (fails) throw new KaikuError('registry/unreachable', 'No network.', { retryable: true });
        return [reservation('458')];
      },
    });
    expect(stand.find('[part=reservations]').textContent).to.contain('Yritä hetken päästä uudelleen.');
    fails = false;
    for (const open of [false, true]) {
      stand.find<HTMLDetailsElement>('[part=reservations]').open = open;
      await stand.settle();
    }
    expect(rows(stand)).to.equal(1);
  });
});
