import type { Page } from 'playwright-core';

/** An item of the accessibility tree: what a screen reader finds at one place. */
export interface Found {
  readonly role: string;
  readonly name: string;
  readonly description: string;
  readonly focused: boolean;
}

/** Returns Chromium's accessibility tree of a page in reading order, without the nodes that it ignores. */
export async function accessibilityTree(page: Page): Promise<readonly Found[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const inOrder = (id: string): Found[] => {
    const node = byId.get(id);
    if (node === undefined) return [];
    const text = (value: { value?: unknown } | undefined) => String(value?.value ?? '');
    const focused = node.properties?.some(({ name, value }) => name === 'focused' && value.value === true) ?? false;
    const found = { role: text(node.role), name: text(node.name), description: text(node.description), focused };
    return [...(node.ignored ? [] : [found]), ...(node.childIds ?? []).flatMap(inOrder)];
  };
  return inOrder(nodes[0]?.nodeId ?? '');
}

/** An announcement by a live region: `polite` waits until the person is idle, `assertive` interrupts. */
export interface Said {
  readonly how: 'polite' | 'assertive';
  readonly text: string;
}

/**
 * Records what the element's live regions announce from now on, in order. Call it when the element is on the page.
 * Returns a function that returns the announcements.
 */
export async function listen(page: Page): Promise<() => Promise<readonly Said[]>> {
  await page.locator('kaiku-scanner').evaluate((element) => {
    const root = element.shadowRoot as ShadowRoot;
    const said: Said[] = [];
    const last = new WeakMap<Element, string>();
    const note = () => {
      for (const region of root.querySelectorAll('[role=status], [role=alert], [aria-live]')) {
        const text = (region.textContent ?? '').replace(/\s+/g, ' ').trim();
        // Screen readers do not announce the first text of a new region, nor a region that is emptied.
        if (last.has(region) && last.get(region) !== text && text !== '')
          said.push({ how: region.role === 'alert' ? 'assertive' : 'polite', text });
        last.set(region, text);
      }
    };
    note();
    new MutationObserver(note).observe(root, { subtree: true, childList: true, characterData: true });
    Object.assign(globalThis, { said });
  });
  return () => page.evaluate(() => (globalThis as unknown as { said: Said[] }).said);
}
