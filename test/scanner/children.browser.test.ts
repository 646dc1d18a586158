import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { asked, putUp } from './support/fixture.ts';
import { press } from './support/keys.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, confirmed, customer, reserved } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

describe('the children', () => {
  it('can be counted up to the number that the card allows', async () => {
    const fixture = await asked(2);
    const tiles = [...(fixture.element.shadowRoot?.querySelectorAll<HTMLInputElement>('[part=tile]') ?? [])];
    expect(tiles.map(({ value }) => value)).to.deep.equal(['0', '1', '2']);
    for (const tile of [2, 0, 1]) {
      tiles[tile]?.click();
      await fixture.settle();
      expect(fixture.count()).to.equal(String(tile));
    }
    expect(fixture.find('[part=confirm]').textContent?.replace(/\s+/g, ' ')).to.contain('Kirjaa 1 + 1');
  });
  it('of a large family are counted by steps', async () => {
    const fixture = await asked(12);
    const [fewer, more] = [...(fixture.element.shadowRoot?.querySelectorAll<HTMLElement>('[part=step]') ?? [])];
    for (let click = 0; click < 2; click++) {
      more?.click();
      await fixture.settle();
    }
    expect(fixture.count()).to.equal('2');
    for (let click = 0; click < 4; click++) {
      fewer?.click();
      await fixture.settle();
    }
    expect(fixture.count()).to.equal('0');
    expect(fewer?.getAttribute('aria-disabled')).to.equal('true');
  });
  it('are not asked about if none may come', async () => {
    const fixture = await asked(0);
    expect(fixture.element.shadowRoot?.querySelector('[part=stepper]')).to.equal(null);
    fixture.find('[part=confirm]').click();
    expect(fixture.desk.admitted).to.deep.equal([[[customer.text, 0]]]);
  });
  it('that do not fit under the cap are named, with the places left', async () => {
    const few = { card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 2 } } as const;
    const minors = { min: 0, max: 0, who: 'children', under: 18 } as const;
    const desk = Object.assign(new FakeDesk(), { decision: admissible(2, { ...few, minors, remaining: 1 }) });
    const fixture = await putUp({ desk });
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    // Hatched tiles, which cannot be chosen.
    fixture.find('[part=tile][value="2"]').click();
    await fixture.settle();
    expect(fixture.count()).to.equal('0');
    expect(fixture.find('[part=few-places]').textContent).to.equal('Kortilla on 2 lasta, 1 paikka jäljellä.');
    expect(fixture.find('p.said').textContent).to.contain('Kortilla on 2 lasta, 1 paikka jäljellä.');
  });
  it('start at the number the card has reserved, with a note about the reservation', async () => {
    const fixture = await putUp({ desk: Object.assign(new FakeDesk(), { decision: reserved }) });
    fixture.cameras[0]?.read(customer.text);
    await fixture.settle();
    expect(fixture.count()).to.equal('2');
    expect(fixture.text()).to.contain('Varaus: 1 aikuinen ja 2 lasta, varattu 28.1.2026 klo 14.05.');
  });
  it('are under the age limit of the show’s edition of the rules', async () => {
    const minors = { min: 0, max: 2, who: 'children', under: 16 } as const;
    const fixture = await putUp({ desk: Object.assign(new FakeDesk(), { decision: admissible(2, { minors }) }) });
    fixture.cameras[0]?.read(customer.text);
    await fixture.settle();
    expect(fixture.text()).to.contain('Alle 16-vuotiaat omat lapset');
  });
});

describe('a recording', () => {
  for (const [minors, recorded] of [
    ['1', [1, []]],
    ['3', [3, [[customer.text, 3]]]],
  ] as const)
    it(`can be corrected to ${minors} children without another reading`, async () => {
      const fixture = await asked(3);
      fixture.desk.voidResult = { outcome: 'voided' };
      press('2');
      fixture.find('[part=confirm]').click();
      await fixture.settle();
      const usages = confirmed.usages.map((usage) => ({ ...usage, minors: recorded[0] }));
      fixture.desk.verdict = { ...confirmed, visitId: 'visit-9', usages, people: 1 + recorded[0] };
      fixture.find('[part=correct]').click();
      await fixture.settle();
      expect(fixture.count()).to.equal('2');
      press(minors);
      await fixture.settle();
      fixture.find('[part=confirm]').click();
      await fixture.settle();
      expect(fixture.find('[part~=verdict-confirmed]').textContent).to.contain(
        minors === '1' ? '1 aikuinen ja 1 lapsi' : '1 aikuinen ja 3 lasta',
      );
      // Fewer: a part of the visit is undone. More: the visit is undone and recorded again.
      expect(fixture.desk.voidedIds).to.deep.equal(minors === '1' ? [] : ['visit-1']);
      expect(fixture.desk.reductions.length).to.equal(minors === '1' ? 1 : 0);
      expect(fixture.desk.admitted.slice(1).flat()).to.deep.equal(recorded[1]);
    });
});
