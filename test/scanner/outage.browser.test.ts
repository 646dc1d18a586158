import { KaikuError } from '@kaiku/client';
import { expect } from 'chai';
import { FakeDesk, healthy, notice, outage, show } from './support/fakes.ts';
import { type Fixture, giveFile, opened, putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, customer, leased, provisional, unseen } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

async function click(fixture: Fixture, selector: string): Promise<void> {
  fixture.find(selector).click();
  await fixture.settle();
}

const words = (fixture: Fixture, part: string) =>
  fixture.find(`[part~=${part}]`).textContent?.replace(/\s+/g, ' ').trim();

describe('the line of the connection', () => {
  it('is unobtrusive while the registry answers', async () => {
    const fixture = await putUp();
    expect(words(fixture, 'connection')).to.equal('Yhteys kunnossa');
    expect(fixture.find('[part=connection]').className).to.equal('chip connected');
  });
  it('shows in an outage since when, that visits are stored, how many are pending, and the tickets of this device', async () => {
    const fixture = await putUp();
    fixture.desk.change({ ...outage, outSinceMs: Date.now(), pending: 3, leased: 1 });
    await fixture.settle();
    expect(words(fixture, 'connection')).to.match(
      /^Ei yhteyttä klo \d{1,2}\.\d\d lähtien\. Kirjaukset tallentuvat tälle laitteelle\. 3 odottaa lähetystä\. Tällä laitteella voi vielä antaa 1 paikan\.$/,
    );
    fixture.desk.change({ leased: 0 });
    await fixture.settle();
    expect(words(fixture, 'connection')).to.contain('Tälle laitteelle ei ole varattu paikkoja.');
    // The tickets left are from before the outage; other devices have given out some since.
    expect(fixture.element.shadowRoot?.querySelector('[part=places]')).to.equal(null);
  });
  it('includes the day of an outage that started on another day', async () => {
    const fixture = await putUp();
    fixture.desk.change(outage);
    await fixture.settle();
    expect(words(fixture, 'connection')).to.contain('Ei yhteyttä ti 3.2. klo 17.15 lähtien');
  });
  it('mentions no tickets if the show has no cap', async () => {
    const fixture = await putUp();
    fixture.desk.change({ ...outage, show: { ...show, cap: null } });
    await fixture.settle();
    expect(fixture.element.shadowRoot?.querySelector('[part=leased]')).to.equal(null);
  });
  it('shows that it is sending after an outage, and then that it is connected', async () => {
    const fixture = await putUp();
    fixture.desk.change({ ...outage, pending: 2 });
    fixture.desk.change({ reachable: true, failure: undefined, outSinceMs: undefined });
    await fixture.settle();
    expect(words(fixture, 'connection')).to.equal('Lähetetään, 2 odottaa');
    fixture.desk.change({ pending: 0 });
    await fixture.settle();
    expect(words(fixture, 'connection')).to.equal('Yhteys kunnossa');
  });
});

describe('a visit that is recorded on the device', () => {
  async function shown(verdict: typeof leased): Promise<Fixture> {
    const desk = Object.assign(new FakeDesk(), { decision: unseen('provisional'), verdict });
    const fixture = await putUp({ desk, lang: 'en' });
    fixture.cameras[0]?.read(customer.text);
    await fixture.settle();
    await click(fixture, '[part=confirm]');
    return fixture;
  }
  it('says so if it uses a leased ticket', async () => {
    const fixture = await shown(leased);
    expect(words(fixture, 'kept')).to.contain('Recorded on this device; a place is held for it.');
    expect(words(fixture, 'kept')).not.to.contain('not confirmed');
    expect(fixture.find('[role=alert]').textContent).to.contain('a place is held for it');
  });
  it('says that it is not confirmed if it uses none', async () => {
    const fixture = await shown(provisional);
    expect(words(fixture, 'kept')).to.contain('Recorded on this device; not confirmed yet.');
  });
  it('reports to the page what allowed it', async () => {
    const emitted: unknown[] = [];
    document.addEventListener('kaiku-verdict', (event) => emitted.push((event as CustomEvent).detail.by), {
      once: true,
    });
    await shown(leased);
    expect(emitted).to.deep.equal(['lease']);
  });
});

describe('a visit that cannot be stored', () => {
  it('is undecided, and the first step is the paper form', async () => {
    const verdict = new KaikuError('outbox/storage', 'full', { retryable: false });
    const desk = Object.assign(new FakeDesk(), { decision: admissible(0), verdict });
    const fixture = await putUp({ desk, lang: 'en' });
    fixture.cameras[0]?.read(customer.text);
    await fixture.settle();
    await click(fixture, '[part=confirm]');
    expect(fixture.find('.verdict').className).to.contain('undecided');
    expect(fixture.text()).to.contain('nothing was recorded. Write the visit on the paper form');
  });
});

