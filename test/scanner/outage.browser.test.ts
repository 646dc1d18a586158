import { KaikuError } from '@kaiku/client';
import { expect } from 'chai';
import { FakeDesk, healthy, notice, outage, show } from './support/fakes.ts';
import { admissible, customer, leased, provisional, unseen } from './support/samples.ts';
import { giveFile, opened, putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => document.body.replaceChildren());

async function click(stand: Stand, selector: string): Promise<void> {
  stand.find(selector).click();
  await stand.settle();
}

const words = (stand: Stand, part: string) => stand.find(`[part~=${part}]`).textContent?.replace(/\s+/g, ' ').trim();

describe('the line of the connection', () => {
  it('is quiet while the registry answers', async () => {
    const stand = await putUp();
    expect(words(stand, 'connection')).to.equal('Yhteys kunnossa');
    expect(stand.find('[part=connection]').className).to.equal('chip connected');
  });
  it('says since when there is none, that visits are kept, how many wait, and how many places are left to give', async () => {
    const stand = await putUp();
    stand.desk.tell({ ...outage, outSinceMs: Date.now(), pending: 3, leased: 1 });
    await stand.settle();
    expect(words(stand, 'connection')).to.match(
      /^Ei yhteyttä klo \d{1,2}\.\d\d lähtien\. Kirjaukset tallentuvat tälle laitteelle\. 3 odottaa lähetystä\. Tällä laitteella voi vielä antaa 1 paikan\.$/,
    );
    stand.desk.tell({ leased: 0 });
    await stand.settle();
    expect(words(stand, 'connection')).to.contain('Tälle laitteelle ei ole varattu paikkoja.');
    // How many are left of the cap was told before; others have given places since.
    expect(stand.element.shadowRoot?.querySelector('[part=places]')).to.equal(null);
  });
  it('names the day of an outage that began on another', async () => {
    const stand = await putUp();
    stand.desk.tell(outage);
    await stand.settle();
    expect(words(stand, 'connection')).to.contain('Ei yhteyttä ti 3.2. klo 17.15 lähtien');
  });
  it('says nothing of places where the show has no cap', async () => {
    const stand = await putUp();
    stand.desk.tell({ ...outage, show: { ...show, cap: null } });
    await stand.settle();
    expect(stand.element.shadowRoot?.querySelector('[part=leased]')).to.equal(null);
  });
  it('says that it sends while it heals, and then that all is well', async () => {
    const stand = await putUp();
    stand.desk.tell({ ...outage, pending: 2 });
    stand.desk.tell({ reachable: true, failure: undefined, outSinceMs: undefined });
    await stand.settle();
    expect(words(stand, 'connection')).to.equal('Lähetetään, 2 odottaa');
    stand.desk.tell({ pending: 0 });
    await stand.settle();
    expect(words(stand, 'connection')).to.equal('Yhteys kunnossa');
  });
});

describe('a visit that is recorded on the device', () => {
  async function shown(verdict: typeof leased): Promise<Stand> {
    const desk = Object.assign(new FakeDesk(), { decision: unseen('provisional'), verdict });
    const stand = await putUp({ desk, lang: 'en' });
    stand.cameras[0]?.read(customer.text);
    await stand.settle();
    await click(stand, '[part=confirm]');
    return stand;
  }
  it('on a place held for it says so', async () => {
    const stand = await shown(leased);
    expect(words(stand, 'kept')).to.contain('Recorded on this device; a place is held for it.');
    expect(words(stand, 'kept')).not.to.contain('not confirmed');
    expect(stand.find('[role=alert]').textContent).to.contain('a place is held for it');
  });
  it('without one says that it is not confirmed', async () => {
    const stand = await shown(provisional);
    expect(words(stand, 'kept')).to.contain('Recorded on this device; Kaikukanta has not confirmed it.');
  });
  it('tells the page on what it stands', async () => {
    const told: unknown[] = [];
    document.addEventListener('kaiku-verdict', (event) => told.push((event as CustomEvent).detail.by), { once: true });
    await shown(leased);
    expect(told).to.deep.equal(['lease']);
  });
});

describe('a visit that can be kept nowhere', () => {
  it('is refused, and the first thing to do is the paper form', async () => {
    const verdict = new KaikuError('outbox/storage', 'full', { retryable: false });
    const desk = Object.assign(new FakeDesk(), { decision: admissible(0), verdict });
    const stand = await putUp({ desk, lang: 'en' });
    stand.cameras[0]?.read(customer.text);
    await stand.settle();
    await click(stand, '[part=confirm]');
    expect(stand.find('.verdict').className).to.contain('undecided');
    expect(stand.text()).to.contain('nothing was recorded. Write the visit on the paper form');
  });
});

