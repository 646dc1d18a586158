/** What the page does to the element by its methods and attributes: `stop`, `start`, `check`, `reset`. */
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, another, confirmed, customer, unseen } from './support/samples.ts';
import { open, recording, takes } from './support/working.ts';

afterEach(() => document.body.replaceChildren());

describe('an element that the page stops', () => {
  it('releases camera and keys, ignores cards, and says so, while the desk still sends', async () => {
    const fixture = await putUp();
    fixture.element.stop();
    expect(fixture.element.active).to.equal(false);
    expect(open(fixture)).to.equal(0);
    expect(await takes(fixture)).to.equal(false);
    expect(fixture.text()).to.contain('Kirjaus on pysäytetty.');
    expect(fixture.element.shadowRoot?.querySelector('#code, .camera, [part=elsewhere], [part=train]')).to.equal(null);
    expect(fixture.element.matches(':state(stopped)')).to.equal(true);
    expect(fixture.desk.closed).to.equal(false);
    fixture.element.start();
    expect(open(fixture)).to.equal(2);
    await fixture.settle();
    expect(fixture.text()).not.to.contain('Kirjaus on pysäytetty.');
    expect(await takes(fixture)).to.equal(true);
  });
  it('is stopped by the attribute, and active without it', async () => {
    const fixture = await putUp();
    fixture.element.setAttribute('active', 'false');
    await fixture.settle();
    expect([fixture.element.active, open(fixture)]).to.deep.equal([false, 0]);
    for (const value of ['', 'true']) {
      fixture.element.setAttribute('active', value);
      expect(fixture.element.active).to.equal(true);
    }
    fixture.element.active = false;
    await fixture.settle();
    expect(fixture.element.getAttribute('active')).to.equal('false');
    fixture.element.removeAttribute('active');
    await fixture.settle();
    expect([fixture.element.active, open(fixture)]).to.deep.equal([true, 2]);
  });
  it('requests no camera if it is stopped from the beginning', async () => {
    const element = document.createElement('kaiku-scanner');
    let asked = 0;
    element.createCamera = () => {
      asked += 1;
      throw new Error('It is stopped.');
    };
    Object.assign(element, { desk: new FakeDesk(), sources: 'camera', active: false });
    document.body.append(element);
    await element.updateComplete;
    expect(asked).to.equal(0);
  });
  it('records nothing, and shows its question again when it starts', async () => {
    const fixture = await putUp();
    fixture.desk.decision = admissible(0);
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    const confirm = fixture.find('[part=confirm]');
    fixture.element.stop();
    confirm.click();
    await fixture.settle();
    expect(fixture.desk.admitted).to.deep.equal([]);
    expect(fixture.element.shadowRoot?.querySelector('[part=confirm]')).to.equal(null);
    fixture.element.start();
    await fixture.settle();
    fixture.find('[part=confirm]').click();
    expect(fixture.desk.admitted.length).to.equal(1);
  });
});

describe('`check`', () => {
  it('handles a text as if it had been typed, and returns the decision', async () => {
    const fixture = await putUp();
    fixture.desk.decision = admissible(0);
    fixture.element.auto = true;
    const decision = await fixture.element.check(customer.text);
    expect(decision).to.deep.equal({
      outcome: 'admissible',
      maskedCard: 'A0…723',
      reason: undefined,
      cause: undefined,
      ticket: undefined,
    });
    await fixture.settle();
    expect(fixture.find('[part=read-back]').textContent).to.contain('A 045 198 723');
    expect(fixture.desk.admitted).to.deep.equal([]);
  });
  it('returns nothing for a text that is not taken up', async () => {
    const fixture = await putUp();
    fixture.element.stop();
    expect(await fixture.element.check(customer.text)).to.equal(undefined);
    expect(fixture.desk.checked).to.deep.equal([]);
    fixture.element.start();
    fixture.desk.decision = new Error('broken');
    expect(await fixture.element.check(customer.text)).to.equal(undefined);
  });
  it('resolves after its card has waited for the one before, or has lost its place', async () => {
    const fixture = await putUp();
    const answer = await recording(fixture);
    const first = fixture.element.check('A999005458');
    const second = fixture.element.check('A999005459');
    expect(await first).to.equal(undefined);
    answer(confirmed);
    await fixture.settle();
    fixture.desk.decision = unseen('undecided');
    fixture.timer.elapse();
    expect((await second)?.outcome).to.equal('undecided');
  });
  it('returns nothing in training', async () => {
    const fixture = await putUp();
    fixture.element.training = true;
    await fixture.settle();
    expect(await fixture.element.check(customer.text)).to.equal(undefined);
  });
});

describe('`reset`', () => {
  it('dismisses a question and a typed code without recording anything', async () => {
    const fixture = await putUp();
    fixture.desk.decision = admissible(0);
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    fixture.find<HTMLInputElement>('#code').value = 'A999';
    fixture.element.reset();
    await fixture.settle();
    expect(fixture.find('.screen').className).to.contain('at-scanning');
    expect(fixture.find<HTMLInputElement>('#code').value).to.equal('');
    expect(fixture.desk.admitted).to.deep.equal([]);
    expect(open(fixture)).to.equal(2);
  });
  it('dismisses an answer and the card that waited for it', async () => {
    const fixture = await putUp();
    const answer = await recording(fixture);
    fixture.element.reset();
    await fixture.settle();
    // A recording in progress cannot be cancelled.
    expect(fixture.find('.screen').className).to.contain('at-recording');
    fixture.desk.decision = another(9);
    const waited = fixture.element.check('A999005459');
    answer(confirmed);
    await fixture.settle();
    fixture.element.reset();
    expect(await waited).to.equal(undefined);
    await fixture.settle();
    expect(fixture.find('.screen').className).to.contain('at-scanning');
    expect(fixture.desk.checked.length).to.equal(1);
  });
});