describe('the review list', () => {
  it('shows for each visit why it is there and what to do', async () => {
    const fixture = await putUp({ lang: 'en' });
    fixture.desk.change({
      review: [
        notice({ visitId: 'u1' }),
        notice({ visitId: 'u2', why: 'flagged', flags: ['cap-reached', 'card-expired'] }),
        notice({ visitId: 'u3', why: 'voided-elsewhere' }),
        notice({ visitId: 'u4', why: 'registry/forbidden' }),
        notice({ visitId: 'u5', why: 'registry/not-found', maskedCard: '…', cards: 0, minors: 0 }),
      ],
    });
    await fixture.settle();
    await opened(fixture, 'review');
    expect(words(fixture, 'item-interrupted')).to.contain('interrupted and has been withdrawn');
    expect(words(fixture, 'item-flagged')).to.contain('The upper limit was exceeded. The card’s validity has ended.');
    expect(words(fixture, 'item-voided-elsewhere')).to.contain('voided in Kaikukanta');
    expect(words(fixture, 'item-registry-forbidden')).to.contain('does not let this device record');
    expect(words(fixture, 'item-registry-not-found')).to.contain('could not be undone and still counts');
    await click(fixture, '[part~=item-flagged] [part=dismiss]');
    expect(fixture.desk.dismissedIds).to.deep.equal(['u2']);
  });
  it('is reported to the page once for each item, without a code', async () => {
    const emitted: { added: readonly { visitId: string }[]; count: number }[] = [];
    const fixture = await putUp();
    fixture.element.addEventListener('kaiku-review', ({ detail }) => emitted.push(detail));
    fixture.desk.change({ review: [notice({ visitId: 'u1' })] });
    fixture.desk.change({ pending: 1 });
    fixture.desk.change({ review: [notice({ visitId: 'u1' }), notice({ visitId: 'u2', why: 'voided-elsewhere' })] });
    expect(emitted.map(({ added, count }) => [added.map(({ visitId }) => visitId), count])).to.deep.equal([
      [['u1'], 1],
      [['u2'], 2],
    ]);
  });
});

describe('a page that follows the connection and the queue', () => {
  it('gets an event for each change, and no other', async () => {
    const emitted: [boolean | undefined, number | undefined, number][] = [];
    const fixture = await putUp();
    fixture.element.addEventListener('kaiku-state', ({ detail: { reachable, pending, review } }) =>
      emitted.push([reachable, pending, review]),
    );
    fixture.desk.change({ reachable: false, failure: 'registry/unreachable' });
    fixture.desk.change({ leased: 3 });
    fixture.desk.change({ pending: 1 });
    fixture.desk.change({ pending: 0, reachable: true, failure: undefined, review: [notice({ visitId: 'u1' })] });
    expect(emitted).to.deep.equal([
      [false, 0, 0],
      [false, 1, 0],
      [true, 0, 1],
    ]);
  });
  it('gets the final result of each visit', async () => {
    const emitted: unknown[] = [];
    const fixture = await putUp();
    fixture.element.addEventListener('kaiku-acknowledged', ({ detail }) => emitted.push(detail));
    const settled = { visitId: 'v1', outcome: 'counted', flags: ['late'], recordedAt: '2026-02-03T16:00:00Z' } as const;
    fixture.desk.acknowledge({ type: 'acknowledged', ...settled });
    expect(emitted).to.deep.equal([settled]);
  });
});

