/** The reservations of the show on the clerk's screen: listed, redeemed and released. */
import { type DeskReservations, KaikuError, type Reservation, type Verdict } from '@kaiku/client';
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { confirmed, sampleRefusal } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

const reservation = (id: string, minors = 0): Reservation => ({
  id,
  maskedCard: `A0…${id}`,
  minors,
  reservedAt: '2026-02-03T15:35:00Z',
  device: 'Lipunmyynti',
});

/** Puts up a screen whose registry has these reservations, with the list opened. */
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
  const fixture = await putUp({ desk: Object.assign(new FakeDesk(), { reservations }) });
  fixture.find<HTMLDetailsElement>('[part=reservations]').open = true;
  await fixture.settle();
  return { fixture, done };
}

const rows = (fixture: Fixture) => fixture.element.shadowRoot?.querySelectorAll('[part=reserved]').length;
const resultText = (fixture: Fixture) => fixture.find('[part=reservation-told]').textContent;
async function tap(fixture: Fixture, part: string): Promise<void> {
  fixture.find(`[part=${part}]`).click();
  await fixture.settle();
}

describe('the reservations of the show', () => {
  it('are neither shown nor redeemed while the page has stopped the element', async () => {
    const { fixture, done } = await shown([reservation('723')]);
    const redeem = fixture.find('[part=redeem]');
    fixture.element.stop();
    redeem.click();
    await fixture.settle();
    expect(done).to.deep.equal([]);
    expect(fixture.element.shadowRoot?.querySelector('[part=reservations]')).to.equal(null);
  });
  it('are not on the screen if the registry lists none', async () => {
    const fixture = await putUp();
    expect(fixture.element.shadowRoot?.querySelector('[part=reservations]')).to.equal(null);
  });

  it('are fetched when the list is opened, with their people and masks', async () => {
    const { fixture } = await shown([reservation('458', 2), reservation('723')]);
    expect(rows(fixture)).to.equal(2);
    expect(fixture.find('[part=reserved]').textContent).to.contain('1 aikuinen ja 2 lasta').and.to.contain('A0…458');
    expect(fixture.find('[part=redeem]').getAttribute('aria-label')).to.equal('Lunasta varaus: kortti A0…458');
  });

  it('are redeemed by a tap, leave the list, and are reported to the page', async () => {
    const { fixture, done } = await shown([reservation('458', 2)]);
    const verdicts: unknown[] = [];
    fixture.element.addEventListener('kaiku-verdict', ({ detail }) => verdicts.push(detail.outcome));
    await tap(fixture, 'redeem');
    expect([done, verdicts, rows(fixture)]).to.deep.equal([['redeem 458'], ['confirmed'], 0]);
    expect(resultText(fixture)).to.equal('Kortin A0…458 varaus on lunastettu.');
    expect(fixture.text()).to.contain('Tähän tilaisuuteen ei ole voimassa olevia varauksia.');
  });

  it('are released by the second tap; the first asks for confirmation', async () => {
    const { fixture, done } = await shown([reservation('458')]);
    await tap(fixture, 'release');
    expect(done).to.deep.equal([]);
    expect(fixture.find('[part=release]').textContent?.trim()).to.equal('Vapauta lopullisesti');
    await tap(fixture, 'release');
    expect(done).to.deep.equal(['release 458']);
    expect(resultText(fixture)).to.contain('varaus on vapautettu');
  });

  it('stay on the list if their act is refused or not answered, and the screen shows why', async () => {
    const refusal = sampleRefusal('already-recorded');
    const verdicts: Verdict[] = [
      { outcome: 'refused', refusal },
      { outcome: 'undecided', cause: 'registry/unreachable' },
    ];
    const { fixture } = await shown([reservation('458')], {
      redeem: async () => verdicts.shift() ?? confirmed,
      release: async () => ({ outcome: 'refused', refusal }),
    });
    await tap(fixture, 'redeem');
    expect(resultText(fixture)).to.contain('Kortilla on 3.2.2026 klo 17.35 lunast');
    await tap(fixture, 'redeem');
    expect(resultText(fixture)).to.contain('Yritä hetken päästä uudelleen.');
    await tap(fixture, 'release');
    await tap(fixture, 'release');
    expect(resultText(fixture)).to.contain('Kortilla on 3.2.2026 klo 17.35 lunast');
    expect(rows(fixture)).to.equal(1);
  });

  it('are fetched again at the next opening if they could not be fetched', async () => {
    let fails = true;
    const { fixture } = await shown([], {
      list: async () => {
        if (fails) throw new KaikuError('registry/unreachable', 'No network.', { retryable: true });
        return [reservation('458')];
      },
    });
    expect(fixture.find('[part=reservations]').textContent).to.contain('Yritä hetken päästä uudelleen.');
    fails = false;
    for (const open of [false, true]) {
      fixture.find<HTMLDetailsElement>('[part=reservations]').open = open;
      await fixture.settle();
    }
    expect(rows(fixture)).to.equal(1);
  });
});