describe('the review list', () => {
  it('says for each visit why it is there and what to do', async () => {
    const stand = await putUp({ lang: 'en' });
    stand.desk.tell({
      review: [
        notice({ visitId: 'u1' }),
        notice({ visitId: 'u2', why: 'flagged', flags: ['cap-reached', 'card-expired'] }),
        notice({ visitId: 'u3', why: 'voided-elsewhere' }),
        notice({ visitId: 'u4', why: 'registry/forbidden' }),
        notice({ visitId: 'u5', why: 'registry/not-found', maskedCard: '…', cards: 0, minors: 0 }),
      ],
    });
    await stand.settle();
    await opened(stand, 'review');
    expect(words(stand, 'item-interrupted')).to.contain('interrupted and has been withdrawn');
    expect(words(stand, 'item-flagged')).to.contain('The upper limit was exceeded. The card’s validity has ended.');
    expect(words(stand, 'item-voided-elsewhere')).to.contain('voided in Kaikukanta');
    expect(words(stand, 'item-registry-forbidden')).to.contain('does not let this device record');
    expect(words(stand, 'item-registry-not-found')).to.contain('could not be undone and still counts');
    await click(stand, '[part~=item-flagged] [part=dismiss]');
    expect(stand.desk.dismissedIds).to.deep.equal(['u2']);
  });
  it('is told to the page once an item, with no code', async () => {
    const told: { added: readonly { visitId: string }[]; count: number }[] = [];
    const stand = await putUp();
    stand.element.addEventListener('kaiku-review', ({ detail }) => told.push(detail));
    stand.desk.tell({ review: [notice({ visitId: 'u1' })] });
    stand.desk.tell({ pending: 1 });
    stand.desk.tell({ review: [notice({ visitId: 'u1' }), notice({ visitId: 'u2', why: 'voided-elsewhere' })] });
    expect(told.map(({ added, count }) => [added.map(({ visitId }) => visitId), count])).to.deep.equal([
      [['u1'], 1],
      [['u2'], 2],
    ]);
  });
});

describe('a page that follows the connection and the queue', () => {
  it('hears of each change once, and of nothing else', async () => {
    const told: [boolean | undefined, number, number][] = [];
    const stand = await putUp();
    stand.element.addEventListener('kaiku-state', ({ detail: { reachable, pending, review } }) =>
      told.push([reachable, pending, review]),
    );
    stand.desk.tell({ reachable: false, failure: 'registry/unreachable' });
    stand.desk.tell({ leased: 3 });
    stand.desk.tell({ pending: 1 });
    stand.desk.tell({ pending: 0, reachable: true, failure: undefined, review: [notice({ visitId: 'u1' })] });
    expect(told).to.deep.equal([
      [false, 0, 0],
      [false, 1, 0],
      [true, 0, 1],
    ]);
  });
  it('hears what became of each visit', async () => {
    const told: unknown[] = [];
    const stand = await putUp();
    stand.element.addEventListener('kaiku-acknowledged', ({ detail }) => told.push(detail));
    const settled = { visitId: 'v1', outcome: 'counted', flags: ['late'], recordedAt: '2026-02-03T16:00:00Z' } as const;
    stand.desk.settle({ type: 'acknowledged', ...settled });
    expect(told).to.deep.equal([settled]);
  });
});

