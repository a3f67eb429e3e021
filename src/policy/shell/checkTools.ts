import type { Line } from './checks.ts';
import { judgeOperands } from './operands.ts';
import { judgeAny, judgePathArg, judgeRole } from './roles.ts';
import type { Scene } from './scene.ts';
import { judgeTask } from './tasks.ts';
import type { Arg } from './words.ts';
import { staticArg } from './words.ts';

const graveWord =
  /^(?:[\w-]+[:.])?(?:publish|unpublish|deploy|delete|del|destroy|drop|dropdb|purge|login|logout|upload|push|release|reset|wipe|nuke|uninstall|prune|revoke|transfer|ship|promote|rollback|terminate|flush|erase|truncate|factory-reset|force-unlock|logs:clear|secrets?|tokens?|install-service|self-destruct|rm|kill|shutdown|force|eject)(?:[:-](?:all|prod|production|force|hard|data|db|database|app))?$/i;

/** Tells whether a word, given as a command to some tool, asks for something that is hard to undo. */
export function isGraveWord(word: string): boolean {
  return graveWord.test(word);
}

/** Tools whose words are not understood one by one: a grave one is HIGH, the rest is the class of the program. */
export function judgeVerbs({ sorted }: Line, scene: Scene): void {
  for (const arg of sorted.operands) {
    judgeAny(arg, scene);
    if (isGraveWord(arg.text))
      scene.trace.high('verb-grave', `The word ${arg.text} asks for something that is hard to undo.`);
  }
}

/** Tools for the schema of a database. */
export function judgeMigrations(line: Line, scene: Scene): void {
  for (const arg of line.args) {
    judgeAny(arg, scene);
    if (
      /reset|drop|fresh|wipe|flush|undo|clean|truncate|purge|delete|destroy|\bdown\b|downgrade|rollback|revert|data-loss|\bbase\b|repair|deploy/i.test(
        arg.text,
      )
    ) {
      scene.trace.high('migration-grave', `${arg.text} throws away data or schema.`);
    }
  }
}

/** `yarn lint`, `pnpm vitest run`: the name of a script, or of a local tool when it is one. */
export function judgeScriptOrTool({ program, args }: Line, scene: Scene): void {
  const name = program.id.replace(/^.*\./, '');
  if (scene.place.rules.programs.has(name)) {
    scene.judgeCommand([staticArg(name), ...args]);
    return;
  }
  judgeTask(staticArg(name), scene.trace);
  for (const arg of args) judgeAny(arg, scene);
}

/** `yarn workspace web test`. */
export function judgeWorkspace({ sorted }: Line, scene: Scene): void {
  const rest = sorted.operands.slice(1);
  if (rest.length > 0) scene.judgeCommand([staticArg('yarn'), ...rest]);
}

/** Packages that are installed: from a registry by name, or from a folder of the project. */
export function judgePackages({ sorted }: Line, scene: Scene): void {
  for (const arg of sorted.operands) {
    if (
      /^(?:git\+|https?:|git:|ssh:|git@|file:\/\/|github:|gitlab:|bitbucket:|\w+\s*@\s*(?:git\+|https?:))|:\/\/|@(?:https?|git\+)/i.test(
        arg.text,
      )
    )
      scene.trace.high('package-source', `${arg.text} comes from an address, not from the registry.`);
    if (arg.sort === 'unknown')
      scene.trace.high('package-unknown', 'A package is installed whose name is not known beforehand.');
    judgeAny(arg, scene);
  }
}

/** Package managers of the machine and of languages' versions: asking is MEDIUM, changing HIGH. */
export function judgeInstallers({ sorted, program }: Line, scene: Scene): void {
  const verb = sorted.operands[0]?.text ?? '';
  const asks =
    /^(?:list|ls|info|show|search|versions?|which|whence|current|outdated|deps|help|policy|doctor|env|environment|contents|home|root|toolchain-list|view|status|query|cat|desc|why|available)$/.test(
      verb,
    ) ||
    (verb === '' && sorted.known.length > 0 && program.id !== 'sdk');
  for (const arg of sorted.operands) judgeAny(arg, scene);
  if (asks) scene.trace.medium(program.id, 'What is installed is shown.');
  else scene.trace.high(program.id, 'Software of the user or of the machine is changed.');
}

