import { type Decision, KaikuError, type UsageHow } from '@kaiku/client';
import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeDesk, notice } from './support/fakes.ts';
import { press } from './support/keys.ts';
import { admissible, another, confirmed, customer, forCommunity, refused, reserved } from './support/samples.ts';
import { putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => document.body.replaceChildren());

/** A question about a customer card that may bring so many children. */
async function asked(max: number, verdict = confirmed): Promise<Stand> {
  const desk = Object.assign(new FakeDesk(), { decision: admissible(max), verdict });
  const stand = await putUp({ desk });
  stand.wedges[0]?.read(customer.text);
  await stand.settle();
  return stand;
}

async function type(stand: Stand, text: string): Promise<void> {
  const input = stand.find<HTMLInputElement>('#code');
  input.focus();
  input.value = text;
  stand.find<HTMLButtonElement>('[part=check]').click();
  await stand.settle();
}

describe('the children', () => {
  it('can be counted up to what the card allows, and no further', async () => {
    const stand = await asked(2);
    const [fewer, more] = [...(stand.element.shadowRoot?.querySelectorAll<HTMLElement>('[part=step]') ?? [])];
    for (let click = 0; click < 4; click++) {
      more?.click();
      await stand.settle();
    }
    expect(stand.find('.count').textContent).to.equal('2');
    expect(more?.getAttribute('aria-disabled')).to.equal('true');
    for (let click = 0; click < 4; click++) fewer?.click();
    await stand.settle();
    expect(stand.find('.count').textContent).to.equal('0');
  });
  it('are not asked about where none may come', async () => {
    const stand = await asked(0);
    expect(stand.element.shadowRoot?.querySelector('[part=stepper]')).to.equal(null);
    stand.find('[part=confirm]').click();
    expect(stand.desk.admitted).to.deep.equal([[[customer.text, 0]]]);
  });
  it('begin at what the card has reserved, and the reservation is told', async () => {
    const stand = await putUp({ desk: Object.assign(new FakeDesk(), { decision: reserved }) });
    stand.cameras[0]?.read(customer.text);
    await stand.settle();
    expect(stand.find('.count').textContent).to.equal('2');
    expect(stand.text()).to.contain('Varaus: 1 aikuinen ja 2 lasta, varattu 28.1.2026 klo 14.05.');
  });
  it('are under the age that the show’s edition says', async () => {
    const minors = { min: 0, max: 2, who: 'children', under: 16 } as const;
    const stand = await putUp({ desk: Object.assign(new FakeDesk(), { decision: admissible(2, { minors }) }) });
    stand.cameras[0]?.read(customer.text);
    await stand.settle();
    expect(stand.text()).to.contain('Alle 16-vuotiaat omat lapset');
  });
});

