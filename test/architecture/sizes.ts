/** The lengths of files and functions, counted on the syntax tree. */
import ts from 'typescript';
import { read } from './repository.ts';

export interface Size {
  /** A file, or a function in it as `file name`. */
  readonly what: string;
  readonly lines: number;
}

/** Returns the length of a file. */
export function fileSize(file: string): Size {
  return { what: file, lines: read(file).trimEnd().split('\n').length };
}

/** Returns the length of each function of a script, nested ones included. A list of tests is not a function here. */
export function functionSizes(file: string, text = read(file)): readonly Size[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const found: Size[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && !isListOfTests(node)) {
      const lines = lineOf(node.getEnd()) - lineOf(node.getStart(source)) + 1;
      found.push({ what: `${file} ${nameOf(node, source)}`, lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** True for a block of `describe`, and for a function that calls `describe` or `it` itself: a suite to run elsewhere. */
function isListOfTests(node: ts.SignatureDeclaration & { readonly body?: ts.Node | undefined }): boolean {
  const isBlockOf = ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
  const statements = node.body !== undefined && ts.isBlock(node.body) ? node.body.statements : [];
  return isBlockOf || statements.some((statement) => /^(describe|it)\b/.test(statement.getText()));
}

/** Returns the function's own name, or that of the variable, property or call that it belongs to. */
function nameOf(node: ts.SignatureDeclaration, source: ts.SourceFile): string {
  if (node.name !== undefined) return node.name.getText(source);
  const { parent } = node;
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && parent.name !== undefined)
    return parent.name.getText(source);
  if (ts.isCallExpression(parent)) return `in ${parent.expression.getText(source).split('\n')[0]}`;
  return 'unnamed';
}
