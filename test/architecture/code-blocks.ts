/** The blocks of code in the pages of the repository, and a program of TypeScript made of them. */
import path from 'node:path';
import ts from 'typescript';
import { root } from './repository.ts';

export interface CodeBlock {
  readonly file: string;
  readonly line: number;
  /** The word after the fence; empty if there is none. */
  readonly language: string;
  readonly code: string;
}

/** Returns the blocks of a page, in order. */
export function blocksOf(file: string, text: string): readonly CodeBlock[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language = '', 2: code = '' }) => ({
    file,
    line: text.slice(0, index).split('\n').length,
    language,
    code,
  }));
}

/** What the pages use without a declaration: the reader's own values. */
export const given: Readonly<Record<string, string>> = {
  token: 'string',
  show: 'string',
  sold: '(verdict: unknown) => void',
  storage: "import('@kaiku/client').OutboxStorage",
  kaikukanta: "import('@kaiku/client').Registry",
  parts: "Parameters<import('@kaiku/client').Desk['admit']>[0]",
  codeThatTheClerkTyped: 'string',
  button: 'HTMLElement',
  browser: "import('playwright-core').Browser",
  underTest: "import('@kaiku/testkit/conformance').RegistryUnderTest",
  luma: 'Uint8Array<ArrayBuffer>',
  widthPx: 'number',
  heightPx: 'number',
};

/**
 * Returns what TypeScript finds wrong with blocks, one line each. A block is a module; it sees what earlier blocks of its
 * page declare or import, and the {@link given} names.
 */
export function typeErrorsOf(blocks: readonly CodeBlock[]): readonly string[] {
  const modules = new Map(
    blocks.map((block, index) => [path.join(root, `docs/block-${index}.${extensionOf(block)}`), { block, index }]),
  );
  const texts = new Map([...modules].map(([file, { block, index }]) => [file, moduleOf(block, index, blocks)]));
  const config = ts.readConfigFile(path.join(root, 'test/tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config.config, include: [], files: [], references: [] },
    ts.sys,
    path.join(root, 'test'),
  );
  const settings = {
    ...options,
    noUnusedLocals: false,
    customConditions: ['kaiku-source'],
    skipLibCheck: true,
    jsx: ts.JsxEmit.ReactJSX,
  };
  const host = ts.createCompilerHost(settings);
  const isThere = host.fileExists.bind(host);
  const read = host.readFile.bind(host);
  const parse = host.getSourceFile.bind(host);
  host.fileExists = (file) => texts.has(file) || isThere(file);
  host.readFile = (file) => texts.get(file) ?? read(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = texts.get(file);
    return text === undefined ? parse(file, version, ...rest) : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...texts.keys()], settings, host);
  return [...modules].flatMap(([file, { block }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${block.file}:${block.line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

function extensionOf({ language }: CodeBlock): string {
  return language === 'tsx' ? 'tsx' : 'ts';
}

/** Returns a block with the declarations that it needs, and with all of its names exported. */
function moduleOf(block: CodeBlock, index: number, blocks: readonly CodeBlock[]): string {
  const own = declaredIn(block.code);
  const before = blocks
    .map((other, at) => ({ other, at }))
    .filter(({ other, at }) => at < index && other.file === block.file)
    .reverse();
  const needed = [...namesIn(block.code)].filter((name) => !own.has(name));
  const lines = needed.flatMap((name) => {
    const from = before.find(({ other }) => declaredIn(other.code).has(name));
    if (from !== undefined) return [`import { ${name} } from './block-${from.at}.${extensionOf(from.other)}';`];
    return name in given ? [`declare const ${name}: ${given[name]};`] : [];
  });
  return `${lines.join('\n')}\n${block.code}\nexport { ${[...own].join(', ')} };\n`;
}

function parsed(code: string): ts.SourceFile {
  return ts.createSourceFile('block.tsx', code, ts.ScriptTarget.Latest, true);
}

/** Returns the values that a block declares or imports at its top. */
function declaredIn(code: string): ReadonlySet<string> {
  const names = new Set<string>();
  const addBinding = (name: ts.BindingName) => {
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) addBinding(element.name);
  };
  for (const statement of parsed(code).statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) addBinding(name);
    if (!ts.isImportDeclaration(statement) || /^import type /.test(statement.getText())) continue;
    const imported = statement.importClause?.namedBindings;
    if (imported === undefined || !ts.isNamedImports(imported)) continue;
    for (const { name, isTypeOnly } of imported.elements) if (!isTypeOnly) names.add(name.text);
  }
  return names;
}

/** Returns the identifiers of a block, but not the names of properties. */
function namesIn(code: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const { parent } = node;
    const isProperty =
      parent !== undefined &&
      ((ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node));
    if (ts.isIdentifier(node) && !isProperty) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(parsed(code));
  return names;
}
