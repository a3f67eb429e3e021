import type { Trace } from '../trace.ts';
import type { TestExpression, Word } from './parse.ts';
import type { Arg } from './words.ts';

/** Judges what stands between `[[` and `]]`; operands of arithmetic tests and of `-v` are evaluated by the shell. */
export function judgeTestExpression(
  expression: TestExpression,
  wordsOf: (words: readonly Word[]) => Arg[],
  trace: Trace,
): void {
  switch (expression.type) {
    case 'TestUnary':
    case 'TestBinary': {
      const args = wordsOf(
        expression.type === 'TestUnary' ? [expression.operand] : [expression.left, expression.right],
      );
      if (!/^-(?:v|R|eq|ne|lt|le|gt|ge)$/.test(expression.operator)) return;
      if (args.some((arg) => /[[`]|\$\(/.test(arg.text)))
        trace.high('test-evaluates', 'The shell evaluates an index in the operand of a test.');
      if (args.some((arg) => arg.sort === 'unknown'))
        trace.medium('test-evaluates', 'The shell evaluates an operand that is not known.');
      return;
    }
    case 'TestLogical':
      for (const operand of expression.operands) judgeTestExpression(operand, wordsOf, trace);
      return;
    case 'TestNot':
      judgeTestExpression(expression.operand, wordsOf, trace);
      return;
    case 'TestGroup':
      judgeTestExpression(expression.expression, wordsOf, trace);
      return;
    default:
      trace.high('shell-shape', 'A test has a shape that is not known.');
  }
}
