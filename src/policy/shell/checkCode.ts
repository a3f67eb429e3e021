import type { Line } from './checks.ts';
import { judgeCode } from './code.ts';
import { isInside } from '../paths.ts';
import { judgeAny, judgePathArg, judgeRole } from './roles.ts';
import { judgeScriptWords } from './checkTools.ts';
import type { Scene } from './scene.ts';
import { installedTool } from './tasks.ts';
import type { Arg } from './words.ts';
import { staticArg } from './words.ts';

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
  if (!inline && script && checksOnly(program.id, has) && !sorted.operands.some((arg) => /^[+-]/.test(arg.text))) {
    for (const arg of sorted.operands) judgePathArg(arg, 'scan', scene);
    return;
  }
  if (inline || harmless) {
    for (const arg of sorted.operands) judgeAny(arg, scene);
    return;
  }
  if (script && runsTool(script, rest, scene)) return;
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

/** Only the syntax of the file is looked at. */
function checksOnly(id: string, has: (names: RegExp) => boolean): boolean {
  if (id === 'ruby') return has(/^-c$/);
  return !isLanguage(id) && has(/^-n$/);
}

/** Everyday commands of a framework's own script, which tests or lists. */
const frameworkVerbs: ReadonlyMap<string, RegExp> = new Map([
  ['artisan', /^(?:test|list|about|route:list|pint)$/],
  ['manage.py', /^(?:check|help)$/],
]);

/** `node node_modules/jest/bin/jest.js`, `php vendor/bin/phpunit`, `php artisan test`: a tool that is known. */
function runsTool(script: Arg, rest: readonly Arg[], scene: Scene): boolean {
  if (script.sort !== 'static' || !isInside(script.text, scene.place)) return false;
  const tool = installedTool(script.text);
  if (tool !== undefined && scene.place.rules.programs.has(tool) && !scene.written.at(script.text)) {
    scene.judgeCommand([staticArg(tool), ...rest]);
    return true;
  }
  const [verb, ...words] = rest;
  if (!verb || !(frameworkVerbs.get(script.text)?.test(verb.text) ?? false)) return false;
  if (scene.written.at(script.text)) return false;
  judgeScriptWords(words, scene);
  if (words.some((arg) => /^--?(?:env|settings|database|pythonpath|deploy)/.test(arg.text)))
    scene.trace.medium('option-unknown', `The settings of ${script.text} are chosen on the command line.`);
  return true;
}

/** Shells run commands; what other interpreters are given is judged as code. */
function isLanguage(id: string): boolean {
  return !/^(?:ba|z|da|k|c|tc|fi)?sh$/.test(id);
}
