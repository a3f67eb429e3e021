import type { ParsedScript } from 'unbash';
import { parse } from 'unbash';

export type {
  AndOr,
  ArithmeticExpression,
  Assignment,
  Case,
  Command,
  CommandNode,
  CompoundList,
  For,
  If,
  ParsedScript,
  PipelineNode,
  Redirection,
  Statement,
  TestExpression,
  Word,
  WordPart,
} from 'unbash';

/** Parses shell text to a tree. Errors of nested scripts stand on those scripts; `undefined` when the parser gives up. */
export function parseShell(text: string): ParsedScript | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
