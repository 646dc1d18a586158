/** Tickets that other devices hold: still available under a soft cap; under a hard one, listed and revoked by the clerk. */
import { expect } from 'chai';
import { FakeDesk, show } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { refused } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

/** Puts up a screen of a show with a cap of ten. `leased`: how many other devices hold. */
async function holding(
  leased: number,
  { capIsHard, lang = 'en' }: { capIsHard: boolean; lang?: string },
): Promise<Fixture> {
  const desk = new FakeDesk();
  desk.change({ show: { ...show, cap: 10, taken: 6, leased, ...(capIsHard && { capIsHard }) } });
  desk.leased = [
    {
      ...{ id: 'lease-1', device: 'Sisäänkäynti', leased, reassigned: 0 },
      ...{ grantedAt: '2026-02-03T15:35:00Z', lastSeenAt: '2026-02-03T15:40:00Z' },
    },
  ];
  return putUp({ lang, desk });
}

describe('tickets on other devices', () => {
  it('count as left under a soft cap, and are mentioned with the tickets left', async () => {
    const fixture = await holding(3, { capIsHard: false });
    expect(fixture.find('[part~=places]').textContent).to.equal('Places left 4/10, of these 3 on other devices');
    expect(() => fixture.find('[part=leases]')).to.throw();
  });

  it('are mentioned in Finnish and Swedish', async () => {
    for (const [lang, text] of [
      ['fi', 'Paikkoja jäljellä 4/10, joista 3 muilla laitteilla'],
      ['sv', 'Platser kvar 4/10, av dem 3 på andra enheter'],
    ] as const) {
      const fixture = await holding(3, { capIsHard: false, lang });
      expect(fixture.find('[part~=places]').textContent).to.equal(text);
      document.body.replaceChildren();
    }
  });

  it('do not count as left under a hard cap, where a list names the devices', async () => {
    const fixture = await holding(4, { capIsHard: true });
    expect(fixture.find('[part~=places]').textContent).to.equal('Places left 0/10');
    fixture.find<HTMLDetailsElement>('[part=leases]').open = true;
    await fixture.settle();
    expect((fixture.find('[part=leases]').textContent ?? '').replace(/\s+/g, ' ')).to.match(
      /On other devices: 4 places Sisäänkäynti 4 places, since .*17:35.* Last connected .*17:40/,
    );
  });

  it('are listed at once if a card was refused because of them', async () => {
    const fixture = await holding(4, { capIsHard: true });
    fixture.desk.decision = refused('cap-reached');
    await fixture.element.check('A045198723');
    await fixture.settle();
    expect(fixture.find<HTMLDetailsElement>('[part=leases]').open).to.equal(true);
  });

  it('are revoked by a second tap, after a note of what it may cost', async () => {
    const fixture = await holding(4, { capIsHard: true });
    fixture.find<HTMLDetailsElement>('[part=leases]').open = true;
    await fixture.settle();
    fixture.find('[part=release]').click();
    await fixture.settle();
    expect(fixture.desk.released).to.deep.equal([]);
    expect(fixture.find('[part=leases]').textContent).to.contain('The device may have given out 4 places already.');
    fixture.find('[part=release]').click();
    await fixture.settle();
    expect(fixture.desk.released).to.deep.equal(['lease-1']);
    expect(() => fixture.find('[part=release]')).to.throw();
  });
});