/** `python`: `-m module` runs a module as a program; else like other interpreters. */
export function judgePython(line: Line, scene: Scene, otherwise: (line: Line, scene: Scene) => void): void {
  const module = line.sorted.values.find(({ role }) => role === 'program');
  if (!module) {
    otherwise(line, scene);
    return;
  }
  if (scene.place.rules.programs.has(module.arg.text) && module.arg.sort === 'static')
    scene.judgeCommand([module.arg, ...line.sorted.operands]);
  else {
    scene.trace.medium('module', `What the module ${module.arg.text} does is not known.`);
    for (const arg of line.sorted.operands) judgeAny(arg, scene);
    if (/deploy|publish|release|destroy|twine/i.test(module.arg.text))
      scene.trace.high('module-grave', `The module ${module.arg.text} changes something shared.`);
  }
}

/** `mix do compile, test`: tasks behind one another. */
export function judgeMixDo({ sorted }: Line, scene: Scene): void {
  let task: Arg[] = [];
  const flush = (): void => {
    if (task.length > 0) scene.judgeCommand([staticArg('mix'), ...task]);
    task = [];
  };
  for (const arg of sorted.operands) {
    const ends = arg.sort === 'static' && /,$|^\+$/.test(arg.text);
    const text = ends ? arg.text.replace(/[,+]$/, '') : arg.text;
    if (text !== '') task.push({ ...arg, text });
    if (ends) flush();
  }
  flush();
}

/** `go run`: a package of the project, or one that is fetched. */
export function judgeGoRun({ sorted }: Line, scene: Scene): void {
  for (const arg of sorted.operands) {
    if (/@(?:latest|v\d|[0-9a-f]{7})/.test(arg.text) && /\./.test(arg.text))
      scene.trace.high('go-remote', 'Remote code is fetched and run.');
    judgeAny(arg, scene);
  }
}

/** `cmake`: definitions that choose programs are not plain. */
export function judgeCmake({ program, sorted }: Line, scene: Scene): void {
  judgeOperands({ ...program, operands: { first: [], repeated: 'any', last: [] } }, sorted.operands, scene);
}

/** A key whose value is a secret. */
export function judgeSecretWords({ sorted }: Line, scene: Scene): void {
  for (const arg of sorted.operands)
    if (/auth|token|passw|secret|key/i.test(arg.text)) scene.trace.high('secret-word', `${arg.text} is a secret.`);
}

/** `php -l` checks a file; else like other interpreters. */
export function judgePhp(line: Line, scene: Scene, otherwise: (line: Line, scene: Scene) => void): void {
  if (!line.sorted.known.some(({ name }) => name === '-l')) {
    otherwise(line, scene);
    return;
  }
  for (const file of line.sorted.operands) judgePathArg(file, 'scan', scene);
}

/** Words behind a script of the project, as in `manage.py flush`. */
export function judgeScriptWords(words: readonly Arg[], scene: Scene): void {
  for (const arg of words) {
    judgeRole(arg, 'any', scene);
    if (
      isGraveWord(arg.text) ||
      /^(?:reset_db|sqlflush|flush|migrate:(?:fresh|reset|rollback)|db:(?:wipe|drop|reset))$/.test(arg.text)
    )
      scene.trace.high('verb-grave', `The word ${arg.text} asks for something that is hard to undo.`);
  }
}

/** Tools that cargo starts and that have commands of their own. */
const cargoTools = /^cargo\.(?:nextest|llvm-cov|tarpaulin|miri|hack|deny|udeps|machete|bloat|geiger)$/;

/** `cargo`: what stands behind `--` for the compiler must not choose programs. */
export function judgeCargo({ program, sorted }: Line, scene: Scene): void {
  const [verb] = sorted.operands;
  if (
    verb &&
    cargoTools.test(program.id) &&
    !/^(?:test|nextest|check|build|clippy|run-tests|list|report|bans|licenses|advisories|sources)$/.test(verb.text)
  ) {
    if (!(program.id === 'cargo.nextest' && verb.text === 'run'))
      scene.trace.medium('cargo-tool', `${program.id.replace('.', ' ')} ${verb.text} is more than a check.`);
  }
  for (const arg of sorted.operands) {
    if (
      /^-[CZL]|^--(?:extern|codegen|sysroot|remap|config|cfg)|^@/.test(arg.text) &&
      !/\.(?:test|t|bench|nextest)$/.test(program.id)
    ) {
      scene.trace.high('compiler-argument', `${arg.text} steers the compiler.`);
    }
  }
  judgeOperands(program, sorted.operands, scene);
}