describe('the outbox as a file', () => {
  it('is saved under a name with the date and no code, next to a warning about the codes in it', async () => {
    const fixture = await putUp({
      lang: 'en',
      desk: Object.assign(new FakeDesk(), { file: `{"card":"${customer.text}"}` }),
    });
    fixture.desk.change({ review: [notice()] });
    await fixture.settle();
    await opened(fixture, 'review');
    const { click: clickOf } = HTMLAnchorElement.prototype;
    const saved: { name: string; text: Promise<string> }[] = [];
    HTMLAnchorElement.prototype.click = function () {
      saved.push({ name: this.download, text: fetch(this.href).then((file) => file.text()) });
    };
    await click(fixture, '[part=review] [part=save-file]');
    HTMLAnchorElement.prototype.click = clickOf;
    expect(saved.map(({ name }) => name)[0]).to.match(/^kaikukortti-\d{4}-\d\d-\d\d-\d{4}\.json$/);
    expect(await saved[0]?.text).to.equal(`{"card":"${customer.text}"}`);
    expect(words(fixture, 'review')).to.contain('The file holds card codes.');
    expect(words(fixture, 'device-told')).to.equal(`Saved as ${saved[0]?.name}.`);
    expect(fixture.element.shadowRoot?.innerHTML.replace('For example A045198723', '')).not.to.contain(customer.text);
    fixture.timer.elapse();
    await fixture.settle();
    expect(fixture.element.shadowRoot?.querySelector('[part=device-told]')).to.equal(null);
  });
  it('of another device is imported, and the result is shown', async () => {
    const fixture = await opened(await putUp({ lang: 'en' }), 'device');
    for (const [taken, sentence] of [
      [7, '7 visits were taken over.'],
      [1, '1 visit was taken over.'],
      [0, 'There were no new visits in the file.'],
    ] as const) {
      fixture.desk.taken = taken;
      await giveFile(fixture, '{"from":"another"}');
      expect(words(fixture, 'device-told')).to.equal(sentence);
    }
    expect(fixture.desk.imported).to.deep.equal(Array(3).fill('{"from":"another"}'));
  });
  it('causes a message and an event if it is not an outbox, or cannot be stored', async () => {
    const fixture = await opened(await putUp({ lang: 'en' }), 'device');
    const emitted: string[] = [];
    fixture.element.addEventListener('kaiku-error', ({ detail }) => emitted.push(`${detail.during} ${detail.code}`));
    for (const [code, sentence] of [
      ['config/invalid', 'The file does not hold the visits of another device.'],
      ['outbox/storage', 'The file could not be taken over.'],
    ] as const) {
      fixture.desk.taken = new KaikuError(code, 'This call was set to fail.', { retryable: false });
      await giveFile(fixture, 'no file');
      expect(words(fixture, 'device-told')).to.contain(sentence);
    }
    fixture.desk.file = new KaikuError('outbox/storage', 'This call was set to fail.', { retryable: false });
    // Without a visit there is nothing to save, and no button that makes an empty file.
    expect(fixture.element.shadowRoot?.querySelector('[part=save-file]')).to.equal(null);
    fixture.desk.change({ pending: 1 });
    await fixture.settle();
    await click(fixture, '[part=device] [part=save-file]');
    expect(words(fixture, 'device-told')).to.contain('The file could not be made.');
    expect(emitted).to.deep.equal(['import config/invalid', 'import outbox/storage', 'export outbox/storage']);
  });
});

describe('the page of the device', () => {
  it('is folded, and reads the health of the device only while it is open', async () => {
    const fixture = await putUp({ lang: 'en' });
    let looks = 0;
    fixture.desk.health = async () => {
      looks++;
      return {
        ...healthy,
        pending: fixture.desk.state.pending ?? 0,
        oldestTakenAt: '2026-02-03T15:20:00Z',
        sending: false,
      };
    };
    fixture.desk.change({ pending: 1 });
    await fixture.settle();
    expect(looks).to.equal(0);
    await opened(fixture, 'device');
    // Older data of languages (ICU) have the comma.
    expect(words(fixture, 'device')).to.match(/1 visit, the oldest of Tue,? 3 February at 17:20/);
    fixture.desk.change({ pending: 2 });
    await fixture.settle();
    expect(words(fixture, 'device')).to.contain('2 visits').and.not.to.contain('browser is not sending');
    await click(fixture, '[part=send-now]');
    expect(fixture.desk.sent).to.equal(1);
  });
  it('requests persistent storage, and shows the browser’s answer', async () => {
    const desk = Object.assign(new FakeDesk(), { healthAnswer: { ...healthy, persistent: false } });
    const fixture = await opened(await putUp({ lang: 'en', desk }), 'device');
    const { persist } = navigator.storage;
    for (const [answer, sentence] of [
      [false, 'The browser did not promise to keep the visits.'],
      [true, 'The browser promised to keep the visits.'],
    ] as const) {
      navigator.storage.persist = async () => answer;
      await click(fixture, '[part=persist]');
      expect(words(fixture, 'device-told')).to.contain(sentence);
    }
    navigator.storage.persist = persist;
  });
  it('shows whether the clock is right, and a private window', async () => {
    const desk = Object.assign(new FakeDesk(), {
      healthAnswer: {
        ...healthy,
        clock: { offsetMs: 11_000_000, errorMs: 500 },
        persistent: false,
        privateSuspected: true,
      },
    });
    const fixture = await opened(await putUp({ lang: 'en', desk }), 'device');
    expect(words(fixture, 'device')).to.match(/is 3 hrs? 3 mins? slow/);
    expect(words(fixture, 'private')).to.contain('This looks like a private window');
    const right = await opened(await putUp({ lang: 'en' }), 'device');
    expect(words(right, 'device')).to.contain('Right').and.to.contain('64 GB');
  });
});

describe('a warning about the device', () => {
  it('is shown without opening anything, the most important first, until a person has acknowledged it', async () => {
    const fixture = await putUp({ lang: 'en' });
    fixture.desk.change({
      warnings: [
        { kind: 'lost', entries: 1 },
        { kind: 'clock-wrong', byMs: 180_000 },
      ],
    });
    await fixture.settle();
    expect(words(fixture, 'device-warning')).to.contain('1 visit had not been sent and is gone.');
    await click(fixture, '[part=acknowledge]');
    expect(fixture.desk.acknowledged).to.equal(1);
    expect(words(fixture, 'device-warning')).to.match(/The clock of this device is 3 mins? slow\./);
    expect(fixture.element.shadowRoot?.querySelector('[part=acknowledge]')).to.equal(null);
  });
});
