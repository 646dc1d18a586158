import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { press } from './support/keys.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, customer } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

async function opened(): Promise<Fixture> {
  const fixture = await putUp({ desk: Object.assign(new FakeDesk(), { decision: admissible(2) }) });
  fixture.find('[part=menu]').focus();
  fixture.find('[part=menu]').click();
  await fixture.settle();
  return fixture;
}

const isOpen = (fixture: Fixture) => fixture.find('[part=drawer]').checkVisibility();
const focused = ({ element }: Fixture) => element.shadowRoot?.activeElement?.getAttribute('part');

describe('the drawer', () => {
  it('is closed at first, takes the focus, and gives it back', async () => {
    const before = await putUp();
    expect(isOpen(before)).to.equal(false);
    document.body.replaceChildren();

    const fixture = await opened();
    expect(isOpen(fixture)).to.equal(true);
    expect(focused(fixture)).to.equal('close-drawer');
    fixture.find('[part=close-drawer]').click();
    await fixture.settle();
    expect(isOpen(fixture)).to.equal(false);
    expect(focused(fixture)).to.equal('menu');
  });

  it('closes with Escape, and with a tap on the stage', async () => {
    const fixture = await opened();
    press('Escape');
    await fixture.settle();
    expect(isOpen(fixture)).to.equal(false);

    fixture.find('[part=menu]').click();
    await fixture.settle();
    fixture.find('.scrim').click();
    await fixture.settle();
    expect(isOpen(fixture)).to.equal(false);
  });

  it('closes for a card, stays closed after its answer, and cannot cover a question', async () => {
    const fixture = await opened();
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    expect(isOpen(fixture)).to.equal(false);
    expect(focused(fixture)).to.equal('confirm');
    expect(fixture.find<HTMLButtonElement>('[part=menu]').disabled).to.equal(true);
    fixture.find('[part=menu]').click();
    await fixture.settle();
    expect(isOpen(fixture)).to.equal(false);

    press('Escape');
    await fixture.settle();
    expect(isOpen(fixture)).to.equal(false);
  });

  it('closes when the training begins', async () => {
    const fixture = await opened();
    fixture.find('[part=train]').click();
    await fixture.settle();
    expect(isOpen(fixture)).to.equal(false);
    expect(fixture.element.training).to.equal(true);
  });
});
