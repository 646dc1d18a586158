import type { Decision } from '@kaiku/client';
import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeDesk, reachable, show } from './support/fakes.ts';
import { press } from './support/keys.ts';
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
import { putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => document.body.replaceChildren());

/** A screen at which these cards have been read, one after another. */
async function group(cards: readonly Decision[], more: Partial<FakeDesk> = {}): Promise<Stand> {
  const desk = Object.assign(new FakeDesk(), { verdict: groupConfirmed, ...more });
  desk.decisions = [...cards];
  const stand = await putUp({ desk });
  for (const card of cards) await read(stand, card);
  return stand;
}

async function read(stand: Stand, { code }: Decision): Promise<void> {
  stand.wedges[0]?.read(code?.text ?? '?');
  await stand.settle();
}

async function click(stand: Stand, part: string, at = 0): Promise<void> {
  const all = stand.element.shadowRoot?.querySelectorAll<HTMLElement>(`[part=${part}]`);
  const found = all?.[at];
  if (found === undefined) throw new Error(`There is no ${part} at ${at}.`);
  found.click();
  await stand.settle();
}

const at = (stand: Stand) => /at-(\w+)/.exec(stand.find('.screen').className)?.[1];
const said = (stand: Stand) => stand.find('[part=said]').textContent?.replace(/\s+/g, ' ').trim() ?? '';
const wide = { state: { ...reachable, show: { ...show, cap: null } } };

