/** The element works only while somebody can see it and reach it: the tables of docs/element.md#awake-and-asleep. */
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { press } from './support/keys.ts';
import { admissible, another, confirmed, customer, unseen } from './support/samples.ts';
import { putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

const { vibrate } = navigator;
afterEach(() => {
  document.body.replaceChildren();
  document.adoptedStyleSheets = [];
  navigator.vibrate = vibrate;
  scrollTo(0, 0);
});

const open = ({ cameras, wedges }: Stand) => [...cameras, ...wedges].filter(({ closed }) => !closed).length;

/** The next frame has been painted, and what its observers saw has been told. */
async function frame(stand: Stand): Promise<void> {
  await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
  await stand.settle();
}

/** Reads a card by whatever of the element's sources was made last, though it be closed. Whether it was taken up. */
async function takes(stand: Stand): Promise<boolean> {
  const before = stand.desk.checked.length;
  stand.wedges.at(-1)?.tell({
    type: 'reading',
    reading: { text: customer.text, origin: 'wedge', symbology: undefined, takenAtMs: 0, repairs: [] },
  });
  await stand.settle();
  return stand.desk.checked.length > before;
}

/** Begins to record a card, and leaves it there. Returns the desk's answer. */
async function recording(stand: Stand): Promise<(verdict: typeof confirmed) => void> {
  stand.desk.decision = admissible(0);
  let answer = (_: typeof confirmed) => {};
  stand.desk.admit = () => new Promise((resolve) => (answer = resolve));
  stand.wedges[0]?.read(customer.text);
  await stand.settle();
  stand.find('[part=confirm]').click();
  return (verdict) => answer(verdict);
}

interface Hiding {
  readonly into: Element | ShadowRoot;
  readonly hide: () => void;
  readonly show: () => void;
}

function box<E extends HTMLElement>(element: E): E {
  document.body.append(element);
  return element;
}

/** An element that is hidden by an attribute of something above it. */
function byAttribute(name: string, value: string, tag = 'div'): Hiding {
  const into = document.createElement('section');
  const outer = box(document.createElement(tag));
  outer.append(into);
  return { into, hide: () => outer.setAttribute(name, value), show: () => outer.removeAttribute(name) };
}

const hidings: Readonly<Record<string, () => Hiding>> = {
  'in a dialog that is closed': () => {
    const dialog = box(document.createElement('dialog'));
    dialog.show();
    return { into: dialog, hide: () => dialog.close(), show: () => dialog.show() };
  },
  'in a modal dialog that is closed': () => {
    const dialog = box(document.createElement('dialog'));
    dialog.showModal();
    return { into: dialog, hide: () => dialog.close(), show: () => dialog.showModal() };
  },
  'in a popover that is closed': () => {
    const popover = box(document.createElement('div'));
    popover.popover = 'manual';
    popover.showPopover();
    return { into: popover, hide: () => popover.hidePopover(), show: () => popover.showPopover() };
  },
  'in details that are closed': () => {
    const details = box(document.createElement('details'));
    details.open = true;
    return { into: details, hide: () => (details.open = false), show: () => (details.open = true) };
  },
  'under `hidden`': () => byAttribute('hidden', ''),
  'under `display: none`': () => byAttribute('style', 'display: none'),
  'under `visibility: hidden`': () => byAttribute('style', 'visibility: hidden'),
  'under `content-visibility: hidden`': () => byAttribute('style', 'content-visibility: hidden'),
  'under a class that hides': () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.put-away { display: none }');
    document.adoptedStyleSheets = [sheet];
    return byAttribute('class', 'put-away');
  },
  'under `inert`': () => byAttribute('inert', ''),
  'behind a modal dialog': () => {
    const dialog = box(document.createElement('dialog'));
    return { into: document.body, hide: () => dialog.showModal(), show: () => dialog.close() };
  },
  'behind a modal dialog in a shadow root, while it has the focus': () => {
    const host = box(document.createElement('div'));
    const dialog = document.createElement('dialog');
    dialog.append(document.createElement('button'));
    host.attachShadow({ mode: 'open' }).append(dialog);
    return { into: document.body, hide: () => dialog.showModal(), show: () => dialog.close() };
  },
  'behind a modal dialog that is removed while it is open': () => {
    const dialog = document.createElement('dialog');
    return {
      into: document.body,
      hide() {
        document.body.append(dialog);
        dialog.showModal();
      },
      show: () => dialog.remove(),
    };
  },
  'in a slot of something that is hidden in its own shadow root': () => {
    const host = box(document.createElement('div'));
    const inner = document.createElement('div');
    inner.append(document.createElement('slot'));
    host.attachShadow({ mode: 'open' }).append(inner);
    return { into: host, hide: () => (inner.inert = true), show: () => (inner.inert = false) };
  },
  'in a shadow root whose host is hidden': () => {
    const host = box(document.createElement('div'));
    const root = host.attachShadow({ mode: 'open' });
    return { into: root, hide: () => (host.hidden = true), show: () => (host.hidden = false) };
  },
};

