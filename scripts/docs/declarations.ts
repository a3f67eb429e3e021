import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** What a source file declares, in its order. */
export function declarationsIn(path: string): readonly ts.Statement[] {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true).statements;
}

/** Tells whether a declaration can be imported. */
export function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** What is said of a declaration, without the errors that it names. */
export function wordsOf(node: ts.Node): string {
  const said = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return said.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join(' ');
}

/** What a member of an interface is called. */
export function nameOf({ name }: ts.PropertySignature): string {
  return ts.isStringLiteral(name) ? name.text : name.getText();
}

/** A type on one line, without what is said in it and without `readonly`. */
export function plainType(type: ts.Node | undefined): string {
  return (type?.getText() ?? '')
    .replace(/\/\*\*.*?\*\/\s*/gs, '')
    .replaceAll('readonly ', '')
    .replace(/\s+/g, ' ')
    .replace(/; }/g, ' }');
}
