/** The tables of docs/element.md, from the element's manifest. */
import { type ElementManifest, elementManifest } from './element-manifest.ts';
import { withGenerated } from './generated.ts';

/** Returns docs/element.md with its tables as the element's class has them. */
export async function elementDoc(page: string): Promise<string> {
  return withGenerated(page, 'element', `\n${tables(await elementManifest())}\n`);
}

function tables({ fields, methods, events, slots, cssParts, cssProperties, cssStates }: ElementManifest): string {
  const dropped = (type: string) => type.replace(/ \| undefined$/, '').replace(/^\((.*)\)$/, '$1');
  return [
    section(
      'Attributes and properties',
      ['Property', 'Attribute', 'Type', 'Default', ''],
      fields.map(({ name, attribute, type, default: value, description }) => [
        code(name),
        code(attribute),
        code(dropped(type.text)),
        code(value === 'pageAfter' ? undefined : value),
        description,
      ]),
    ),
    section(
      'Methods',
      ['Method', 'Returns', ''],
      methods.map(({ name, parameters = [], return: returns, description }) => [
        code(`${name}(${parameters.map((given) => `${given.name}: ${given.type.text}`).join(', ')})`),
        code(returns?.type.text === 'void' ? undefined : returns?.type.text),
        description,
      ]),
    ),
    section(
      'Events',
      ['Event', 'Type', ''],
      events.map(({ name, type, description }) => [code(name), code(type.text), description]),
    ),
    ...Object.entries({ Slots: slots, Parts: cssParts, States: cssStates }).map(([title, all]) =>
      section(
        title,
        [title.slice(0, -1), ''],
        all.map(({ name, description }) => [code(name), description]),
      ),
    ),
    section(
      'Custom properties',
      ['Property', 'Default', ''],
      cssProperties.map(({ name, default: value, description }) => [code(name), code(value), description]),
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

type Cell = string | undefined;

function section(title: string, head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly Cell[]) =>
    `| ${cells.map((cell = '') => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [`## ${title}`, '', line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function code(text: Cell): string {
  return text === undefined || text === '' ? '' : `\`${text}\``;
}