for (const [where, begin] of Object.entries(hidings)) {
  describe(`an element ${where}`, () => {
    it('lets camera and keys go, takes no card, and is back when it is shown', async () => {
      const { into, hide, show } = begin();
      const stand = await putUp({ into });
      expect(open(stand)).to.equal(2);
      hide();
      expect(await takes(stand)).to.equal(false);
      await frame(stand);
      expect(open(stand)).to.equal(0);
      show();
      await frame(stand);
      expect(open(stand)).to.equal(2);
      expect(await takes(stand)).to.equal(true);
    });
    it('asks for no camera if it has never been shown', async () => {
      const { into, hide } = begin();
      hide();
      const stand = await putUp({ into });
      await frame(stand);
      expect([stand.cameras.length, stand.wedges.length]).to.deep.equal([0, 0]);
    });
  });
}

describe('an element that is hidden itself', () => {
  for (const name of ['hidden', 'inert']) {
    it(`by \`${name}\` works no more`, async () => {
      const stand = await putUp();
      stand.element.toggleAttribute(name, true);
      await stand.settle();
      expect(open(stand)).to.equal(0);
    });
  }
});

describe('an element that can be reached', () => {
  it('works though it is scrolled away', async () => {
    const stand = await putUp();
    const space = document.createElement('div');
    space.style.height = '300vh';
    document.body.prepend(space);
    await frame(stand);
    expect(open(stand)).to.equal(2);
    expect(await takes(stand)).to.equal(true);
  });
  it('works in the modal dialog that is open, also where that is in something inert', async () => {
    const outer = box(document.createElement('div'));
    const dialog = document.createElement('dialog');
    outer.inert = true;
    outer.append(dialog);
    dialog.showModal();
    const stand = await putUp({ into: dialog });
    expect(open(stand)).to.equal(2);
    const other = box(document.createElement('dialog'));
    other.showModal();
    await stand.settle();
    expect(open(stand)).to.equal(0);
    other.close();
    await stand.settle();
    expect(open(stand)).to.equal(2);
  });
  it('works without a box of its own', async () => {
    const stand = await putUp();
    stand.element.style.display = 'contents';
    await frame(stand);
    expect(open(stand)).to.equal(2);
  });
});

