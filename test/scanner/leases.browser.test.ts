/** Places that other devices hold: left for everybody under a soft cap; under a hard one named, and released by the house. */
import { expect } from 'chai';
import { FakeDesk, show } from './support/fakes.ts';
import { refused } from './support/samples.ts';
import { putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => document.body.replaceChildren());

/** A screen of a show with a cap of ten, of which other devices hold so many. */
async function holding(
  leased: number,
  { capIsHard, lang = 'en' }: { capIsHard: boolean; lang?: string },
): Promise<Stand> {
  const desk = new FakeDesk();
  desk.tell({ show: { ...show, cap: 10, taken: 6, leased, ...(capIsHard && { capIsHard }) } });
  desk.leased = [
    {
      ...{ id: 'lease-1', device: 'Sisäänkäynti', leased, reassigned: 0 },
      ...{ grantedAt: '2026-02-03T15:35:00Z', lastSeenAt: '2026-02-03T15:40:00Z' },
    },
  ];
  return putUp({ lang, desk });
}

describe('places on other devices', () => {
  it('are left under a soft cap, and said beside the places left', async () => {
    const stand = await holding(3, { capIsHard: false });
    expect(stand.find('[part~=places]').textContent).to.equal('Places left 4/10, of these 3 on other devices');
    expect(() => stand.find('[part=leases]')).to.throw();
  });

  it('are said in Finnish and Swedish', async () => {
    for (const [lang, text] of [
      ['fi', 'Paikkoja jäljellä 4/10, joista 3 muilla laitteilla'],
      ['sv', 'Platser kvar 4/10, av dem 3 på andra enheter'],
    ] as const) {
      const stand = await holding(3, { capIsHard: false, lang });
      expect(stand.find('[part~=places]').textContent).to.equal(text);
      document.body.replaceChildren();
    }
  });

  it('are not left under a hard cap: the list names who holds them since when', async () => {
    const stand = await holding(4, { capIsHard: true });
    expect(stand.find('[part~=places]').textContent).to.equal('Places left 0/10');
    stand.find<HTMLDetailsElement>('[part=leases]').open = true;
    await stand.settle();
    expect((stand.find('[part=leases]').textContent ?? '').replace(/\s+/g, ' ')).to.match(
      /On other devices: 4 places Sisäänkäynti 4 places, since .*17:35.* Last connected .*17:40/,
    );
  });

  it('open by themselves where a card was refused for them', async () => {
    const stand = await holding(4, { capIsHard: true });
    stand.desk.decision = refused('cap-reached');
    await stand.element.check('A045198723');
    await stand.settle();
    expect(stand.find<HTMLDetailsElement>('[part=leases]').open).to.equal(true);
  });

  it('are released after a second tap, which says what it may cost', async () => {
    const stand = await holding(4, { capIsHard: true });
    stand.find<HTMLDetailsElement>('[part=leases]').open = true;
    await stand.settle();
    stand.find('[part=release]').click();
    await stand.settle();
    expect(stand.desk.released).to.deep.equal([]);
    expect(stand.find('[part=leases]').textContent).to.contain('The device may have given out 4 places already.');
    stand.find('[part=release]').click();
    await stand.settle();
    expect(stand.desk.released).to.deep.equal(['lease-1']);
    expect(() => stand.find('[part=release]')).to.throw();
  });
});