describe('the keyboard', () => {
  it('carries a card from the field to the verdict and on', async () => {
    const stand = await putUp({ desk: Object.assign(new FakeDesk(), { decision: admissible(3), verdict: confirmed }) });
    stand.find('#code').focus();
    await sendKeys({ type: 'a045 198723' });
    await sendKeys({ press: 'Enter' });
    await stand.settle();
    expect(stand.desk.checked).to.deep.equal(['a045198723']);
    await sendKeys({ press: '2' });
    await sendKeys({ press: 'Enter' });
    await stand.settle();
    expect(stand.desk.admitted).to.deep.equal([[[customer.text, 2]]]);
    expect(stand.text()).to.contain('Kirjattu');
    await sendKeys({ press: 'Escape' });
    await stand.settle();
    expect(stand.find('.screen').className).to.contain('at-scanning');
    expect(stand.element.shadowRoot?.activeElement).to.equal(stand.find('#code'));
  });
  it('ignores a count that is not allowed', async () => {
    const stand = await asked(3);
    press('7');
    await stand.settle();
    expect(stand.find('.count').textContent).to.equal('0');
  });
  it('cancels with Escape, and nothing is recorded', async () => {
    const stand = await asked(3);
    press('Escape');
    await stand.settle();
    expect(stand.find('.screen').className).to.contain('at-scanning');
    expect(stand.desk.admitted).to.deep.equal([]);
  });
  it('does not take the burst of a reader for a count or a confirmation', async () => {
    const stand = await asked(9);
    for (const key of 'A012345678') press(key, { afterMs: 3 });
    expect(press('Enter', { afterMs: 3 })).to.equal(false);
    await stand.settle();
    expect(stand.find('.count').textContent).to.equal('0');
    expect(stand.desk.admitted).to.deep.equal([]);
  });
  it('does not confirm with an Enter that is still held down', async () => {
    const stand = await asked(3);
    expect(press('Enter', { repeat: true })).to.equal(false);
    expect(stand.desk.admitted).to.deep.equal([]);
  });
  it('opens the list of visits to look at without confirming anything', async () => {
    const stand = await asked(3);
    stand.desk.tell({ review: [notice()] });
    await stand.settle();
    stand.find('[part=review] summary').focus();
    await sendKeys({ press: 'Enter' });
    expect(stand.find<HTMLDetailsElement>('details').open).to.equal(true);
    expect(stand.desk.admitted).to.deep.equal([]);
  });
  it('is left to a field of the host page', async () => {
    const field = document.createElement('input');
    document.body.append(field);
    field.focus();
    const stand = await asked(3);
    expect(document.activeElement).to.equal(field);
    press('3');
    await stand.settle();
    expect(stand.find('.count').textContent).to.equal('0');
  });
  it('goes on to the next card with any letter once a verdict is shown', async () => {
    const stand = await asked(3);
    stand.find('[part=confirm]').click();
    await stand.settle();
    press('a');
    await stand.settle();
    expect(stand.find('.screen').className).to.contain('at-scanning');
  });
});

describe('confirming', () => {
  it('happens once, however often the button is pressed', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(1) });
    const stand = await putUp({ desk });
    stand.cameras[0]?.read(customer.text);
    await stand.settle();
    for (let click = 0; click < 3; click++) stand.find('[part=confirm]').click();
    await stand.settle();
    stand.find('[part=confirm]').click();
    expect(desk.admitted.length).to.equal(1);
    expect(stand.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('true');
  });
  it('that could not be kept shows what to do, and tells the page', async () => {
    const error = new KaikuError('outbox/storage', 'full', { retryable: false });
    const desk = Object.assign(new FakeDesk(), { decision: admissible(1), verdict: error });
    const stand = await putUp({ desk });
    const told: unknown[] = [];
    stand.element.addEventListener('kaiku-error', ({ detail }) => told.push(detail));
    stand.cameras[0]?.read(customer.text);
    await stand.settle();
    stand.find('[part=confirm]').click();
    await stand.settle();
    expect(stand.find('.verdict').className).to.contain('undecided');
    expect(stand.text()).to.contain('Tälle laitteelle ei voitu tallentaa');
    expect(told).to.deep.equal([{ during: 'admit', code: 'outbox/storage', error }]);
  });
  it('can be undone', async () => {
    const stand = await asked(2);
    stand.desk.voidResult = { outcome: 'voided' };
    stand.find('[part=confirm]').click();
    await stand.settle();
    stand.find('[part=undo]').click();
    await stand.settle();
    expect(stand.desk.voidedIds).to.deep.equal(['visit-1']);
    expect(stand.text()).to.contain('Kirjaus on peruttu.');
  });
  it('gives way to the next card after a while, and a refusal does not', async () => {
    const stand = await asked(2);
    stand.find('[part=confirm]').click();
    await stand.settle();
    expect(stand.timer.delaysMs).to.deep.equal([8000]);
    stand.timer.elapse();
    await stand.settle();
    expect(stand.find('.screen').className).to.contain('at-scanning');
    stand.desk.decision = refused('card-expired');
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    expect(stand.timer.delaysMs).to.deep.equal([]);
  });
});