describe('an element that nobody can see', () => {
  /** Hides everything by a change that no observer tells of. */
  function swapStyles(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('body { visibility: hidden }');
    document.adoptedStyleSheets = [sheet];
  }

  it('leaves the keys of a reader in the page’s own input', async () => {
    const dialog = box(document.createElement('dialog'));
    const element = document.createElement('kaiku-scanner');
    const desk = new FakeDesk();
    Object.assign(element, { desk, sources: 'wedge' });
    dialog.append(element);
    await element.updateComplete;
    const input = box(document.createElement('input'));
    input.focus();
    const type = () => [...customer.text, 'Enter'].map((key) => press(key, { afterMs: 4 }));
    expect(type()).to.deep.equal(Array(customer.text.length + 1).fill(true));
    expect(desk.checked).to.deep.equal([]);
    dialog.show();
    await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
    input.focus();
    // Now it reads them: all but the first are kept from the input.
    expect(type()).to.include(false);
    dialog.close();
    // Though nobody has told of it yet.
    expect(type()).to.deep.equal(Array(customer.text.length + 1).fill(true));
  });
  it('is noticed at the next card, where nothing told of it', async () => {
    const stand = await putUp();
    swapStyles();
    expect(await takes(stand)).to.equal(false);
    expect(open(stand)).to.equal(0);
  });
  it('records nothing by itself, though `auto` is set and the answer comes now', async () => {
    const stand = await putUp();
    stand.element.auto = true;
    let answer = (_: ReturnType<typeof admissible>) => {};
    stand.desk.check = () => new Promise((resolve) => (answer = resolve));
    stand.wedges[0]?.read(customer.text);
    swapStyles();
    answer(admissible(0));
    await stand.settle();
    expect(stand.desk.admitted).to.deep.equal([]);
    expect(stand.find('.screen').className).to.contain('at-asking');
  });
  it('makes no sound, and does not shake', async () => {
    const shaken: unknown[] = [];
    navigator.vibrate = (pattern) => shaken.push(pattern) > 0;
    const stand = await putUp();
    let answer = (_: ReturnType<typeof admissible>) => {};
    stand.desk.check = () => new Promise((resolve) => (answer = resolve));
    stand.wedges[0]?.read(customer.text);
    stand.element.hidden = true;
    answer(admissible(0));
    await stand.settle();
    expect(shaken).to.deep.equal([]);
  });
  it('keeps an answer until somebody sees it, and its time begins then', async () => {
    const stand = await putUp();
    const answer = await recording(stand);
    stand.element.hidden = true;
    await stand.settle();
    answer(confirmed);
    await stand.settle();
    expect(stand.timer.delaysMs).to.deep.equal([]);
    expect(stand.find('.screen').className).to.contain('at-showing');
    stand.element.hidden = false;
    await stand.settle();
    expect(stand.timer.delaysMs).to.deep.equal([stand.element.verdictForMs]);
    stand.element.hidden = true;
    await stand.settle();
    expect(stand.timer.delaysMs).to.deep.equal([]);
  });
  it('does not keep camera and reader from another element', async () => {
    const one = await putUp();
    const other = await putUp();
    expect([open(one), open(other)]).to.deep.equal([2, 0]);
    one.element.inert = true;
    await one.settle();
    await other.settle();
    expect([open(one), open(other)]).to.deep.equal([0, 2]);
    expect(one.element.shadowRoot?.querySelector('[part=elsewhere]')).to.equal(null);
  });
});

