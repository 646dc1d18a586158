/** The English of the repository: comments, titles of tests, messages of errors, and Markdown outside code. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface Prose {
  readonly line: number;
  readonly text: string;
}

/** Returns the prose of a file, one item per comment or paragraph, its lines joined by blanks. */
export function proseOf(file: string): readonly Prose[] {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.md')) return proseOfMarkdown(text);
  if (file.endsWith('.sql')) return proseOfSql(text);
  return proseOfScript(file, text);
}

/** Returns the identifiers of a script; none for other files. */
export function identifiersOf(file: string): readonly Prose[] {
  if (!/\.m?ts$/.test(file)) return [];
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Prose[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.push({ line: lineAt(source, node.getStart()), text: node.text });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Returns the docstrings of a script's functions and methods, without the marks of comments. */
export function docstringsOfFunctions(file: string): readonly Prose[] {
  if (!/\.m?ts$/.test(file)) return [];
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Prose[] = [];
  const visit = (node: ts.Node): void => {
    const [doc] = isDocumentedFunction(node) ? ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc) : [];
    if (doc !== undefined) found.push({ line: lineAt(source, doc.getStart()), text: plain(doc.getText()) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isDocumentedFunction(node: ts.Node): boolean {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.some(({ initializer }) => initializer && ts.isArrowFunction(initializer));
  if (ts.isPropertySignature(node)) return node.type !== undefined && ts.isFunctionTypeNode(node.type);
  if (ts.isPropertyAssignment(node)) return ts.isArrowFunction(node.initializer);
  return ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isMethodSignature(node);
}

function proseOfScript(file: string, text: string): readonly Prose[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const comments = new Map<number, Prose>();
  const others: Prose[] = [];
  const add = (node: ts.Node, words: string) => others.push({ line: lineAt(source, node.getStart()), text: words });
  const visit = (node: ts.Node): void => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ];
    for (const { pos, end } of ranges)
      comments.set(pos, { line: lineAt(source, pos), text: plain(text.slice(pos, end)) });
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) add(title, title.text);
    }
    if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) {
      for (const argument of node.arguments ?? []) for (const words of textsIn(argument)) add(argument, words);
    }
    for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  return [...joinLineComments([...comments.values()]), ...others].sort((one, other) => one.line - other.line);
}

function isTest(callee: ts.Expression): boolean {
  return /^(it|test|describe)\b/.test(callee.getText());
}

function textsIn(node: ts.Node): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [[node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join(' … ')];
  return [];
}

/** Joins line comments on consecutive lines, because a phrase may continue on the next line. */
function joinLineComments(comments: readonly Prose[]): readonly Prose[] {
  const joined: Prose[] = [];
  let lastLine = -1;
  for (const comment of [...comments].sort((one, other) => one.line - other.line)) {
    const before = joined.at(-1);
    if (before !== undefined && comment.line === lastLine + 1) {
      joined[joined.length - 1] = { line: before.line, text: `${before.text} ${comment.text}` };
    } else joined.push(comment);
    lastLine = comment.line;
  }
  return joined;
}

function proseOfSql(text: string): readonly Prose[] {
  const comments = text.split('\n').flatMap((line, index) => {
    const comment = /--(.*)$/.exec(line)?.[1];
    return comment === undefined ? [] : [{ line: index + 1, text: comment.trim() }];
  });
  return joinLineComments(comments);
}

/** Returns the paragraphs outside code and outside quotations (lines with `>`), which are other people's words. */
function proseOfMarkdown(text: string): readonly Prose[] {
  const found: Prose[] = [];
  let inCode = false;
  let open: Prose | undefined;
  const close = () => {
    if (open !== undefined) found.push({ ...open, text: plain(open.text.replaceAll(/`[^`]*`/g, '…')) });
    open = undefined;
  };
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*```/.test(line)) inCode = !inCode;
    const isBreak = inCode || /^\s*```/.test(line) || line.trim() === '' || /^\s*>/.test(line);
    if (isBreak || /^(#|\s*[-*|\d])/.test(line)) close();
    if (!isBreak) open = { line: open?.line ?? index + 1, text: `${open?.text ?? ''} ${line.trim()}` };
  }
  close();
  return found;
}

/** Removes the marks of comments, code in backticks, and quotations. */
function plain(text: string): string {
  return text
    .replaceAll(/`[^`]*`/g, '…')
    .replaceAll(/“[^”]*”/g, '…')
    .replaceAll(/^\s*(\/\*\*?|\*\/|\*|\/\/)/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function lineAt(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}
