import { type Decision, KaikuError, type UsageHow } from '@kaiku/client';
import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeDesk, notice } from './support/fakes.ts';
import { asked, putUp } from './support/fixture.ts';
import { press } from './support/keys.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, confirmed, customer, forCommunity, refused } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

describe('the keyboard', () => {
  it('takes a card from the field to the verdict and to the next card', async () => {
    const fixture = await putUp({
      desk: Object.assign(new FakeDesk(), { decision: admissible(3), verdict: confirmed }),
    });
    fixture.find('#code').focus();
    await sendKeys({ type: 'a045 198723' });
    await sendKeys({ press: 'Enter' });
    await fixture.settle();
    expect(fixture.desk.checked).to.deep.equal(['a045198723']);
    await sendKeys({ press: '2' });
    await sendKeys({ press: 'Enter' });
    await fixture.settle();
    expect(fixture.desk.admitted).to.deep.equal([[[customer.text, 2]]]);
    expect(fixture.text()).to.contain('Kirjattu');
    await sendKeys({ press: 'Escape' });
    await fixture.settle();
    expect(fixture.find('.screen').className).to.contain('at-scanning');
    expect(fixture.element.shadowRoot?.activeElement).to.equal(fixture.find('#code'));
  });
  it('ignores a count that is not allowed', async () => {
    const fixture = await asked(3);
    press('7');
    await fixture.settle();
    expect(fixture.count()).to.equal('0');
  });
  it('cancels with Escape without recording anything', async () => {
    const fixture = await asked(3);
    press('Escape');
    await fixture.settle();
    expect(fixture.find('.screen').className).to.contain('at-scanning');
    expect(fixture.desk.admitted).to.deep.equal([]);
  });
  it('does not treat the scan of a reader as a count or a confirmation', async () => {
    const fixture = await asked(9);
    for (const key of 'A012345678') press(key, { afterMs: 3 });
    expect(press('Enter', { afterMs: 3 })).to.equal(false);
    await fixture.settle();
    expect(fixture.count()).to.equal('0');
    expect(fixture.desk.admitted).to.deep.equal([]);
  });
  it('does not confirm with an Enter that is still held down', async () => {
    const fixture = await asked(3);
    expect(press('Enter', { repeat: true })).to.equal(false);
    expect(fixture.desk.admitted).to.deep.equal([]);
  });
  it('opens the review list without confirming anything', async () => {
    const fixture = await asked(3);
    fixture.desk.change({ review: [notice()] });
    await fixture.settle();
    fixture.find('[part=review] summary').focus();
    await sendKeys({ press: 'Enter' });
    expect(fixture.find<HTMLDetailsElement>('[part=review]').open).to.equal(true);
    expect(fixture.desk.admitted).to.deep.equal([]);
  });
  it('is left to a field of the page', async () => {
    const field = document.createElement('input');
    document.body.append(field);
    field.focus();
    const fixture = await asked(3);
    expect(document.activeElement).to.equal(field);
    press('3');
    await fixture.settle();
    expect(fixture.count()).to.equal('0');
  });
  it('continues to the next card with any letter after a verdict', async () => {
    const fixture = await asked(3);
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    press('a');
    await fixture.settle();
    expect(fixture.find('.screen').className).to.contain('at-scanning');
  });
});

