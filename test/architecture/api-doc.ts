/** The pages of docs/api: for each package, the declarations of its public entries as the sources have them. */
import path from 'node:path';
import ts from 'typescript';
import { read, root } from './repository.ts';

const names = ['client', 'capture', 'scanner', 'registry', 'testkit'] as const;

/** A public subpath of a package and the module behind it. */
interface Entry {
  readonly id: string;
  readonly file: string;
}

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, string | { readonly 'kaiku-source'?: string }>>;
}

/** A documented name: its declarations, and where the reference has it. */
interface Documented {
  readonly name: string;
  readonly declarations: readonly ts.Declaration[];
  readonly link: string;
}

export interface ApiDoc {
  /** Each page's text by its file, from the project's folder. */
  readonly pages: ReadonlyMap<string, string>;
  /** The exported declarations without a docstring, as `file: name`. */
  readonly undocumented: readonly string[];
}

/** Reads the public entries of all packages. A name that several entries export is described by the first. */
export function apiDoc(): ApiDoc {
  const packages = names.map((name) => ({ name, manifest: manifestOf(name) }));
  const files = packages.flatMap(({ name, manifest }) => entriesOf(name, manifest).map(({ file }) => file));
  const program = ts.createProgram(files, compilerOptions());
  const checker = program.getTypeChecker();
  const described = new Map<ts.Symbol, Documented>();
  const pages = packages.map(({ name, manifest }) => {
    const anchors = new Map<string, number>();
    const sections = entriesOf(name, manifest).map(({ id, file }) => {
      const exported = sorted(exportsOf(program, file), checker);
      const first = exported.filter(({ target }) => !described.has(target));
      const others = exported.flatMap(({ target }) => described.get(target) ?? []);
      const own = first.map(({ symbol, target }): Documented => {
        const link = `${name}.md#${anchorOf(symbol.name, anchors)}`;
        return { name: symbol.name, declarations: target.declarations ?? [], link };
      });
      for (const [index, { target }] of first.entries()) described.set(target, own[index] as Documented);
      return section(id, own, others, checker);
    });
    return [`docs/api/${name}.md`, page(manifest, sections)] as const;
  });
  return { pages: new Map(pages), undocumented: [...described.values()].filter(isUndocumented).map(whereabouts) };
}

function exportsOf(program: ts.Program, file: string): readonly ts.Symbol[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  return module === undefined ? [] : checker.getExportsOfModule(module);
}

/** Exported symbols with what they stand for: values first, then types, each by name. */
function sorted(exported: readonly ts.Symbol[], checker: ts.TypeChecker) {
  const isValue = (target: ts.Symbol) => (target.flags & ts.SymbolFlags.Value) !== 0;
  return exported
    .map((symbol) => ({
      symbol,
      target: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    }))
    .sort(
      (one, other) =>
        Number(isValue(other.target)) - Number(isValue(one.target)) ||
        one.symbol.name.localeCompare(other.symbol.name, 'en'),
    );
}

function manifestOf(name: string): Manifest {
  return JSON.parse(read(`packages/${name}/package.json`)) as Manifest;
}

function entriesOf(name: string, { name: id, exports }: Manifest): readonly Entry[] {
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const file = typeof target === 'string' ? undefined : target['kaiku-source'];
    if (file === undefined) return [];
    return { id: path.posix.join(id, subpath), file: path.join(root, 'packages', name, file) };
  });
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: ['none.ts'], references: [] }, ts.sys, root);
  return { ...options, composite: false, noEmit: true, types: ['node'], customConditions: ['kaiku-source'] };
}

/** GitHub's anchor of a heading; a name that differs by its case only gets a number. */
function anchorOf(name: string, taken: Map<string, number>): string {
  const anchor = name.toLowerCase();
  const times = taken.get(anchor) ?? 0;
  taken.set(anchor, times + 1);
  return times === 0 ? anchor : `${anchor}-${times}`;
}

function page({ name, description }: Manifest, sections: readonly string[]): string {
  return [
    `# ${name}`,
    '<!-- Written by `npm run docs` from the declarations of the public entries. Do not edit. -->',
    description.replaceAll('<', '\\<'),
    ...sections,
    '',
  ].join('\n\n');
}

