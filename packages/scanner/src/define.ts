import { KaikuScanner } from './scanner.component.ts';

const tag = 'kaiku-scanner';

// Where there is no registry of elements (Node, a worker) there is nothing to register with.
if (typeof customElements !== 'undefined') define();

/** Registers the element. A second copy on the page leaves the first in place and says which two versions met. */
function define(): void {
  const first = customElements.get(tag);
  if (first === undefined) {
    customElements.define(tag, KaikuScanner);
  } else if (first !== KaikuScanner) {
    const firstVersion = 'version' in first ? String(first.version) : 'unknown';
    // biome-ignore lint/suspicious/noConsole: the page's developer is the only one who can mend this, and looks here
    console.warn(
      `<${tag}> is already defined by version ${firstVersion}; version ${KaikuScanner.version} was loaded too and is not used.`,
    );
  }
}
