import type { KaikuScanner } from '@kaiku/scanner';

/** Returns the elements that exceed the screen or cut off their content. */
export function overflowing(element: KaikuScanner): string[] {
  const { right } = element.getBoundingClientRect();
  return partsOf(element)
    .filter((part) => part.closest('.said, .long, .sheet .label, .camera:not(.running) .picture, svg') === null)
    .filter((part) => {
      const cut = part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1;
      return cut || part.getBoundingClientRect().right > right + 0.5;
    })
    .map((part) => part.outerHTML.slice(0, 200));
}

/** Returns every element of the screen, in document order. */
export function partsOf(element: KaikuScanner): HTMLElement[] {
  return [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.screen *') ?? [])];
}