describe('a card that comes while another is being recorded', () => {
  it('waits until the answer has been seen, and is told to the page', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(1) });
    const stand = await putUp({ desk });
    const origins: string[] = [];
    stand.element.addEventListener('kaiku-reading', ({ detail }) => origins.push(detail.origin));
    stand.cameras[0]?.read(customer.text);
    await stand.settle();
    let answer = (_: typeof confirmed) => {};
    desk.admit = () => new Promise((resolve) => (answer = resolve));
    stand.find('[part=confirm]').click();
    await stand.settle();
    stand.wedges[0]?.read('A999005458');
    await stand.settle();
    expect(stand.text()).to.contain('Seuraava kortti A9…458 odottaa.');
    expect([desk.checked.length, ...origins]).to.deep.equal([1, 'camera', 'wedge']);
    answer(confirmed);
    await stand.settle();
    expect(stand.find('.verdict').className).to.contain('confirmed');
    expect(stand.timer.delaysMs).to.deep.equal([2000]);
    stand.timer.elapse();
    await stand.settle();
    expect(desk.checked).to.deep.equal([customer.text, 'A999005458']);
  });
});

describe('the reminders under an answer', () => {
  const reminders = async (recordsAs: UsageHow, decision: Decision) => {
    document.body.replaceChildren();
    const desk = Object.assign(new FakeDesk(), { recordsAs, decision, verdict: confirmed });
    const stand = await putUp({ desk });
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    // One client, of a worker; nobody, of a customer without children.
    press('1');
    await stand.settle();
    stand.find('[part=confirm]').click();
    await stand.settle();
    return stand.find('[part=reminders]').textContent ?? '';
  };
  it('tell of the service fee where tickets are sold, and of nobody else’s', async () => {
    expect(await reminders('sold', admissible(0))).to.contain('palvelumaksusta');
    expect(await reminders('door', admissible(0))).not.to.contain('palvelumaksusta');
  });
  it('tell of the identity where the card is a person’s', async () => {
    expect(await reminders('door', admissible(0))).to.contain('henkilöllisyytensä');
    expect(await reminders('door', forCommunity))
      .to.contain('tukihenkilön')
      .and.not.to.contain('henkilöllisyytensä');
  });
});