describe('an element that the page stops', () => {
  it('lets camera and keys go, takes no card, and says so; what waits is the desk’s to send', async () => {
    const stand = await putUp();
    stand.element.stop();
    expect(stand.element.active).to.equal(false);
    expect(open(stand)).to.equal(0);
    expect(await takes(stand)).to.equal(false);
    expect(stand.text()).to.contain('Kirjaus on pysäytetty.');
    expect(stand.element.shadowRoot?.querySelector('#code, .camera, [part=elsewhere], [part=train]')).to.equal(null);
    expect(stand.element.matches(':state(stopped)')).to.equal(true);
    expect(stand.desk.closed).to.equal(false);
    stand.element.start();
    expect(open(stand)).to.equal(2);
    await stand.settle();
    expect(stand.text()).not.to.contain('Kirjaus on pysäytetty.');
    expect(await takes(stand)).to.equal(true);
  });
  it('is stopped by the attribute, and active without it', async () => {
    const stand = await putUp();
    stand.element.setAttribute('active', 'false');
    await stand.settle();
    expect([stand.element.active, open(stand)]).to.deep.equal([false, 0]);
    for (const value of ['', 'true']) {
      stand.element.setAttribute('active', value);
      expect(stand.element.active).to.equal(true);
    }
    stand.element.active = false;
    await stand.settle();
    expect(stand.element.getAttribute('active')).to.equal('false');
    stand.element.removeAttribute('active');
    await stand.settle();
    expect([stand.element.active, open(stand)]).to.deep.equal([true, 2]);
  });
  it('asks for no camera if it is stopped from the beginning', async () => {
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
  it('records nothing of a question, which is there again when it is started', async () => {
    const stand = await putUp();
    stand.desk.decision = admissible(0);
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    const confirm = stand.find('[part=confirm]');
    stand.element.stop();
    confirm.click();
    await stand.settle();
    expect(stand.desk.admitted).to.deep.equal([]);
    expect(stand.element.shadowRoot?.querySelector('[part=confirm]')).to.equal(null);
    stand.element.start();
    await stand.settle();
    stand.find('[part=confirm]').click();
    expect(stand.desk.admitted.length).to.equal(1);
  });
});

describe('`check`', () => {
  it('asks about a text as if it had been typed, and says what it comes to', async () => {
    const stand = await putUp();
    stand.desk.decision = admissible(0);
    stand.element.auto = true;
    const decision = await stand.element.check(customer.text);
    expect(decision).to.deep.equal({
      outcome: 'admissible',
      maskedCard: 'A0…723',
      reason: undefined,
      cause: undefined,
      ticket: undefined,
    });
    await stand.settle();
    expect(stand.find('[part=read-back]').textContent).to.contain('A 045 198 723');
    expect(stand.desk.admitted).to.deep.equal([]);
  });
  it('says nothing of a text that is not taken', async () => {
    const stand = await putUp();
    stand.element.stop();
    expect(await stand.element.check(customer.text)).to.equal(undefined);
    expect(stand.desk.checked).to.deep.equal([]);
    stand.element.start();
    stand.desk.decision = new Error('broken');
    expect(await stand.element.check(customer.text)).to.equal(undefined);
  });
  it('answers when its card has waited for the one before, or has given way', async () => {
    const stand = await putUp();
    const answer = await recording(stand);
    const first = stand.element.check('A999005458');
    const second = stand.element.check('A999005459');
    expect(await first).to.equal(undefined);
    answer(confirmed);
    await stand.settle();
    stand.desk.decision = unseen('undecided');
    stand.timer.elapse();
    expect((await second)?.outcome).to.equal('undecided');
  });
  it('says nothing to the page in training', async () => {
    const stand = await putUp();
    stand.element.training = true;
    await stand.settle();
    expect(await stand.element.check(customer.text)).to.equal(undefined);
  });
});

describe('`reset`', () => {
  it('dismisses a question and a typed code, and records nothing', async () => {
    const stand = await putUp();
    stand.desk.decision = admissible(0);
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    stand.find<HTMLInputElement>('#code').value = 'A999';
    stand.element.reset();
    await stand.settle();
    expect(stand.find('.screen').className).to.contain('at-scanning');
    expect(stand.find<HTMLInputElement>('#code').value).to.equal('');
    expect(stand.desk.admitted).to.deep.equal([]);
    expect(open(stand)).to.equal(2);
  });
  it('dismisses an answer, and the card that waited for it', async () => {
    const stand = await putUp();
    const answer = await recording(stand);
    stand.element.reset();
    await stand.settle();
    // What is being recorded cannot be called back.
    expect(stand.find('.screen').className).to.contain('at-recording');
    stand.desk.decision = another(9);
    const waited = stand.element.check('A999005459');
    answer(confirmed);
    await stand.settle();
    stand.element.reset();
    expect(await waited).to.equal(undefined);
    await stand.settle();
    expect(stand.find('.screen').className).to.contain('at-scanning');
    expect(stand.desk.checked.length).to.equal(1);
  });
});
