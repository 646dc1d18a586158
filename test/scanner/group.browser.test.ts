import type { Decision } from '@kaiku/client';
import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { reachable, show } from './support/fakes.ts';
import type { Fixture } from './support/fixture.ts';
import { at, click, group, read } from './support/group.ts';
import { press } from './support/keys.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import {
  admissible,
  another,
  community,
  customer,
  forCommunity,
  groupConfirmed,
  hasTicket,
  refused,
  unseen,
} from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

const said = (fixture: Fixture) => fixture.find('[part=said]').textContent?.replace(/\s+/g, ' ').trim() ?? '';
const wide = { state: { ...reachable, show: { ...show, cap: null } } };

describe('a group', () => {
  it('is read card by card, and recorded as one visit', async () => {
    const fixture = await group([forCommunity, another(1), another(2)]);
    expect(fixture.text()).to.contain('Ryhmäkäynti').and.to.contain('3 korttia, 3 henkilöä');
    const codes = fixture.element.shadowRoot?.querySelectorAll('[part=member] .code') ?? [];
    expect([...codes].map(({ textContent }) => textContent)).to.deep.equal(['Y1…399', 'A9…451', 'A9…452']);
    await click(fixture, 'confirm');
    expect(fixture.desk.admitted).to.deep.equal([
      [
        ['Y110029399', 0],
        ['A999005451', 0],
        ['A999005452', 0],
      ],
    ]);
    expect(at(fixture)).to.equal('showing');
    expect(fixture.text()).to.contain('Kirjattu').and.to.contain('3 korttia, 4 henkilöä');
  });
  it('starts with the worker alone, and shows what is missing', async () => {
    const fixture = await group([forCommunity]);
    expect(fixture.find('.count').textContent).to.equal('0');
    expect(fixture.find('[part=plan]').textContent).to.contain('yhdessä asiakkaan tai ryhmän kanssa');
    expect(fixture.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('true');
    await click(fixture, 'confirm');
    expect(fixture.desk.admitted).to.deep.equal([]);
    press('1');
    await fixture.settle();
    expect(fixture.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('false');
  });
  it('may start with a customer’s card', async () => {
    const fixture = await group([admissible(2)]);
    await click(fixture, 'gather');
    fixture.desk.decisions = [another(1)];
    await read(fixture, another(1));
    expect(at(fixture)).to.equal('gathering');
    expect(fixture.text()).to.contain('2 korttia, 2 henkilöä');
  });
  it('does not add a card twice, and says so', async () => {
    const fixture = await group([forCommunity, another(1)]);
    await read(fixture, another(1));
    expect(said(fixture)).to.equal('Kortti A9…451 on jo ryhmässä.');
    expect(fixture.find('[role=alert]').textContent).to.contain('on jo ryhmässä');
    expect(fixture.desk.checked.length).to.equal(2);
  });
  it('does not add a card that may not be used, says why, and continues', async () => {
    const fixture = await group([forCommunity, refused('card-expired'), another(1)]);
    expect(fixture.text()).to.contain('2 korttia');
    fixture.desk.decisions = [refused('card-expired')];
    await read(fixture, refused('card-expired'));
    expect(said(fixture)).to.contain('Korttia A0…723 ei lisätty ryhmään. Kortin voimassaolo päättyi 21.1.2026.');
    expect(said(fixture)).to.contain('Kortti uusitaan');
  });
  it('of more than five is recorded only if the clerk confirms that it was agreed on', async () => {
    const fixture = await group([forCommunity], wide);
    press('5');
    await fixture.settle();
    expect(fixture.text()).to.contain('Isosta ryhmästä sovitaan erikseen.');
    expect(fixture.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('true');
    fixture.find('[part=agreed] input').click();
    await fixture.settle();
    expect(fixture.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('false');
    await click(fixture, 'confirm');
    expect(fixture.desk.admitted).to.deep.equal([[['Y110029399', 5]]]);
  });
  it('may have more than thirty clients if it was agreed on', async () => {
    const many = admissible(0, { code: community, minors: { min: 1, max: 99, who: 'clients', under: 16 } });
    const fixture = await group([many], wide);
    press('9');
    for (let more = 0; more < 25; more++) await click(fixture, 'step', 1);
    await fixture.settle();
    expect(fixture.find('[part=count]').textContent).to.equal('34');
    expect(fixture.text()).to.contain('Isosta ryhmästä sovitaan erikseen.').and.not.to.contain('lasta');
    fixture.find('[part=agreed] input').click();
    await click(fixture, 'confirm');
    expect(fixture.desk.admitted).to.deep.equal([[['Y110029399', 34]]]);
  });
  it('of a worker and a client who is inside already is recorded if the clerk confirms it', async () => {
    const fixture = await group([forCommunity]);
    expect(fixture.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('true');
    expect(fixture.find('[part=inside]').textContent?.trim()).to.equal('Asiakas on jo sisällä tai hänellä on jo lippu');
    fixture.find('[part=inside] input').click();
    await fixture.settle();
    expect(fixture.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('false');
    await click(fixture, 'confirm');
    expect(fixture.desk.admitted).to.deep.equal([[['Y110029399', 0]]]);
    expect(fixture.desk.options).to.deep.equal([{ agreed: false, company: 'client-inside' }]);
  });
  it('may be a worker and a client recorded at the door: showing the client’s card confirms it without recording it again', async () => {
    const fixture = await group([forCommunity, refused('already-recorded')]);
    expect(said(fixture)).to.contain('ei lisätty ryhmään');
    await click(fixture, 'confirm');
    expect(fixture.desk.options).to.deep.equal([{ agreed: false, company: 'client-inside' }]);
  });
  it('lets in a card that has a ticket with the others, without recording it', async () => {
    const fixture = await group([forCommunity, hasTicket(1)], {
      verdict: { ...groupConfirmed, usages: groupConfirmed.usages.slice(0, 1), people: 1, withTicket: 1 },
    });
    expect(fixture.text()).to.contain('Lippu on jo').and.to.contain('2 korttia, 3 henkilöä');
    const emitted: unknown[] = [];
    document.addEventListener('kaiku-verdict', (event) => emitted.push((event as CustomEvent).detail), { once: true });
    await click(fixture, 'confirm');
    expect(fixture.text()).to.contain('1 kortti, 1 henkilö').and.to.contain('Lisäksi 1 kortilla oli jo lippu.');
    expect(emitted[0]).to.include({ outcome: 'confirmed', cards: 1, withTicket: 1 });
  });
  it('can lose a card without losing the focus', async () => {
    const fixture = await group([forCommunity, another(1), another(2)]);
    fixture.element.shadowRoot?.querySelectorAll<HTMLElement>('[part=remove]')[1]?.focus();
    await sendKeys({ press: 'Enter' });
    await fixture.settle();
    expect(fixture.text()).to.contain('2 korttia').and.not.to.contain('A9…451');
    expect(fixture.element.shadowRoot?.activeElement).to.equal(fixture.find('[part=confirm]'));
  });
  it('is recorded provisionally as a whole if the registry cannot be reached', async () => {
    const fixture = await group([forCommunity, unseen('provisional')]);
    expect(fixture.find('[part=confirm]').textContent).to.contain('Kirjaa ryhmä alustavasti');
    expect(fixture.text()).to.contain('Katso lasten määrä pahvikortista.');
    await click(fixture, 'confirm');
    expect(fixture.desk.admitted).to.deep.equal([
      [
        ['Y110029399', 0],
        [customer.text, 0],
      ],
    ]);
  });
  it('stays on the screen with the reason if the registry refuses it', async () => {
    const { refusal } = refused('cap-reached') as Extract<Decision, { outcome: 'refused' }>;
    const fixture = await group([forCommunity, another(1)], { verdict: { outcome: 'refused', refusal } });
    await click(fixture, 'confirm');
    expect(at(fixture)).to.equal('gathering');
    expect(said(fixture)).to.contain('Ryhmää ei kirjattu. Jäljellä on 1 Kaikukortti-paikka.');
    expect(fixture.text()).to.contain('2 korttia');
  });
  it('is undone as a whole', async () => {
    const fixture = await group([forCommunity, another(1)], { voidResult: { outcome: 'voided' } });
    await click(fixture, 'confirm');
    await click(fixture, 'undo');
    expect(fixture.desk.voidedIds).to.deep.equal(['visit-1']);
    expect(fixture.text()).to.contain('Koko ryhmän kirjaus on peruttu.');
  });
  it('of one card is described as a single card, in small letters on a discreet screen', async () => {
    const usages = [{ usageId: 'usage-1', maskedCard: 'Y1…399', minors: 3 }];
    const verdict = { ...groupConfirmed, usages, people: 4 };
    const fixture = await group([forCommunity], { ...wide, verdict, voidResult: { outcome: 'voided' } });
    press('3');
    await fixture.settle();
    await click(fixture, 'confirm');
    expect(fixture.find('.verdict .why').textContent).to.equal('1 aikuinen ja 3 asiakasta');
    await click(fixture, 'undo');
    expect(fixture.text()).to.contain('Kirjaus on peruttu. Kortin voi lukea uudelleen.');
  });
  it('reports its verdict and its undo to the page with the visit’s id and no code', async () => {
    const emitted: string[] = [];
    for (const name of ['kaiku-verdict', 'kaiku-voided'] as const)
      document.addEventListener(name, (event) => emitted.push(JSON.stringify((event as CustomEvent).detail)), {
        once: true,
      });
    const fixture = await group([forCommunity, another(1, 2)], { voidResult: { outcome: 'voided' } });
    press('2');
    await click(fixture, 'confirm');
    await click(fixture, 'undo');
    expect(JSON.parse(emitted[0] ?? '')).to.deep.include({
      ...{ outcome: 'confirmed', visitId: 'visit-1', cards: 3, people: 4 },
      usages: groupConfirmed.usages,
    });
    expect(JSON.parse(emitted[1] ?? '')).to.deep.equal({ visitId: 'visit-1', outcome: 'voided' });
    for (const text of emitted) expect(text).not.to.match(/[AY]\d{9}/);
  });
});

describe('a group that fits only in part', () => {
  // Four tickets are left.
  const cards = [forCommunity, another(1), another(2), another(3), another(4)];

  it('offers those who fit, and lets the clerk choose others', async () => {
    const fixture = await group(cards);
    expect(fixture.find('[part=plan]').textContent).to.contain('Jäljellä on 4 paikkaa, ryhmässä on 5 henkilöä.');
    await click(fixture, 'take');
    const boxes = [...(fixture.element.shadowRoot?.querySelectorAll<HTMLInputElement>('[part=comes]') ?? [])];
    expect(boxes.map(({ checked }) => checked)).to.deep.equal([true, true, true, true, false]);
    expect(fixture.text()).to.contain('4 korttia, 4 henkilöä').and.to.contain('Muita ei kirjata.');
    boxes[4]?.click();
    await fixture.settle();
    expect(fixture.find('[part=plan]').textContent).to.contain('Jäljellä on 4 paikkaa');
    boxes[1]?.click();
    await fixture.settle();
    expect(fixture.desk.admitted).to.deep.equal([]);
    await click(fixture, 'confirm');
    expect(fixture.desk.admitted[0]?.map(([code]) => code)).to.deep.equal([
      'Y110029399',
      'A999005452',
      'A999005453',
      'A999005454',
    ]);
  });
  it('is not recorded if no one is chosen', async () => {
    const fixture = await group(cards);
    await click(fixture, 'take');
    for (const box of fixture.element.shadowRoot?.querySelectorAll<HTMLInputElement>('[part=comes]') ?? [])
      if (box.checked) box.click();
    await fixture.settle();
    expect(fixture.text()).to.contain('Ketään ei ole valittu.');
    await click(fixture, 'confirm');
    expect(fixture.desk.admitted).to.deep.equal([]);
  });
});
