// A reader whose readings had to be repaired: the screen shows once how to set it, and the card is still read.
import { expect } from 'chai';
import { putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { customer } from './support/samples.ts';

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
});

describe('the advice about a reader', () => {
  it('is shown next to the work, while the card is checked', async () => {
    const fixture = await putUp({ lang: 'en' });
    fixture.wedges[0]?.read(customer.text, ['keyboard-layout', 'letter-case']);
    await fixture.settle();
    expect(fixture.desk.checked).to.deep.equal([customer.text]);
    expect(fixture.find('[part=reader-advice]').textContent).to.contain(
      'Set the reader to the computer’s keyboard layout',
    );
    expect(fixture.find('[role=status] > [part=reader-advice]').querySelector('a')).to.equal(null);
  });
  it('is shown one at a time, and each only until it was dismissed on the device', async () => {
    const fixture = await putUp({ lang: 'en' });
    const repairs = ['keyboard-layout', 'letter-case'] as const;
    for (const words of ['keyboard layout', 'Caps Lock']) {
      fixture.wedges[0]?.read(customer.text, repairs);
      await fixture.settle();
      expect(fixture.find('[part=reader-advice]').textContent).to.contain(words);
      fixture.find('[part=dismiss-advice]').click();
      await fixture.settle();
      expect(() => fixture.find('[part=reader-advice]')).to.throw();
    }
    fixture.element.remove();
    const later = await putUp({ lang: 'en' });
    later.wedges[0]?.read(customer.text, repairs);
    await later.settle();
    expect(() => later.find('[part=reader-advice]')).to.throw();
  });
  it('is shown until a person has dismissed it', async () => {
    const fixture = await putUp({ lang: 'sv' });
    fixture.wedges[0]?.read(customer.text, ['alt-codes']);
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    expect(fixture.find('[part=reader-advice]').textContent).to.contain('Alt-läget');
  });
  it('links to the page’s reader doctor if there is one', async () => {
    const fixture = await putUp({ lang: 'fi' });
    fixture.element.setAttribute('reader-help', 'reader-doctor/');
    fixture.wedges[0]?.read(customer.text, ['symbology-prefix']);
    await fixture.settle();
    const link = fixture.find<HTMLAnchorElement>('[part=reader-advice] a');
    expect([link.getAttribute('href'), link.textContent]).to.deep.equal([
      'reader-doctor/',
      'Tarkista lukijan asetukset',
    ]);
  });
  it('is shown if its keys have no names, and if they could be two cards', async () => {
    const fixture = await putUp({ lang: 'en' });
    for (const [reason, words] of [
      ['unnamed-keys', 'Set the device’s scanning program'],
      ['ambiguous', 'Set the reader to the computer’s keyboard layout'],
    ] as const) {
      fixture.wedges[0]?.emit({ type: 'unrecognised', origin: 'wedge', reason });
      await fixture.settle();
      expect(fixture.find('[part=reader-advice]').textContent).to.contain(words);
      fixture.find('[part=dismiss-advice]').click();
      await fixture.settle();
    }
  });
  it('is not shown if nothing had to be repaired', async () => {
    const fixture = await putUp();
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    expect(() => fixture.find('[part=reader-advice]')).to.throw();
  });
});
