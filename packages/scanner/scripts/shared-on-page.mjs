import { createHash } from 'node:crypto';

/**
 * Lets the further files of the one-file element take what they share with it from the page. If they imported the element's
 * file, a page that loads it with a query, as WordPress does, would load it twice.
 */
export function sharedOnPage(entry) {
  let shared;
  return {
    name: 'shared-on-page',
    renderStart() {
      // Sorted, because modules are loaded in another order each time.
      const codes = [...this.getModuleIds()].map((id) => this.getModuleInfo(id).code ?? '').sort();
      const build = createHash('sha256').update(codes.join('')).digest('hex').slice(0, 16);
      shared = `globalThis[Symbol.for('kaiku-scanner ${build}')]`;
    },
    renderChunk(code, { isEntry }) {
      const fields = (names) => names.replace(/([\w$]+) as ([\w$]+)/g, '$2: $1');
      const taken = (names) => names.replace(/([\w$]+) as ([\w$]+)/g, '$1: $2');
      // The first copy on a page stays, as the element does.
      const changed = isEntry
        ? code.replace(/^export \{(.*)\};$/m, (_, names) => `${shared} ??= {${fields(names)}};`)
        : code.replace(/^import \{(.*)\} from '(.*)';$/m, (_, names, from) => {
            if (from !== `./${entry}`) throw new Error(`A file of the element imports ${from}.`);
            return `const {${taken(names)}} = ${shared};`;
          });
      if (/^(import|export) .*from '\.\//m.test(changed)) throw new Error(`A file of the element imports another.`);
      return { code: changed, map: null };
    },
  };
}
