import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, another, confirmed, forCommunity } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

async function type(fixture: Fixture, text: string): Promise<void> {
  const input = fixture.find<HTMLInputElement>('#code');
  input.focus();
  input.value = text;
  fixture.find<HTMLButtonElement>('[part=check]').click();
  await fixture.settle();
}

describe('the typed field', () => {
  it('is emptied when its code is taken up, and shows what was repaired', async () => {
    const desk = new FakeDesk();
    desk.decision = admissible(1, { repairs: ['upper-cased', 'spaces-removed'] });
    const fixture = await putUp({ desk });
    await type(fixture, 'a045 198723');
    expect(fixture.find<HTMLInputElement>('#code').value).to.equal('');
    expect(fixture.text()).to.contain('Korjattiin: pienet kirjaimet, välilyönti');
  });
  it('groups the code while it is typed, and keeps the caret in place', async () => {
    const fixture = await putUp();
    const input = fixture.find<HTMLInputElement>('#code');
    input.focus();
    await sendKeys({ type: 'a0451' });
    expect(input.value).to.equal('a 045 1');
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ type: '9' });
    expect([input.value, input.selectionStart]).to.deep.equal(['a 045 91', 7]);
    await sendKeys({ press: 'Backspace' });
    // First over the space, which the field has added, then at the digit before it.
    await sendKeys({ press: 'Backspace' });
    expect([input.value, input.selectionStart]).to.deep.equal(['a 045 1', 5]);
    await sendKeys({ press: 'Backspace' });
    expect([input.value, input.selectionStart]).to.deep.equal(['a 041', 4]);
  });
  it('checks a pasted code with its invisible characters, so that their repair is shown', async () => {
    const fixture = await putUp();
    const input = fixture.find<HTMLInputElement>('#code');
    input.focus();
    document.execCommand('insertText', false, '\u200eA045\u00a0198723');
    await sendKeys({ press: 'Enter' });
    await fixture.settle();
    expect(fixture.desk.checked).to.deep.equal(['\u200eA045\u00a0198723']);
  });
  it('proposes the card that was likely meant, and checks it if the clerk accepts', async () => {
    const fixture = await putUp();
    fixture.find('#code').focus();
    await sendKeys({ type: 'AO45I98723' });
    await sendKeys({ press: 'Enter' });
    await fixture.settle();
    expect(fixture.desk.checked).to.deep.equal([]);
    expect(fixture.find('[part=proposal]').textContent).to.contain('A 045 198 723');
    fixture.find('[part=take-proposal]').click();
    await fixture.settle();
    expect(fixture.desk.checked).to.deep.equal(['A045198723']);
    expect(fixture.element.shadowRoot?.querySelector('[part=proposal]')).to.equal(null);
  });
  it('checks the text as it is if the clerk submits it again', async () => {
    const fixture = await putUp();
    fixture.find('#code').focus();
    await sendKeys({ type: 'AO45I98723' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Enter' });
    await fixture.settle();
    expect(fixture.desk.checked).to.deep.equal(['AO45I98723']);
  });
  it('shows its code to be read back before it is recorded, and masks it afterwards', async () => {
    const fixture = await putUp({
      desk: Object.assign(new FakeDesk(), { decision: admissible(1), verdict: confirmed }),
    });
    await type(fixture, 'A045198723');
    expect(fixture.find('[part=read-back]').textContent?.replace(/\s+/g, ' ')).to.contain(
      'Toista tunnus ääneen: A 045 198 723 A – Aarne',
    );
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    expect(fixture.find('.stage').textContent).to.contain('A0…723').and.not.to.contain('198');
  });
  it('shows the last card of a group to be read back too, until the next one is shown', async () => {
    const fixture = await putUp();
    fixture.desk.decisions = [forCommunity, another(1)];
    await type(fixture, 'Y110029399');
    expect(fixture.find('[part=read-back]').textContent).to.contain('Y 110 029 399');
    fixture.wedges[0]?.read('A999005451');
    await fixture.settle();
    expect(fixture.element.shadowRoot?.querySelector('[part=read-back]')).to.equal(null);
  });
  it('replaces a card that is still being checked', async () => {
    const fixture = await putUp();
    fixture.cameras[0]?.read('A999005458');
    await fixture.settle();
    await type(fixture, 'A045198723');
    expect(fixture.find<HTMLInputElement>('#code').value).to.equal('');
    expect(fixture.desk.checked).to.deep.equal(['A999005458', 'A045198723']);
  });
  it('keeps its text while a group is being recorded', async () => {
    const desk = new FakeDesk();
    desk.decisions = [forCommunity];
    const fixture = await putUp({ desk });
    for (const text of ['Y110029399', 'A999005458']) {
      fixture.wedges[0]?.read(text);
      await fixture.settle();
    }
    await type(fixture, 'A045198723');
    expect(fixture.find<HTMLInputElement>('#code').value).to.equal('A045198723');
    expect(fixture.desk.checked).to.deep.equal(['Y110029399', 'A999005458']);
  });
  it('does nothing when empty', async () => {
    const fixture = await putUp();
    await type(fixture, '  ');
    expect(fixture.desk.checked).to.deep.equal([]);
  });
});
