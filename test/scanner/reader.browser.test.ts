// A reader that had to be put right: the clerk is told once what to set, and the card is read all the same.
import { expect } from 'chai';
import { customer } from './support/samples.ts';
import { putUp } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
});

describe('a reader that had to be put right', () => {
  it('is told of beside the work, and the card is checked', async () => {
    const stand = await putUp({ lang: 'en' });
    stand.wedges[0]?.read(customer.text, ['keyboard-layout', 'letter-case']);
    await stand.settle();
    expect(stand.desk.checked).to.deep.equal([customer.text]);
    expect(stand.find('[part=reader-advice]').textContent).to.contain(
      'Set the reader to the computer’s keyboard layout',
    );
    expect(stand.find('[role=status] > [part=reader-advice]').querySelector('a')).to.equal(null);
  });
  it('is told of once: the next thing after the first was read, and nothing twice on a device', async () => {
    const stand = await putUp({ lang: 'en' });
    const repairs = ['keyboard-layout', 'letter-case'] as const;
    for (const words of ['keyboard layout', 'Caps Lock']) {
      stand.wedges[0]?.read(customer.text, repairs);
      await stand.settle();
      expect(stand.find('[part=reader-advice]').textContent).to.contain(words);
      stand.find('[part=dismiss-advice]').click();
      await stand.settle();
      expect(() => stand.find('[part=reader-advice]')).to.throw();
    }
    stand.element.remove();
    const later = await putUp({ lang: 'en' });
    later.wedges[0]?.read(customer.text, repairs);
    await later.settle();
    expect(() => later.find('[part=reader-advice]')).to.throw();
  });
  it('is told of until somebody has read it', async () => {
    const stand = await putUp({ lang: 'sv' });
    stand.wedges[0]?.read(customer.text, ['alt-codes']);
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    expect(stand.find('[part=reader-advice]').textContent).to.contain('Alt-läget');
  });
  it('links to the page’s reader doctor where there is one', async () => {
    const stand = await putUp({ lang: 'fi' });
    stand.element.setAttribute('reader-help', 'reader-doctor/');
    stand.wedges[0]?.read(customer.text, ['symbology-prefix']);
    await stand.settle();
    const link = stand.find<HTMLAnchorElement>('[part=reader-advice] a');
    expect([link.getAttribute('href'), link.textContent]).to.deep.equal([
      'reader-doctor/',
      'Tarkista lukijan asetukset',
    ]);
  });
  it('is told of where its keys have no names, and where they could be two cards', async () => {
    const stand = await putUp({ lang: 'en' });
    for (const [reason, words] of [
      ['unnamed-keys', 'Set the device’s scanning program'],
      ['ambiguous', 'Set the reader to the computer’s keyboard layout'],
    ] as const) {
      stand.wedges[0]?.tell({ type: 'unrecognised', origin: 'wedge', reason });
      await stand.settle();
      expect(stand.find('[part=reader-advice]').textContent).to.contain(words);
      stand.find('[part=dismiss-advice]').click();
      await stand.settle();
    }
  });
  it('is not told of where nothing had to be put right', async () => {
    const stand = await putUp();
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    expect(() => stand.find('[part=reader-advice]')).to.throw();
  });
});
