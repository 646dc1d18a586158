import type { Verdict } from '@kaiku/client';
import { rules } from '@kaiku/client/admission';
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, confirmed, customer, forCommunity } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

/** Yesterday evening in Helsinki. The clock of these tests starts on 5 February. */
const takenAt = '2026-02-04T16:05:00.000Z';
const time = '2026-02-04T18:05';
const againstIt = {
  late: {
    takenAt,
    against: [{ reason: 'card-expired', rule: rules['card-expired'], validUntilOn: '2026-02-03' }],
  },
} as const;

/** Opens the entry from the paper form and sets its time. */
async function onPaper(fixture: Fixture, time: string): Promise<void> {
  const paper = fixture.find<HTMLDetailsElement>('[part=paper]');
  paper.open = true;
  fixture.find<HTMLInputElement>('#taken-at').value = time;
  await fixture.settle();
}

async function type(fixture: Fixture, text: string): Promise<void> {
  fixture.find<HTMLInputElement>('#code').value = text;
  fixture.find<HTMLButtonElement>('[part=check]').click();
  await fixture.settle();
}

describe('a visit from the paper form', () => {
  it('is checked for its own time in Helsinki, one visit after another', async () => {
    const fixture = await putUp({ desk: Object.assign(new FakeDesk(), { decision: admissible(0) }) });
    await onPaper(fixture, time);
    await type(fixture, customer.text);
    await type(fixture, 'A999005458');
    expect(fixture.desk.checkedFor).to.deep.equal([takenAt, takenAt]);
  });

  it('takes place now if the entry is folded, and so does a card that is read', async () => {
    const fixture = await putUp({ desk: Object.assign(new FakeDesk(), { decision: admissible(0) }) });
    await onPaper(fixture, time);
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    fixture.find<HTMLDetailsElement>('[part=paper]').open = false;
    await type(fixture, 'A999005458');
    expect(fixture.desk.checkedFor).to.deep.equal([undefined, undefined]);
  });

  it('shows the rules that it breaks, and its time with the answer', async () => {
    const verdict = { ...confirmed, takenAt, flags: ['card-expired', 'late'] } as Verdict;
    const decision = admissible(2, againstIt);
    const fixture = await putUp({ desk: Object.assign(new FakeDesk(), { decision, verdict }) });
    await onPaper(fixture, time);
    await type(fixture, customer.text);
    expect(fixture.find('[part=late]').textContent).to.equal(
      'Paperilta: käynti 4.2.2026 klo 18.05. Käynti kirjataan, mutta huomaa: Kortin voimassaolo on päättynyt.',
    );
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    expect(fixture.find('[part=recorded-for]').textContent).to.equal('Kirjattu ajalle 4.2.2026 klo 18.05');
    expect(fixture.find('[part=flags]').textContent).to.contain('Kortin voimassaolo on päättynyt.');
    expect(fixture.find('[part=flags]').textContent).not.to.contain('jälkeenpäin');
  });

  it('of a group has one time, that of its first card', async () => {
    const first = { ...forCommunity, late: { takenAt, against: [] } };
    const fixture = await putUp({
      desk: Object.assign(new FakeDesk(), { decisions: [first, admissible(0, againstIt)] }),
    });
    await onPaper(fixture, time);
    await type(fixture, 'Y110029399');
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    expect(fixture.desk.checkedFor).to.deep.equal([takenAt, takenAt]);
    expect(fixture.find('[part=late]').textContent).to.contain('Kortin voimassaolo on päättynyt.');
  });

  for (const [what, wrong, said] of [
    ['without a moment', '', 'Merkitse käynnin päivä ja aika.'],
    ['of tomorrow', '2026-02-06T10:00', 'Käynti ei voi olla tulevaisuudessa.'],
    ['of three weeks ago', '2026-01-14T10:00', 'Vie se Kaikukantaan tiedostona Kaikukannan tuonnilla.'],
  ] as const) {
    it(`${what} is not checked, and shows why`, async () => {
      const fixture = await putUp();
      await onPaper(fixture, wrong);
      await type(fixture, customer.text);
      expect(fixture.desk.checked).to.deep.equal([]);
      expect(fixture.find('#taken-at-wrong').textContent).to.contain(said);
      expect(fixture.element.shadowRoot?.activeElement?.id).to.equal('taken-at');
      expect(fixture.find<HTMLInputElement>('#code').value).to.contain('A045');
      fixture.find('#taken-at').dispatchEvent(new Event('input'));
      await fixture.settle();
      expect(fixture.find('#taken-at-wrong').textContent).to.equal('');
    });
  }
});