describe('the outbox as a file', () => {
  it('is saved under a name with its day and no code, and the screen warns of the codes in it', async () => {
    const stand = await putUp({
      lang: 'en',
      desk: Object.assign(new FakeDesk(), { file: `{"card":"${customer.text}"}` }),
    });
    stand.desk.tell({ review: [notice()] });
    await stand.settle();
    await opened(stand, 'review');
    const { click: clickOf } = HTMLAnchorElement.prototype;
    const saved: { name: string; text: Promise<string> }[] = [];
    HTMLAnchorElement.prototype.click = function () {
      saved.push({ name: this.download, text: fetch(this.href).then((file) => file.text()) });
    };
    await click(stand, '[part=review] [part=save-file]');
    HTMLAnchorElement.prototype.click = clickOf;
    expect(saved.map(({ name }) => name)[0]).to.match(/^kaikukortti-\d{4}-\d\d-\d\d-\d{4}\.json$/);
    expect(await saved[0]?.text).to.equal(`{"card":"${customer.text}"}`);
    expect(words(stand, 'review')).to.contain('The file holds card codes.');
    expect(words(stand, 'device-told')).to.equal(`Saved as ${saved[0]?.name}.`);
    expect(stand.element.shadowRoot?.innerHTML.replace('For example A045198723', '')).not.to.contain(customer.text);
    stand.timer.elapse();
    await stand.settle();
    expect(stand.element.shadowRoot?.querySelector('[part=device-told]')).to.equal(null);
  });
  it('of another device is taken over, and told in a sentence', async () => {
    const stand = await opened(await putUp({ lang: 'en' }), 'device');
    for (const [taken, sentence] of [
      [7, '7 visits were taken over.'],
      [1, '1 visit was taken over.'],
      [0, 'There were no new visits in the file.'],
    ] as const) {
      stand.desk.taken = taken;
      giveFile(stand, '{"from":"another"}');
      await stand.settle();
      expect(words(stand, 'device-told')).to.equal(sentence);
    }
    expect(stand.desk.imported).to.deep.equal(Array(3).fill('{"from":"another"}'));
  });
  it('that is none, or cannot be kept, is told, and so is the page', async () => {
    const stand = await opened(await putUp({ lang: 'en' }), 'device');
    const told: string[] = [];
    stand.element.addEventListener('kaiku-error', ({ detail }) => told.push(`${detail.during} ${detail.code}`));
    for (const [code, sentence] of [
      ['config/invalid', 'The file does not hold the visits of another device.'],
      ['outbox/storage', 'The file could not be taken over.'],
    ] as const) {
      stand.desk.taken = new KaikuError(code, 'told to fail', { retryable: false });
      giveFile(stand, 'no file');
      await stand.settle();
      expect(words(stand, 'device-told')).to.contain(sentence);
    }
    stand.desk.file = new KaikuError('outbox/storage', 'told to fail', { retryable: false });
    await click(stand, '[part=device] [part=save-file]');
    expect(words(stand, 'device-told')).to.contain('The file could not be made.');
    expect(told).to.deep.equal(['import config/invalid', 'import outbox/storage', 'export outbox/storage']);
  });
});

describe('the page of the device', () => {
  it('is folded, and looks at the device only when it is opened and while it is open', async () => {
    const stand = await putUp({ lang: 'en' });
    let looks = 0;
    stand.desk.health = async () => {
      looks++;
      return { ...healthy, pending: stand.desk.state.pending, oldestTakenAt: '2026-02-03T15:20:00Z', sending: false };
    };
    stand.desk.tell({ pending: 1 });
    await stand.settle();
    expect(looks).to.equal(0);
    await opened(stand, 'device');
    expect(words(stand, 'device')).to.contain('1 visit, the oldest of Tue 3 February at 17:20');
    stand.desk.tell({ pending: 2 });
    await stand.settle();
    expect(words(stand, 'device')).to.contain('2 visits').and.to.contain('This browser is not sending now.');
    await click(stand, '[part=send-now]');
    expect(stand.desk.sent).to.equal(1);
  });
  it('asks the browser to keep what is stored, and says what it answered', async () => {
    const desk = Object.assign(new FakeDesk(), { told: { ...healthy, persistent: false } });
    const stand = await opened(await putUp({ lang: 'en', desk }), 'device');
    const { persist } = navigator.storage;
    for (const [answer, sentence] of [
      [false, 'The browser did not promise to keep the visits.'],
      [true, 'The browser promised to keep the visits.'],
    ] as const) {
      navigator.storage.persist = async () => answer;
      await click(stand, '[part=persist]');
      expect(words(stand, 'device-told')).to.contain(sentence);
    }
    navigator.storage.persist = persist;
  });
  it('tells a clock that is right from one that is not, and a private window', async () => {
    const desk = Object.assign(new FakeDesk(), {
      told: { ...healthy, clock: { offsetMs: 11_000_000, errorMs: 500 }, persistent: false, privateSuspected: true },
    });
    const stand = await opened(await putUp({ lang: 'en', desk }), 'device');
    expect(words(stand, 'device')).to.match(/is 3 hrs? 3 mins? slow/);
    expect(words(stand, 'private')).to.contain('This looks like a private window');
    const right = await opened(await putUp({ lang: 'en' }), 'device');
    expect(words(right, 'device')).to.contain('Right').and.to.contain('64 GB');
  });
});

describe('what is wrong with the device', () => {
  it('is told without opening anything, most pressing first, until a person has seen it', async () => {
    const stand = await putUp({ lang: 'en' });
    stand.desk.tell({
      warnings: [
        { kind: 'lost', entries: 1 },
        { kind: 'clock-wrong', byMs: 180_000 },
      ],
    });
    await stand.settle();
    expect(words(stand, 'device-warning')).to.contain('1 visit had not been sent and is gone.');
    await click(stand, '[part=acknowledge]');
    expect(stand.desk.acknowledged).to.equal(1);
    expect(words(stand, 'device-warning')).to.match(/The clock of this device is 3 mins? slow\./);
    expect(stand.element.shadowRoot?.querySelector('[part=acknowledge]')).to.equal(null);
  });
});
