/** The element works only while a person can see and use it: the tables of docs/element.md#awake-and-asleep. */
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { press } from './support/keys.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, another, confirmed, customer, unseen } from './support/samples.ts';

const { vibrate } = navigator;
afterEach(() => {
  document.body.replaceChildren();
  document.adoptedStyleSheets = [];
  navigator.vibrate = vibrate;
  scrollTo(0, 0);
});

const open = ({ cameras, wedges }: Fixture) => [...cameras, ...wedges].filter(({ closed }) => !closed).length;

/** Waits until the next frame is painted and its observers have run. */
async function frame(fixture: Fixture): Promise<void> {
  await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
  await fixture.settle();
}

/** Reads a card by the last source that was made, even if it is closed. Returns true if it was taken up. */
async function takes(fixture: Fixture): Promise<boolean> {
  const before = fixture.desk.checked.length;
  fixture.wedges.at(-1)?.emit({
    type: 'reading',
    reading: { text: customer.text, origin: 'wedge', symbology: undefined, takenAtMs: 0, repairs: [] },
  });
  await fixture.settle();
  return fixture.desk.checked.length > before;
}

/** Starts to record a card. Returns a function that answers for the desk. */
async function recording(fixture: Fixture): Promise<(verdict: typeof confirmed) => void> {
  fixture.desk.decision = admissible(0);
  let answer = (_: typeof confirmed) => {};
  fixture.desk.admit = () => new Promise((resolve) => (answer = resolve));
  fixture.wedges[0]?.read(customer.text);
  await fixture.settle();
  fixture.find('[part=confirm]').click();
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

/** Puts an element inside one that hides it by an attribute. */
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
    it('releases camera and keys, ignores cards, and works again when it is shown', async () => {
      const { into, hide, show } = begin();
      const fixture = await putUp({ into });
      expect(open(fixture)).to.equal(2);
      hide();
      expect(await takes(fixture)).to.equal(false);
      await frame(fixture);
      expect(open(fixture)).to.equal(0);
      show();
      await frame(fixture);
      expect(open(fixture)).to.equal(2);
      expect(await takes(fixture)).to.equal(true);
    });
    it('requests no camera if it was never shown', async () => {
      const { into, hide } = begin();
      hide();
      const fixture = await putUp({ into });
      await frame(fixture);
      expect([fixture.cameras.length, fixture.wedges.length]).to.deep.equal([0, 0]);
    });
  });
}

describe('an element that is hidden itself', () => {
  for (const name of ['hidden', 'inert']) {
    it(`by \`${name}\` stops working`, async () => {
      const fixture = await putUp();
      fixture.element.toggleAttribute(name, true);
      await fixture.settle();
      expect(open(fixture)).to.equal(0);
    });
  }
});

describe('an element that a person can use', () => {
  it('works while it is scrolled away', async () => {
    const fixture = await putUp();
    const space = document.createElement('div');
    space.style.height = '300vh';
    document.body.prepend(space);
    await frame(fixture);
    expect(open(fixture)).to.equal(2);
    expect(await takes(fixture)).to.equal(true);
  });
  it('works in the open modal dialog, even if an ancestor of that is inert', async () => {
    const outer = box(document.createElement('div'));
    const dialog = document.createElement('dialog');
    outer.inert = true;
    outer.append(dialog);
    dialog.showModal();
    const fixture = await putUp({ into: dialog });
    expect(open(fixture)).to.equal(2);
    const other = box(document.createElement('dialog'));
    other.showModal();
    await fixture.settle();
    expect(open(fixture)).to.equal(0);
    other.close();
    await fixture.settle();
    expect(open(fixture)).to.equal(2);
  });
  it('works without a box of its own', async () => {
    const fixture = await putUp();
    fixture.element.style.display = 'contents';
    await frame(fixture);
    expect(open(fixture)).to.equal(2);
  });
});

describe('an element that no person can see', () => {
  /** Hides everything by a change that no observer notices. */
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
    // Now the element reads them: all but the first are kept out of the input.
    expect(type()).to.include(false);
    dialog.close();
    // Although no observer has noticed it yet.
    expect(type()).to.deep.equal(Array(customer.text.length + 1).fill(true));
  });
  it('is noticed at the next card if no observer has noticed it', async () => {
    const fixture = await putUp();
    swapStyles();
    expect(await takes(fixture)).to.equal(false);
    expect(open(fixture)).to.equal(0);
  });
  it('records nothing automatically, even if `auto` is set when the answer arrives', async () => {
    const fixture = await putUp();
    fixture.element.auto = true;
    let answer = (_: ReturnType<typeof admissible>) => {};
    fixture.desk.check = () => new Promise((resolve) => (answer = resolve));
    fixture.wedges[0]?.read(customer.text);
    swapStyles();
    answer(admissible(0));
    await fixture.settle();
    expect(fixture.desk.admitted).to.deep.equal([]);
    expect(fixture.find('.screen').className).to.contain('at-asking');
  });
  it('makes no sound and does not vibrate', async () => {
    const shaken: unknown[] = [];
    navigator.vibrate = (pattern) => shaken.push(pattern) > 0;
    const fixture = await putUp();
    let answer = (_: ReturnType<typeof admissible>) => {};
    fixture.desk.check = () => new Promise((resolve) => (answer = resolve));
    fixture.wedges[0]?.read(customer.text);
    fixture.element.hidden = true;
    answer(admissible(0));
    await fixture.settle();
    expect(shaken).to.deep.equal([]);
  });
  it('keeps an answer until a person sees it, and its time starts then', async () => {
    const fixture = await putUp();
    const answer = await recording(fixture);
    fixture.element.hidden = true;
    await fixture.settle();
    answer(confirmed);
    await fixture.settle();
    expect(fixture.timer.delaysMs).to.deep.equal([]);
    expect(fixture.find('.screen').className).to.contain('at-showing');
    fixture.element.hidden = false;
    await fixture.settle();
    expect(fixture.timer.delaysMs).to.deep.equal([fixture.element.verdictForMs]);
    fixture.element.hidden = true;
    await fixture.settle();
    expect(fixture.timer.delaysMs).to.deep.equal([]);
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