function section(
  id: string,
  own: readonly Documented[],
  others: readonly Documented[],
  checker: ts.TypeChecker,
): string {
  const links = (some: readonly Documented[]) => some.map(({ name, link }) => `[\`${name}\`](${link})`).join(' · ');
  return [
    `## ${id}`,
    own.length > 0 ? links(own) : others.length > 0 ? '' : 'Exports nothing: import it for its effect.',
    others.length > 0 ? `Also exported here: ${links(others)}` : '',
    ...own.flatMap(({ name, declarations }) => [
      `### ${name}`,
      ...declarations.map(docstringOf),
      `\`\`\`ts\n${declarations.map((declaration) => declared(name, declaration, checker)).join('\n')}\n\`\`\``,
    ]),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

const shownTags = new Set(['param', 'returns', 'throws', 'default', 'example', 'deprecated']);

/** The docstring above a declaration, as Markdown; empty if there is none. */
function docstringOf(declaration: ts.Declaration): string {
  const host = hostOf(declaration);
  const text = ts
    .getJSDocCommentsAndTags(host)
    .filter(ts.isJSDoc)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
  const tags = ts.getJSDocTags(host).filter(({ tagName }) => shownTags.has(tagName.text));
  const lines = tags.map((tag) => {
    const subject = ts.isJSDocParameterTag(tag) ? ` \`${tag.name.getText()}\`` : '';
    return `- *${tag.tagName.text}*${subject} ${ts.getTextOfJSDocComment(tag.comment) ?? ''}`.replaceAll('\n', '\n  ');
  });
  return [...text, lines.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n')
    .replaceAll(/\{@link (\S+?)\}/g, '`$1`');
}

/** The node that carries the docstring: for a constant, its statement. */
function hostOf(declaration: ts.Declaration): ts.Node {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

/** A longer initial value is shown by its type. */
const maxValueLines = 40;

/** A declaration as its source has it, without bodies of functions and private members. */
function declared(name: string, declaration: ts.Declaration, checker: ts.TypeChecker): string {
  if (ts.isFunctionDeclaration(declaration)) return `function ${name}${signature(declaration, checker)};`;
  if (ts.isClassDeclaration(declaration)) return classText(name, declaration, checker);
  if (!ts.isVariableDeclaration(declaration)) return textOf(declaration).replace(/^export (default )?/, '');
  const { initializer, type } = declaration;
  if (initializer && ts.isArrowFunction(initializer)) return `function ${name}${signature(initializer, checker)};`;
  const value = initializer === undefined ? '' : textOf(initializer);
  if (type === undefined && value.split('\n').length <= maxValueLines) return `const ${name} = ${value};`;
  return `const ${name}: ${type?.getText() ?? checker.typeToString(checker.getTypeAtLocation(declaration))};`;
}

function signature(declaration: ts.SignatureDeclaration, checker: ts.TypeChecker): string {
  const generics = declaration.typeParameters?.map((parameter) => parameter.getText()).join(', ');
  const parameters = declaration.parameters.map(({ name, questionToken, initializer, type, dotDotDotToken }) => {
    const shown = ts.isIdentifier(name) ? name.text : 'options';
    const optional = questionToken !== undefined || initializer !== undefined ? '?' : '';
    return `${dotDotDotToken ? '...' : ''}${shown}${optional}: ${type?.getText() ?? 'unknown'}`;
  });
  const inferred = checker.getSignatureFromDeclaration(declaration);
  const returns = declaration.type?.getText() ?? (inferred && checker.typeToString(inferred.getReturnType()));
  return `${generics === undefined ? '' : `<${generics}>`}(${parameters.join(', ')}): ${returns}`;
}

function classText(name: string, declaration: ts.ClassDeclaration, checker: ts.TypeChecker): string {
  const base = ownBaseOf(declaration, checker);
  const heritage = (base ?? declaration).heritageClauses?.map((clause) => ` ${clause.getText()}`).join('') ?? '';
  const inherited =
    base === undefined ? [] : publicMembers(base).filter((member) => !ts.isConstructorDeclaration(member));
  const members = [...inherited, ...publicMembers(declaration)].map((member) => {
    const docstring = ts.getJSDocCommentsAndTags(member).map((comment) => `  ${comment.getText()}\n`);
    return `${docstring.join('')}  ${memberText(member, checker)};`;
  });
  return `class ${name}${heritage} {\n${members.join('\n')}\n}`;
}

/** Returns the base class if it is in the same folder. Such a class is not exported, so its members are shown with the class. */
function ownBaseOf(declaration: ts.ClassDeclaration, checker: ts.TypeChecker): ts.ClassDeclaration | undefined {
  const clause = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const [type] = clause?.types ?? [];
  const base = type && checker.getTypeAtLocation(type).symbol.declarations?.find(ts.isClassDeclaration);
  const folderOf = (node: ts.Node) => path.dirname(node.getSourceFile().fileName);
  return base !== undefined && folderOf(base) === folderOf(declaration) ? base : undefined;
}

function publicMembers(declaration: ts.ClassDeclaration): readonly ts.ClassElement[] {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Override;
  return declaration.members.filter(
    (member) =>
      !(ts.getCombinedModifierFlags(member) & hidden) &&
      !(member.name && ts.isPrivateIdentifier(member.name)) &&
      !ts.isClassStaticBlockDeclaration(member),
  );
}

function memberText(member: ts.ClassElement, checker: ts.TypeChecker): string {
  if (ts.isConstructorDeclaration(member)) return `constructor${signature(member, checker).replace(/: [^:]*$/, '')}`;
  const name = member.name?.getText() ?? '';
  const isStatic = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static ? 'static ' : '';
  if (ts.isMethodDeclaration(member)) return `${isStatic}${name}${signature(member, checker)}`;
  const type = checker.typeToString(checker.getTypeAtLocation(member), undefined, ts.TypeFormatFlags.NoTruncation);
  const readonly = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Readonly ? 'readonly ' : '';
  return `${isStatic}${readonly}${name}: ${type}`;
}

function textOf(node: ts.Node): string {
  return node.getText().replaceAll('\r', '');
}

function isUndocumented({ declarations }: Documented): boolean {
  return !declarations.some((declaration) => docstringOf(declaration) !== '');
}

/** Returns the file and the name of a declaration. */
function whereabouts({ name, declarations: [declaration], link }: Documented): string {
  const file = declaration === undefined ? link : path.relative(root, declaration.getSourceFile().fileName);
  return `${file}: ${name}`;
}
