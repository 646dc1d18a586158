import type { Verdict } from '@kaiku/client';
import { rules } from '@kaiku/client/admission';
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { admissible, confirmed, customer, forCommunity } from './support/samples.ts';
import { putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => document.body.replaceChildren());

/** Yesterday evening in Helsinki: it is 5 February by the clock of these tests. */
const takenAt = '2026-02-04T16:05:00.000Z';
const time = '2026-02-04T18:05';
const againstIt = {
  late: {
    takenAt,
    against: [{ reason: 'card-expired', rule: rules['card-expired'], validUntilOn: '2026-02-03' }],
  },
} as const;

/** Opens the entry from the paper form, with what its clock is to show. */
async function onPaper(stand: Stand, time: string): Promise<void> {
  const paper = stand.find<HTMLDetailsElement>('[part=paper]');
  paper.open = true;
  stand.find<HTMLInputElement>('#taken-at').value = time;
  await stand.settle();
}

async function type(stand: Stand, text: string): Promise<void> {
  stand.find<HTMLInputElement>('#code').value = text;
  stand.find<HTMLButtonElement>('[part=check]').click();
  await stand.settle();
}

describe('a visit from the paper form', () => {
  it('is checked for its own moment by the clock of Helsinki, one after another', async () => {
    const stand = await putUp({ desk: Object.assign(new FakeDesk(), { decision: admissible(0) }) });
    await onPaper(stand, time);
    await type(stand, customer.text);
    await type(stand, 'A999005458');
    expect(stand.desk.checkedFor).to.deep.equal([takenAt, takenAt]);
  });

  it('is of now again once the entry is closed, and so is a card that is read', async () => {
    const stand = await putUp({ desk: Object.assign(new FakeDesk(), { decision: admissible(0) }) });
    await onPaper(stand, time);
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    stand.find<HTMLDetailsElement>('[part=paper]').open = false;
    await type(stand, 'A999005458');
    expect(stand.desk.checkedFor).to.deep.equal([undefined, undefined]);
  });

  it('tells the clerk what the rules say against it, and the moment with the answer', async () => {
    const verdict = { ...confirmed, takenAt, flags: ['card-expired', 'late'] } as Verdict;
    const decision = admissible(2, againstIt);
    const stand = await putUp({ desk: Object.assign(new FakeDesk(), { decision, verdict }) });
    await onPaper(stand, time);
    await type(stand, customer.text);
    expect(stand.find('[part=late]').textContent).to.equal(
      'Paperilta: käynti 4.2.2026 klo 18.05. Käynti kirjataan, mutta huomaa: Kortin voimassaolo on päättynyt.',
    );
    stand.find('[part=confirm]').click();
    await stand.settle();
    expect(stand.find('[part=recorded-for]').textContent).to.equal('Kirjattu ajalle 4.2.2026 klo 18.05');
    expect(stand.find('[part=flags]').textContent).to.contain('Kortin voimassaolo on päättynyt.');
    expect(stand.find('[part=flags]').textContent).not.to.contain('jälkeenpäin');
  });

  it('of a group is of one moment, that of its first card', async () => {
    const first = { ...forCommunity, late: { takenAt, against: [] } };
    const stand = await putUp({
      desk: Object.assign(new FakeDesk(), { decisions: [first, admissible(0, againstIt)] }),
    });
    await onPaper(stand, time);
    await type(stand, 'Y110029399');
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    expect(stand.desk.checkedFor).to.deep.equal([takenAt, takenAt]);
    expect(stand.find('[part=late]').textContent).to.contain('Kortin voimassaolo on päättynyt.');
  });

  for (const [what, wrong, said] of [
    ['without a moment', '', 'Merkitse käynnin päivä ja aika.'],
    ['of tomorrow', '2026-02-06T10:00', 'Käynti ei voi olla tulevaisuudessa.'],
    ['of three weeks ago', '2026-01-14T10:00', 'Vie se Kaikukantaan tiedostona Kaikukannan tuonnilla.'],
  ] as const) {
    it(`${what} is not checked, and says why`, async () => {
      const stand = await putUp();
      await onPaper(stand, wrong);
      await type(stand, customer.text);
      expect(stand.desk.checked).to.deep.equal([]);
      expect(stand.find('#taken-at-wrong').textContent).to.contain(said);
      expect(stand.element.shadowRoot?.activeElement?.id).to.equal('taken-at');
      expect(stand.find<HTMLInputElement>('#code').value).to.contain('A045');
      stand.find('#taken-at').dispatchEvent(new Event('input'));
      await stand.settle();
      expect(stand.find('#taken-at-wrong').textContent).to.equal('');
    });
  }
});
