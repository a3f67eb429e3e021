import { judgeAssignment } from './assignments.ts';
import type { Line } from './checks.ts';
import { judgeOperands } from './operands.ts';
import { judgeAny, judgePathArg, judgeRole } from './roles.ts';
import type { Scene } from './scene.ts';
import type { Arg } from './words.ts';
import { staticArg, unknownArg } from './words.ts';

/** Text that the shell would evaluate a second time in these operands. */
const evaluated = /[[`]|\$\(|\$\{/;

/** `cd`: the commands behind it run elsewhere. */
export function judgeCd({ sorted }: Line, scene: Scene): void {
  const target = sorted.operands[0] ?? { ...staticArg('~'), tilde: true };
  if (sorted.operands.length > 1) scene.trace.medium('cd-surplus', 'cd is given several folders.');
  judgePathArg(target, 'enter', scene);
  scene.enter(target.sort === 'static' ? target.text : undefined);
}

/** `watch`: gives its words, joined by blanks, to a shell; with `-x` it runs them as they are. */
export function judgeWatch({ sorted, args }: Line, scene: Scene): void {
  const rest = args.slice(sorted.firstOperand);
  if (rest.length === 0) return;
  if (sorted.known.some(({ name }) => name === '-x' || name === '--exec')) scene.judgeCommand(rest);
  else if (rest.every((arg) => arg.sort === 'static')) scene.judgeShell(rest.map((arg) => arg.text).join(' '));
  else scene.trace.high('shell-unknown', 'A shell runs a text that is not known beforehand.');
}

/** `test` and `[`: names of files and texts; operands of `-v` and `-R` are evaluated. */
export function judgeTest({ args }: Line, scene: Scene): void {
  for (const [index, arg] of args.entries()) {
    const before = args[index - 1]?.text ?? '';
    if (
      /^-[vR]$/.test(before) ||
      /^-(?:eq|ne|lt|le|gt|ge)$/.test(before) ||
      /^-(?:eq|ne|lt|le|gt|ge)$/.test(args[index + 1]?.text ?? '')
    ) {
      if (evaluated.test(arg.text))
        scene.trace.high('test-evaluates', 'The shell evaluates an index in the operand of a test.');
    } else if (/^-[abcdefghkprstuwxGLNOS]$/.test(before) && arg.sort !== 'unknown') judgePathArg(arg, 'name', scene);
    else if (arg.splits && index === 0)
      scene.trace.medium('word-unknown', 'The form of the test is not known beforehand.');
  }
}

/** `printf`: prints, or with `-v` sets a variable. */
export function judgePrintf({ args }: Line, scene: Scene): void {
  const [first, second] = args;
  if (first?.text.startsWith('-') && first.text !== '--') {
    if (first.text !== '-v' || !second || second.sort !== 'static')
      scene.trace.high('printf-option', 'printf is used with an option that is not plain.');
    else setNamed(second.text, scene);
  }
}

/** `read`, `mapfile`, `unset`, `let`: names of variables, whose index would be evaluated. */
export function judgeRead({ sorted }: Line, scene: Scene): void {
  for (const arg of [...sorted.operands, ...sorted.values.map((value) => value.arg)]) {
    if (evaluated.test(arg.text))
      scene.trace.high('name-evaluates', 'The shell evaluates the index in the name of a variable.');
    else if (arg.sort === 'unknown')
      scene.trace.medium('name-unknown', 'The name of a variable is not known beforehand.');
  }
  // `find src | while read -r f` goes over the paths that are listed, each whole.
  const { listed } = scene.stdin;
  const whole =
    sorted.operands.length === 1 &&
    !sorted.known.some(({ name }) => /^-[nNua]$/.test(name)) &&
    sorted.values.every(({ option, arg }) => option !== '-d' || arg.text === '');
  const line = listed && whole ? { ...unknownArg(), splits: false, stands: listed } : undefined;
  for (const arg of sorted.operands) if (/^\w+$/.test(arg.text)) scene.setVariable(arg.text, line);
}

function setNamed(name: string, scene: Scene): void {
  if (!/^[A-Za-z_]\w*$/.test(name))
    scene.trace.high('name-evaluates', 'The shell evaluates the index in the name of a variable.');
  else scene.setVariable(name, undefined);
}

/** `export`, `declare`, `local`, `readonly`: assignments, some of which other programs get to see. */
export function judgeDeclare({ program, sorted }: Line, scene: Scene): void {
  const exports = program.id === 'export' || sorted.known.some(({ name }) => name === '-x');
  if (sorted.operands.length === 0) scene.trace.high('environment', 'All variables are shown, secrets included.');
  if (program.id === 'local' || program.id === 'readonly')
    scene.trace.medium('declare-kind', `${program.id} may fail, or make later assignments fail.`);
  for (const arg of sorted.operands) {
    const equals = arg.text.indexOf('=');
    const name = equals === -1 ? arg.text : arg.text.slice(0, equals);
    const value: Arg = equals === -1 ? unknownArg() : { ...arg, text: arg.text.slice(equals + 1) };
    if (!/^[A-Za-z_]\w*\+?$/.test(name))
      scene.trace.high('name-evaluates', 'The shell evaluates the index in the name of a variable.');
    else if (exports) judgeAssignment(name, value, scene.place, scene.trace);
    if (/^\w+$/.test(name) && equals !== -1) scene.setVariable(name, value.sort === 'unknown' ? undefined : value);
  }
}

/** `set`: the options that stop a script at its first error are harmless. */
export function judgeSet({ args }: Line, scene: Scene): void {
  if (args.length === 0) scene.trace.high('environment', 'All variables are shown, secrets included.');
  for (const [index, arg] of args.entries()) {
    const isName = /^-\w*o$|^\+o$/.test(args[index - 1]?.text ?? '');
    if (
      isName ? !/^(?:pipefail|errexit|nounset|noclobber|noglob)$/.test(arg.text) : !/^[-+][euCf]*o?$/.test(arg.text)
    ) {
      judgeAny(arg, scene);
      scene.trace.medium('set-option', `The shell option ${arg.text} changes how later commands run.`);
    }
  }
}

/** `source` and `.`: a script that runs in this very shell. */
export function judgeSource({ sorted }: Line, scene: Scene): void {
  const [script] = sorted.operands;
  if (!script) scene.trace.high('source', 'A script is sourced that is not named.');
  else judgeRole(script, 'run', scene);
}

/** `command` and `builtin`: with `-v` a question, else a wrapper. */
export function judgeCommandBuiltin({ program, sorted }: Line, scene: Scene): void {
  if (sorted.known.some(({ name }) => name === '-v' || name === '-V')) return;
  judgeOperands(program, sorted.operands, scene);
}

/** `exec`: another command in place of the shell, or redirections only. */
export function judgeExec({ program, sorted }: Line, scene: Scene): void {
  if (sorted.operands.length > 0) judgeOperands(program, sorted.operands, scene);
}

/** `let`: arithmetic, which evaluates indexes and the text in variables. */
export function judgeLet({ args }: Line, scene: Scene): void {
  for (const arg of args) {
    if (evaluated.test(arg.text))
      scene.trace.high('let-evaluates', 'The shell evaluates an index or a substitution in arithmetic.');
    else if (arg.sort !== 'static' || !/^\w+\s*[-+*/%]?=?\s*\d+$|^\w+(?:\+\+|--)$/.test(arg.text))
      scene.trace.medium('let-unknown', 'Arithmetic is not plain.');
  }
}

/** `env`: variables for one command; without a command it shows them all. */
export function judgeEnv({ program, sorted }: Line, scene: Scene): void {
  judgeOperands(program, sorted.operands, scene);
  if (sorted.operands.every((arg) => arg.text.includes('=')))
    scene.trace.high('environment', 'All variables are shown, secrets included.');
}

/** `printenv NAME`. */
export function judgePrintenv({ sorted }: Line, scene: Scene): void {
  for (const arg of sorted.operands) {
    if (
      arg.sort !== 'static' ||
      !/^(?:PATH|HOME|USER|SHELL|LANG|TERM|PWD|TZ|EDITOR|HOSTNAME|LOGNAME|NODE_ENV|CI|LC_ALL|TMPDIR|VIRTUAL_ENV|JAVA_HOME|GOPATH|GOROOT|DISPLAY)$/.test(
        arg.text,
      )
    )
      scene.trace.high('environment', `The variable ${arg.text} may hold a secret.`);
  }
}