describe('confirming', () => {
  it('happens once, however often the button is pressed', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(1) });
    const fixture = await putUp({ desk });
    fixture.cameras[0]?.read(customer.text);
    await fixture.settle();
    for (let click = 0; click < 3; click++) fixture.find('[part=confirm]').click();
    await fixture.settle();
    fixture.find('[part=confirm]').click();
    expect(desk.admitted.length).to.equal(1);
    expect(fixture.find('[part=confirm]').getAttribute('aria-disabled')).to.equal('true');
  });
  it('shows what to do, and emits an error, if the visit could not be stored', async () => {
    const error = new KaikuError('outbox/storage', 'full', { retryable: false });
    const desk = Object.assign(new FakeDesk(), { decision: admissible(1), verdict: error });
    const fixture = await putUp({ desk });
    const emitted: unknown[] = [];
    fixture.element.addEventListener('kaiku-error', ({ detail }) => emitted.push(detail));
    fixture.cameras[0]?.read(customer.text);
    await fixture.settle();
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    expect(fixture.find('.verdict').className).to.contain('undecided');
    expect(fixture.text()).to.contain('Tälle laitteelle ei voitu tallentaa');
    expect(emitted).to.deep.equal([{ during: 'admit', code: 'outbox/storage', error }]);
  });
  it('can be undone', async () => {
    const fixture = await asked(2);
    fixture.desk.voidResult = { outcome: 'voided' };
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    fixture.find('[part=undo]').click();
    await fixture.settle();
    expect(fixture.desk.voidedIds).to.deep.equal(['visit-1']);
    expect(fixture.text()).to.contain('Kirjaus on peruttu.');
  });
  it('ends after a while, but not after a refusal', async () => {
    const fixture = await asked(2);
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    expect(fixture.timer.delaysMs).to.deep.equal([8000]);
    fixture.timer.elapse();
    await fixture.settle();
    expect(fixture.find('.screen').className).to.contain('at-scanning');
    fixture.desk.decision = refused('card-expired');
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    expect(fixture.timer.delaysMs).to.deep.equal([]);
  });
});

describe('a card that comes while another is being recorded', () => {
  it('waits until the clerk has seen the answer, and is reported to the page', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(1) });
    const fixture = await putUp({ desk });
    const origins: string[] = [];
    fixture.element.addEventListener('kaiku-reading', ({ detail }) => origins.push(detail.origin));
    fixture.cameras[0]?.read(customer.text);
    await fixture.settle();
    let answer = (_: typeof confirmed) => {};
    desk.admit = () => new Promise((resolve) => (answer = resolve));
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    fixture.wedges[0]?.read('A999005458');
    await fixture.settle();
    expect(fixture.text()).to.contain('Seuraava kortti A9…458 odottaa.');
    expect([desk.checked.length, ...origins]).to.deep.equal([1, 'camera', 'wedge']);
    answer(confirmed);
    await fixture.settle();
    expect(fixture.find('.verdict').className).to.contain('confirmed');
    expect(fixture.timer.delaysMs).to.deep.equal([2000]);
    fixture.timer.elapse();
    await fixture.settle();
    expect(desk.checked).to.deep.equal([customer.text, 'A999005458']);
  });
});

describe('the reminders under an answer', () => {
  const reminders = async (recordsAs: UsageHow, decision: Decision) => {
    document.body.replaceChildren();
    const desk = Object.assign(new FakeDesk(), { recordsAs, decision, verdict: confirmed });
    const fixture = await putUp({ desk });
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    // With a worker's card, one client; with a customer's card without children, no one.
    press('1');
    await fixture.settle();
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    return fixture.find('[part=reminders]').textContent ?? '';
  };
  it('include the service fee only if tickets are sold', async () => {
    expect(await reminders('sold', admissible(0))).to.contain('palvelumaksusta');
    expect(await reminders('door', admissible(0))).not.to.contain('palvelumaksusta');
  });
  it('include the identity only if the card is personal', async () => {
    expect(await reminders('door', admissible(0))).to.contain('henkilöllisyytensä');
    expect(await reminders('door', forCommunity))
      .to.contain('tukihenkilön')
      .and.not.to.contain('henkilöllisyytensä');
  });
});

describe('the code of a card', () => {
  it('is in no text, event or attribute while a visit is recorded', async () => {
    const emitted: string[] = [];
    const names = ['kaiku-reading', 'kaiku-decision', 'kaiku-verdict', 'kaiku-voided'] as const;
    const note = (event: Event) => emitted.push(JSON.stringify((event as CustomEvent).detail));
    for (const name of names) document.addEventListener(name, note);
    const fixture = await asked(2);
    const pages = [fixture.element.outerHTML, fixture.element.shadowRoot?.innerHTML];
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    pages.push(fixture.element.outerHTML, fixture.element.shadowRoot?.innerHTML);
    for (const name of names) document.removeEventListener(name, note);
    expect(emitted.length).to.equal(3);
    // The example next to the field is a code from the programme's own documents.
    const example = new RegExp(`Esimerkiksi ${customer.text}`, 'g');
    for (const text of [...emitted, ...pages]) expect(text?.replace(example, '')).not.to.contain(customer.text);
    expect(emitted[2]).to.contain('usage-1');
  });
});