describe('a group', () => {
  it('is read card after card, and recorded all at once', async () => {
    const stand = await group([forCommunity, another(1), another(2)]);
    expect(stand.text()).to.contain('Ryhmäkäynti').and.to.contain('3 korttia, 3 henkilöä');
    const codes = stand.element.shadowRoot?.querySelectorAll('[part=member] .code') ?? [];
    expect([...codes].map(({ textContent }) => textContent)).to.deep.equal(['Y1…399', 'A9…451', 'A9…452']);
    await click(stand, 'confirm');
    expect(stand.desk.admitted).to.deep.equal([
      [
        ['Y110029399', 0],
        ['A999005451', 0],
        ['A999005452', 0],
      ],
    ]);
    expect(at(stand)).to.equal('showing');
    expect(stand.text()).to.contain('Kirjattu').and.to.contain('3 korttia, 4 henkilöä');
  });
  it('begins with nobody beside the worker, and says what is missing', async () => {
    const stand = await group([forCommunity]);
    expect(stand.find('.count').textContent).to.equal('0');
    expect(stand.find('[part=plan]').textContent).to.contain('yhdessä asiakkaan tai ryhmän kanssa');
    expect(stand.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('true');
    await click(stand, 'confirm');
    expect(stand.desk.admitted).to.deep.equal([]);
    press('1');
    await stand.settle();
    expect(stand.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('false');
  });
  it('may begin with a customer’s card', async () => {
    const stand = await group([admissible(2)]);
    await click(stand, 'gather');
    stand.desk.decisions = [another(1)];
    await read(stand, another(1));
    expect(at(stand)).to.equal('gathering');
    expect(stand.text()).to.contain('2 korttia, 2 henkilöä');
  });
  it('takes no card twice, and says so', async () => {
    const stand = await group([forCommunity, another(1)]);
    await read(stand, another(1));
    expect(said(stand)).to.equal('Kortti A9…451 on jo ryhmässä.');
    expect(stand.find('[role=alert]').textContent).to.contain('on jo ryhmässä');
    expect(stand.desk.checked.length).to.equal(2);
  });
  it('takes no card that may not be used, says why, and goes on', async () => {
    const stand = await group([forCommunity, refused('card-expired'), another(1)]);
    expect(stand.text()).to.contain('2 korttia');
    stand.desk.decisions = [refused('card-expired')];
    await read(stand, refused('card-expired'));
    expect(said(stand)).to.contain('Korttia A0…723 ei lisätty ryhmään. Kortin voimassaolo päättyi 21.1.2026.');
    expect(said(stand)).to.contain('Kortti uusitaan');
  });
  it('of more than five waits for the word that it was agreed on', async () => {
    const stand = await group([forCommunity], wide);
    press('5');
    await stand.settle();
    expect(stand.text()).to.contain('Isosta ryhmästä sovitaan erikseen.');
    expect(stand.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('true');
    stand.find('[part=agreed] input').click();
    await stand.settle();
    expect(stand.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('false');
    await click(stand, 'confirm');
    expect(stand.desk.admitted).to.deep.equal([[['Y110029399', 5]]]);
  });
  it('goes on beyond thirty clients once it was agreed on', async () => {
    const many = admissible(0, { code: community, minors: { min: 1, max: 99, who: 'clients', under: 16 } });
    const stand = await group([many], wide);
    press('9');
    for (let more = 0; more < 25; more++) await click(stand, 'step', 1);
    await stand.settle();
    expect(stand.find('[part=count]').textContent).to.equal('34');
    expect(stand.text()).to.contain('Isosta ryhmästä sovitaan erikseen.').and.not.to.contain('lasta');
    stand.find('[part=agreed] input').click();
    await click(stand, 'confirm');
    expect(stand.desk.admitted).to.deep.equal([[['Y110029399', 34]]]);
  });
  it('of a worker and a client who is inside already is recorded by the word of the clerk', async () => {
    const stand = await group([forCommunity]);
    expect(stand.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('true');
    expect(stand.find('[part=inside]').textContent?.trim()).to.equal('Asiakas on jo sisällä tai hänellä on jo lippu');
    stand.find('[part=inside] input').click();
    await stand.settle();
    expect(stand.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('false');
    await click(stand, 'confirm');
    expect(stand.desk.admitted).to.deep.equal([[['Y110029399', 0]]]);
    expect(stand.desk.said).to.deep.equal([{ agreed: false, company: 'client-inside' }]);
  });
  it('may be a worker and a client whose card was recorded at the door: the card is shown, and not recorded again', async () => {
    const stand = await group([forCommunity, refused('already-recorded')]);
    expect(said(stand)).to.contain('ei lisätty ryhmään');
    await click(stand, 'confirm');
    expect(stand.desk.said).to.deep.equal([{ agreed: false, company: 'client-inside' }]);
  });
  it('takes a card that has a ticket in with the others, and does not record it', async () => {
    const stand = await group([forCommunity, hasTicket(1)], {
      verdict: { ...groupConfirmed, usages: groupConfirmed.usages.slice(0, 1), people: 1, withTicket: 1 },
    });
    expect(stand.text()).to.contain('Lippu on jo').and.to.contain('2 korttia, 3 henkilöä');
    const told: unknown[] = [];
    document.addEventListener('kaiku-verdict', (event) => told.push((event as CustomEvent).detail), { once: true });
    await click(stand, 'confirm');
    expect(stand.text()).to.contain('1 kortti, 1 henkilö').and.to.contain('Lisäksi 1 kortilla oli jo lippu.');
    expect(told[0]).to.include({ outcome: 'confirmed', cards: 1, withTicket: 1 });
  });
  it('lets a card go, and its focus does not fall off the screen', async () => {
    const stand = await group([forCommunity, another(1), another(2)]);
    stand.element.shadowRoot?.querySelectorAll<HTMLElement>('[part=remove]')[1]?.focus();
    await sendKeys({ press: 'Enter' });
    await stand.settle();
    expect(stand.text()).to.contain('2 korttia').and.not.to.contain('A9…451');
    expect(stand.element.shadowRoot?.activeElement).to.equal(stand.find('[part=confirm]'));
  });
  it('whose registry is away is recorded provisionally, whole', async () => {
    const stand = await group([forCommunity, unseen('provisional')]);
    expect(stand.find('[part=confirm]').textContent).to.contain('Kirjaa ryhmä alustavasti');
    expect(stand.text()).to.contain('Katso lasten määrä pahvikortista.');
    await click(stand, 'confirm');
    expect(stand.desk.admitted).to.deep.equal([
      [
        ['Y110029399', 0],
        [customer.text, 0],
      ],
    ]);
  });
  it('that the registry refuses in the end stays on the screen, with the reason', async () => {
    const { refusal } = refused('cap-reached') as Extract<Decision, { outcome: 'refused' }>;
    const stand = await group([forCommunity, another(1)], { verdict: { outcome: 'refused', refusal } });
    await click(stand, 'confirm');
    expect(at(stand)).to.equal('gathering');
    expect(said(stand)).to.contain('Ryhmää ei kirjattu. Jäljellä on 1 Kaikukortti-paikka.');
    expect(stand.text()).to.contain('2 korttia');
  });
  it('is taken back whole', async () => {
    const stand = await group([forCommunity, another(1)], { voidResult: { outcome: 'voided' } });
    await click(stand, 'confirm');
    await click(stand, 'undo');
    expect(stand.desk.voidedIds).to.deep.equal(['visit-1']);
    expect(stand.text()).to.contain('Koko ryhmän kirjaus on peruttu.');
  });
  it('of one card is told as a card alone, in small letters where the queue reads along', async () => {
    const usages = [{ usageId: 'usage-1', maskedCard: 'Y1…399', minors: 3 }];
    const verdict = { ...groupConfirmed, usages, people: 4 };
    const stand = await group([forCommunity], { ...wide, verdict, voidResult: { outcome: 'voided' } });
    press('3');
    await stand.settle();
    await click(stand, 'confirm');
    expect(stand.find('.verdict .why').textContent).to.equal('1 aikuinen ja 3 asiakasta');
    await click(stand, 'undo');
    expect(stand.text()).to.contain('Kirjaus on peruttu. Kortin voi lukea uudelleen.');
  });
  it('tells the page its verdict and its undo by the visit’s id, and no code', async () => {
    const told: string[] = [];
    for (const name of ['kaiku-verdict', 'kaiku-voided'] as const)
      document.addEventListener(name, (event) => told.push(JSON.stringify((event as CustomEvent).detail)), {
        once: true,
      });
    const stand = await group([forCommunity, another(1, 2)], { voidResult: { outcome: 'voided' } });
    press('2');
    await click(stand, 'confirm');
    await click(stand, 'undo');
    expect(JSON.parse(told[0] ?? '')).to.deep.include({
      ...{ outcome: 'confirmed', visitId: 'visit-1', cards: 3, people: 4 },
      usages: groupConfirmed.usages,
    });
    expect(JSON.parse(told[1] ?? '')).to.deep.equal({ visitId: 'visit-1', outcome: 'voided' });
    for (const text of told) expect(text).not.to.match(/[AY]\d{9}/);
  });
});

describe('a group of which only a part fits', () => {
  // Four places are left.
  const cards = [forCommunity, another(1), another(2), another(3), another(4)];

  it('is offered those who fit, and the clerk decides who they are', async () => {
    const stand = await group(cards);
    expect(stand.find('[part=plan]').textContent).to.contain('Jäljellä on 4 paikkaa, ryhmässä on 5 henkilöä.');
    await click(stand, 'take');
    const boxes = [...(stand.element.shadowRoot?.querySelectorAll<HTMLInputElement>('[part=comes]') ?? [])];
    expect(boxes.map(({ checked }) => checked)).to.deep.equal([true, true, true, true, false]);
    expect(stand.text()).to.contain('4 korttia, 4 henkilöä').and.to.contain('Muita ei kirjata.');
    boxes[4]?.click();
    await stand.settle();
    expect(stand.find('[part=plan]').textContent).to.contain('Jäljellä on 4 paikkaa');
    boxes[1]?.click();
    await stand.settle();
    expect(stand.desk.admitted).to.deep.equal([]);
    await click(stand, 'confirm');
    expect(stand.desk.admitted[0]?.map(([code]) => code)).to.deep.equal([
      'Y110029399',
      'A999005452',
      'A999005453',
      'A999005454',
    ]);
  });
  it('is not recorded where nobody is chosen', async () => {
    const stand = await group(cards);
    await click(stand, 'take');
    for (const box of stand.element.shadowRoot?.querySelectorAll<HTMLInputElement>('[part=comes]') ?? [])
      if (box.checked) box.click();
    await stand.settle();
    expect(stand.text()).to.contain('Ketään ei ole valittu.');
    await click(stand, 'confirm');
    expect(stand.desk.admitted).to.deep.equal([]);
  });
});

describe('the keyboard of a group', () => {
  it('counts the minors of the last card, and records with Enter', async () => {
    const stand = await group([forCommunity, another(1, 3)]);
    await sendKeys({ press: '2' });
    await stand.settle();
    const counts = [...(stand.element.shadowRoot?.querySelectorAll('.count') ?? [])].map(
      ({ textContent }) => textContent,
    );
    expect(counts).to.deep.equal(['0', '2']);
    await sendKeys({ press: 'Enter' });
    await stand.settle();
    expect(stand.desk.admitted).to.deep.equal([
      [
        ['Y110029399', 0],
        ['A999005451', 2],
      ],
    ]);
  });
  it('lets the last card go with Escape, and then the group', async () => {
    const stand = await group([forCommunity, another(1)]);
    press('Escape');
    await stand.settle();
    expect(stand.text()).to.contain('1 kortti');
    press('Escape');
    await stand.settle();
    expect(at(stand)).to.equal('scanning');
  });
  it('stays in the field while codes are typed, and an Enter there adds nothing', async () => {
    const desk = new FakeDesk();
    desk.decisions = [forCommunity, another(1)];
    const stand = await putUp({ desk });
    stand.find('#code').focus();
    for (const text of ['y110029399', 'a999005451']) {
      await sendKeys({ type: text });
      await sendKeys({ press: 'Enter' });
      await stand.settle();
      expect(stand.element.shadowRoot?.activeElement).to.equal(stand.find('#code'));
    }
    await sendKeys({ press: 'Enter' });
    await stand.settle();
    expect(stand.text()).to.contain('2 korttia');
    expect(desk.admitted).to.deep.equal([]);
  });
  it('does not take the burst of a reader for a count or a confirmation', async () => {
    const stand = await group([forCommunity, another(1, 9)]);
    for (const key of 'A012345678') press(key, { afterMs: 3 });
    press('Enter', { afterMs: 3 });
    await stand.settle();
    expect(stand.text()).to.contain('2 korttia, 2 henkilöä');
    expect(stand.desk.admitted).to.deep.equal([]);
  });
});