describe('the typed field', () => {
  it('is empty once its code is taken up, and says what was put right', async () => {
    const desk = new FakeDesk();
    desk.decision = admissible(1, { repairs: ['upper-cased', 'spaces-removed'] });
    const stand = await putUp({ desk });
    await type(stand, 'a045 198723');
    expect(stand.find<HTMLInputElement>('#code').value).to.equal('');
    expect(stand.text()).to.contain('Korjattiin: pienet kirjaimet, välilyönti');
  });
  it('groups the code as it is typed, and leaves the caret where the clerk is', async () => {
    const stand = await putUp();
    const input = stand.find<HTMLInputElement>('#code');
    input.focus();
    await sendKeys({ type: 'a0451' });
    expect(input.value).to.equal('a 045 1');
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ type: '9' });
    expect([input.value, input.selectionStart]).to.deep.equal(['a 045 91', 7]);
    await sendKeys({ press: 'Backspace' });
    // Over the space, which is the field's own, then at the digit before it.
    await sendKeys({ press: 'Backspace' });
    expect([input.value, input.selectionStart]).to.deep.equal(['a 045 1', 5]);
    await sendKeys({ press: 'Backspace' });
    expect([input.value, input.selectionStart]).to.deep.equal(['a 041', 4]);
  });
  it('checks a pasted code with its unseen characters, so that their repair is told', async () => {
    const stand = await putUp();
    const input = stand.find<HTMLInputElement>('#code');
    input.focus();
    document.execCommand('insertText', false, '\u200eA045\u00a0198723');
    await sendKeys({ press: 'Enter' });
    await stand.settle();
    expect(stand.desk.checked).to.deep.equal(['\u200eA045\u00a0198723']);
  });
  it('proposes the one card that was likely meant, and takes it when the clerk says so', async () => {
    const stand = await putUp();
    stand.find('#code').focus();
    await sendKeys({ type: 'AO45I98723' });
    await sendKeys({ press: 'Enter' });
    await stand.settle();
    expect(stand.desk.checked).to.deep.equal([]);
    expect(stand.find('[part=proposal]').textContent).to.contain('A 045 198 723');
    stand.find('[part=take-proposal]').click();
    await stand.settle();
    expect(stand.desk.checked).to.deep.equal(['A045198723']);
    expect(stand.element.shadowRoot?.querySelector('[part=proposal]')).to.equal(null);
  });
  it('checks what stands there where the clerk insists', async () => {
    const stand = await putUp();
    stand.find('#code').focus();
    await sendKeys({ type: 'AO45I98723' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Enter' });
    await stand.settle();
    expect(stand.desk.checked).to.deep.equal(['AO45I98723']);
  });
  it('has its code read back before it is recorded, and masks it after', async () => {
    const stand = await putUp({ desk: Object.assign(new FakeDesk(), { decision: admissible(1), verdict: confirmed }) });
    await type(stand, 'A045198723');
    expect(stand.find('[part=read-back]').textContent?.replace(/\s+/g, ' ')).to.contain(
      'Toista tunnus ääneen: A 045 198 723 A – Aarne',
    );
    stand.find('[part=confirm]').click();
    await stand.settle();
    expect(stand.find('.stage').textContent).to.contain('A0…723').and.not.to.contain('198');
  });
  it('has the last card of a group read back too, until the next one comes', async () => {
    const stand = await putUp();
    stand.desk.decisions = [forCommunity, another(1)];
    await type(stand, 'Y110029399');
    expect(stand.find('[part=read-back]').textContent).to.contain('Y 110 029 399');
    stand.wedges[0]?.read('A999005451');
    await stand.settle();
    expect(stand.element.shadowRoot?.querySelector('[part=read-back]')).to.equal(null);
  });
  it('takes a card over another that is still being checked', async () => {
    const stand = await putUp();
    stand.cameras[0]?.read('A999005458');
    await stand.settle();
    await type(stand, 'A045198723');
    expect(stand.find<HTMLInputElement>('#code').value).to.equal('');
    expect(stand.desk.checked).to.deep.equal(['A999005458', 'A045198723']);
  });
  it('keeps its text while a group is on its way', async () => {
    const desk = new FakeDesk();
    desk.decisions = [forCommunity];
    const stand = await putUp({ desk });
    for (const text of ['Y110029399', 'A999005458']) {
      stand.wedges[0]?.read(text);
      await stand.settle();
    }
    await type(stand, 'A045198723');
    expect(stand.find<HTMLInputElement>('#code').value).to.equal('A045198723');
    expect(stand.desk.checked).to.deep.equal(['Y110029399', 'A999005458']);
  });
  it('does nothing when empty', async () => {
    const stand = await putUp();
    await type(stand, '  ');
    expect(stand.desk.checked).to.deep.equal([]);
  });
});

describe('the code of a card', () => {
  it('is nowhere on the page, in no event and in no attribute, while a card goes through', async () => {
    const told: string[] = [];
    const names = ['kaiku-reading', 'kaiku-decision', 'kaiku-verdict', 'kaiku-voided'] as const;
    const note = (event: Event) => told.push(JSON.stringify((event as CustomEvent).detail));
    for (const name of names) document.addEventListener(name, note);
    const stand = await asked(2);
    const pages = [stand.element.outerHTML, stand.element.shadowRoot?.innerHTML];
    stand.find('[part=confirm]').click();
    await stand.settle();
    pages.push(stand.element.outerHTML, stand.element.shadowRoot?.innerHTML);
    for (const name of names) document.removeEventListener(name, note);
    expect(told.length).to.equal(3);
    // The example beside the field is a code of the programme's own documents.
    const example = new RegExp(`Esimerkiksi ${customer.text}`, 'g');
    for (const text of [...told, ...pages]) expect(text?.replace(example, '')).not.to.contain(customer.text);
    expect(told[2]).to.contain('usage-1');
  });
});
