import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { putUp } from './support/fixture.ts';
import { at, group } from './support/group.ts';
import { press } from './support/keys.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { another, forCommunity } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

describe('the keyboard of a group', () => {
  it('counts the minors of the last card, and records with Enter', async () => {
    const fixture = await group([forCommunity, another(1, 3)]);
    await sendKeys({ press: '2' });
    await fixture.settle();
    const counts = [...(fixture.element.shadowRoot?.querySelectorAll('.count') ?? [])].map(
      ({ textContent }) => textContent,
    );
    expect(counts).to.deep.equal(['0', '2']);
    await sendKeys({ press: 'Enter' });
    await fixture.settle();
    expect(fixture.desk.admitted).to.deep.equal([
      [
        ['Y110029399', 0],
        ['A999005451', 2],
      ],
    ]);
  });
  it('removes the last card with Escape, and then the group', async () => {
    const fixture = await group([forCommunity, another(1)]);
    press('Escape');
    await fixture.settle();
    expect(fixture.text()).to.contain('1 kortti');
    press('Escape');
    await fixture.settle();
    expect(at(fixture)).to.equal('scanning');
  });
  it('stays in the field while codes are typed, where an empty Enter does nothing', async () => {
    const desk = new FakeDesk();
    desk.decisions = [forCommunity, another(1)];
    const fixture = await putUp({ desk });
    fixture.find('#code').focus();
    for (const text of ['y110029399', 'a999005451']) {
      await sendKeys({ type: text });
      await sendKeys({ press: 'Enter' });
      await fixture.settle();
      expect(fixture.element.shadowRoot?.activeElement).to.equal(fixture.find('#code'));
    }
    await sendKeys({ press: 'Enter' });
    await fixture.settle();
    expect(fixture.text()).to.contain('2 korttia');
    expect(desk.admitted).to.deep.equal([]);
  });
  it('does not treat the scan of a reader as a count or a confirmation', async () => {
    const fixture = await group([forCommunity, another(1, 9)]);
    for (const key of 'A012345678') press(key, { afterMs: 3 });
    press('Enter', { afterMs: 3 });
    await fixture.settle();
    expect(fixture.text()).to.contain('2 korttia, 2 henkilöä');
    expect(fixture.desk.admitted).to.deep.equal([]);
  });
});
