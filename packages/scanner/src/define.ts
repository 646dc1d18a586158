import { KaikuScanner } from './scanner.component.ts';

// With it TypeScript knows the tag by this import alone.
export type { KaikuScanner } from './scanner.component.ts';

const tag = 'kaiku-scanner';

// Without custom elements (Node, a worker) there is nothing to do.
if (typeof customElements !== 'undefined') define();

/** Registers the element. If another copy is registered already, it stays, and the console names both versions. */
function define(): void {
  const first = customElements.get(tag);
  if (first === undefined) {
    customElements.define(tag, KaikuScanner);
  } else if (first !== KaikuScanner) {
    const firstVersion = 'version' in first ? String(first.version) : 'unknown';
    // biome-ignore lint/suspicious/noConsole: only the page's developer can fix this, and sees the console
    console.warn(
      `<${tag}> is already defined by version ${firstVersion}; version ${KaikuScanner.version} was loaded too and is not used.`,
    );
  }
}
