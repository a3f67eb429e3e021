import type { Line } from './checks.ts';
import { judgeCode } from './code.ts';
import { judgeAny, judgeRole } from './roles.ts';
import { judgeScriptWords } from './checkTools.ts';
import type { Scene } from './scene.ts';

/**
 * Interpreters: a script of the project is MEDIUM; code on the line was judged with its option; without either the program
 * comes from standard input.
 */
export function judgeInterpreter({ program, sorted, args }: Line, scene: Scene): void {
  const { trace } = scene;
  const has = (names: RegExp): boolean => sorted.known.some(({ name }) => names.test(name));
  const version = /^(?:python|pypy|ipython)/.test(program.id)
    ? /^(?:--version|--help|-h|-V|-VV)$/
    : /^(?:--version|--help|-h|-v|-V)$/;
  const harmless = (sorted.operands.length === 0 && has(version)) || has(/^--(?:check|test)$/);
  const inline = sorted.values.some(({ role }) => role === 'code' || role === 'shell');
  const [script, ...rest] = sorted.operands;
  if (inline || harmless) {
    for (const arg of sorted.operands) judgeAny(arg, scene);
    return;
  }
  if (script && script.text !== '-') {
    judgeRole(script, 'run', scene);
    judgeScriptWords(rest, scene);
    return;
  }
  if (scene.stdin.text !== undefined && isLanguage(program.id)) {
    judgeCode(scene.stdin.text, scene);
    trace.medium('code', 'Code is given on standard input.');
    return;
  }
  trace.high(
    'interpreter-input',
    args.length === 0 && scene.stdin.kind === 'none'
      ? 'An interpreter waits for commands.'
      : 'An interpreter runs what it is sent.',
  );
}

/** Shells run commands; what other interpreters are given is judged as code. */
function isLanguage(id: string): boolean {
  return !/^(?:ba|z|da|k|c|tc|fi)?sh$/.test(id);
}
