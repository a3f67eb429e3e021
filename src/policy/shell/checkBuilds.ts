import { judgeAssignment } from './assignments.ts';
import type { Line } from './checks.ts';
import { isGraveWord } from './checkTools.ts';
import { judgeOperands } from './operands.ts';
import { judgeAny, judgePathArg } from './roles.ts';
import type { Scene } from './scene.ts';
import { judgeTask } from './tasks.ts';
import type { Arg } from './words.ts';
import { staticArg } from './words.ts';

const everydayGoals = new Set([
  'test',
  'tests',
  'check',
  'build',
  'assemble',
  'compile',
  'package',
  'verify',
  'lint',
  'classes',
  'jar',
  'javadoc',
  'dependencies',
  'dependency',
  'tasks',
  'projects',
  'help',
  'spotless',
  'ktlint',
  'detekt',
  'checkstyle',
  'pmd',
  'spotbugs',
  'jacoco',
  'validate',
  'clean',
  'fmt',
  'format',
  'scalafmt',
  'analyze',
  'analyse',
  'doc',
  'docs',
  'haddock',
  'coverage',
  'bench',
  'hlint',
  'runtest',
  'spec',
  'routes',
  'stats',
  'notes',
  'rubocop',
  'eunit',
  'ct',
  'dialyzer',
  'xref',
  'query',
  'cquery',
  'aquery',
  'surefire',
  'failsafe',
  'properties',
  'unit',
  'integration',
  'verification',
  'version',
  'enforcer',
  'makedoc',
  'typecheck',
  'standard',
  'project',
  'process',
  'generate',
  'bundle',
  'war',
  'shadow',
  'lein',
  'scalastyle',
  'kibit',
  'eastwood',
  'cljfmt',
  'versions',
]);
const graveGoals = new Set([
  'deploy',
  'publish',
  'release',
  'upload',
  'undeploy',
  'destroy',
  'drop',
  'purge',
  'reset',
  'delete',
  'rollback',
  'promote',
  'site-deploy',
  'uninstall',
  'push',
  'login',
  'sign',
  'deliver',
  'pilot',
  'supply',
  'submit',
  'artifactory',
  'nexus',
  'sonatype',
  'wipe',
  'erase',
  'flash',
  'upgrade',
  'exec',
]);

/** Goals of a build tool (`mvn test`, `gradle :app:assembleDebug`, `zig build test`). */
export function judgeGoals({ program, sorted }: Line, scene: Scene): void {
  const { trace } = scene;
  if (sorted.operands.length === 0) return;
  for (const [index, arg] of sorted.operands.entries()) {
    if (arg.sort !== 'static') {
      trace.high('goal-unknown', 'A goal is not known beforehand.');
      continue;
    }
    const variable = /^([A-Za-z_]\w*)=/.exec(arg.text)?.[1];
    if (variable !== undefined) {
      judgeAssignment(variable, staticArg(arg.text.slice(variable.length + 1)), scene.place, trace);
      continue;
    }
    if (program.id === 'sbt' && /\s|;/.test(arg.text)) {
      judgeSession(arg, index === 0, scene);
      continue;
    }
    const isPath = /^(?:\/\/|@?[\w-]*\/\/|\.|.*\.\w+$)|\//.test(arg.text) && !/^:/.test(arg.text);
    if (isPath) {
      if (!/^@?[\w-]*\/\//.test(arg.text)) judgeAny(arg, scene);
      if (index === 0) trace.medium('goal', `What ${arg.text} makes the tool do is not known.`);
      continue;
    }
    judgeGoal(arg.text, index === 0, program.id, scene);
  }
}

/** `sbt "clean; testOnly com.acme.A"`: commands, each with its arguments. */
function judgeSession(arg: Arg, first: boolean, scene: Scene): void {
  judgeAny(arg, scene);
  for (const command of arg.text.split(';').map((part) => part.trim())) {
    const [goal = '', ...words] = command.split(/\s+/);
    if (goal !== '') judgeGoal(goal, first, 'sbt', scene);
    if (words.some((word) => !/^[\w.*:/=-]+$/.test(word)))
      scene.trace.medium('goal', `What ${command} makes the tool do is not known.`);
  }
}

/** Tools whose goals name a plug-in or a family first: `checkstyle:check`, `db:migrate`. */
const prefixed = /^(?:mvn|mvnw|mvnd|rake|rails|thor|hanami)$/;
/** Plug-ins of Maven that compile, test, check and report. */
const plainPlugins =
  /^(?:compiler|surefire|surefire-report|failsafe|checkstyle|pmd|spotbugs|findbugs|jacoco|spotless|enforcer|resources|help|javadoc|jar|war|source|clean|fmt|formatter|license|animal-sniffer|pitest|detekt|ktlint|kotlin|scala|scalatest|xjc|antlr4|sortpom|impsort|modernizer|errorprone|archunit|revapi|japicmp)$/;

/** Goals of other plug-ins that empty a database or push an image. */
const graveFamily = /(?:flyway|liquibase|db|data)\b.*:(?:clean|drop\w*|repair|wipe|rollback\w*)$|\bjib:build$/;

function isPlainPlugin(program: string, goal: readonly string[]): boolean {
  if (!program.startsWith('mvn')) return everydayGoals.has(goal[0] ?? '') && goal[0] !== 'clean';
  // `org.apache.maven.plugins:maven-dependency-plugin:3.6.0:tree` is the long form of `dependency:tree`.
  const long = goal.length > 2;
  if (long && !/^org\.apache\.maven\.plugins$|^org\.codehaus\.mojo$/.test(goal[0] ?? '')) return false;
  const plugin = (long ? goal[1] : goal[0])?.replace(/^maven-|-(?:maven-)?plugin$/g, '') ?? '';
  const verb = goal.at(-1) ?? '';
  if (plugin === 'dependency') return /^(?:tree|list|analyze\w*|analyze-\w+|build-classpath|display-\w+)$/.test(verb);
  if (plugin === 'versions') return verb.startsWith('display-');
  return plainPlugins.test(plugin);
}

function judgeGoal(text: string, first: boolean, program: string, scene: Scene): void {
  const goal = text.split(/[:/]/).filter((part) => part !== '');
  const words = goal.flatMap((part) =>
    part
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[\s._-]+/),
  );
  const last = (goal.at(-1) ?? '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s._-]+/);
  const alone = last.length === 1 && /^(?:generate|process|bundle|version)$/.test(last[0] ?? '');
  const builds = !alone && (everydayGoals.has(last[0] ?? '') || everydayGoals.has(words[0] ?? ''));
  const foreign = prefixed.test(program) && goal.length > 1 && !isPlainPlugin(program, goal);
  const graves = words.filter(
    (word) => graveGoals.has(word) && !(word === 'release' && builds && words[0] !== 'release'),
  );
  if (graves.length > 0 || (foreign && graveFamily.test(goal.join(':'))))
    scene.trace.high('goal-grave', `The goal ${text} changes more than the project.`);
  else if (foreign) scene.trace.medium('goal', `What the goal ${text} does is not known.`);
  else if (
    !builds &&
    (first || /^(?:run|install|serve|start|exec|boot|console|db|gen|new|add|get|update|init|repl)/.test(words[0] ?? ''))
  ) {
    scene.trace.medium('goal', `What the goal ${text} does is not known.`);
  }
}

/** Front-end builders: `vite build` is a build, `vite` alone serves. */
export function judgeBuilder({ program, sorted }: Line, scene: Scene): void {
  const { trace } = scene;
  const [verb, ...rest] = sorted.operands;
  for (const arg of rest) judgeAny(arg, scene);
  const packs =
    /^(?:tsup|unbuild|tsdown|webpack|webpack-cli|rollup|parcel|ncc|microbundle|pkgroll|eleventy|build-storybook|rspack)$/.test(
      program.id,
    );
  if (verb === undefined) {
    if (!packs) trace.medium('builder-serve', `${program.id} without a command serves for a long time.`);
    return;
  }
  judgeAny(verb, scene);
  if (verb.sort === 'unknown') trace.medium('word-unknown', 'A word of the command has a value that is not known.');
  else if (isGraveWord(verb.text))
    trace.high('verb-grave', `The word ${verb.text} asks for something that is hard to undo.`);
  else if (packs && /[./]/.test(verb.text)) judgePathArg(verb, 'scan', scene);
  else if (
    !(verb.text === 'generate' && /^nux/.test(program.id)) &&
    !/^(?:build|lint|check|typecheck|test|info|sync|prerender|export|version|typegen|bundle|vite:build|type-check|build-storybook)$/.test(
      verb.text,
    )
  ) {
    trace.medium('builder-verb', `${program.id} ${verb.text} is more than a build.`);
  }
}

const writesByDefault = new Set([
  'black',
  'ruff.format',
  'isort',
  'pyupgrade',
  'docformatter',
  'blue',
  'rustfmt',
  'deno.fmt',
  'php-cs-fixer',
  'pint',
  'taplo',
  'scalafmt',
  'buildifier',
  'ktlint-format',
  'mix.format',
  'autoflake-in-place',
  'zigfmt',
  'nixfmt',
  'csharpier',
  'stylua',
  'djhtml',
]);

/** Linters and formatters: with a fixing option, or by nature, they write the files they are given. */
export function judgeFormatter({ program, sorted }: Line, scene: Scene): void {
  const has = (pattern: RegExp): boolean => sorted.known.some(({ name }) => pattern.test(name));
  const only =
    has(
      /^--?(?:check|check-only|check-formatted|diff|dry-run|list|list-different|l|d|c|test|lint|verify|verify-no-changes|fix-dry-run|config-path)$/,
    ) && !has(/^(?:-w|--write|--fix)$/);
  const emits = sorted.values.some(({ option, arg }) => option === '--emit' && arg.text === 'stdout');
  const writes =
    has(
      /^(?:-w|--write|--fix|--apply|-i|--in-place|-a|-A|--autocorrect|--autocorrect-all|--auto-correct|--fix-only)$/,
    ) ||
    (writesByDefault.has(program.id) && !only && !emits);
  const files = program.operands.first.includes('pattern') ? sorted.operands.slice(1) : sorted.operands;
  if (writes && files.length === 0 && program.id !== 'mix.format')
    scene.trace.medium('formatter-all', 'Every file of the project may be rewritten, configuration included.');
  for (const file of files) judgePathArg(file, writes ? 'write' : 'scan', scene);
}

/** `vitest`: its verbs; `watch` and `dev` stay. */
export function judgeVitest({ program, sorted }: Line, scene: Scene): void {
  const [verb] = sorted.operands;
  if (verb && /^(?:watch|dev|init|bench)$/.test(verb.text))
    scene.trace.medium('vitest-watch', 'The test runner stays and watches.');
  judgeOperands(program, sorted.operands, scene);
}

/** `nx run web:test`, `turbo run build test`: the name of a project may stand before that of the task. */
export function judgeMonorepo({ sorted }: Line, scene: Scene): void {
  for (const arg of sorted.operands) {
    const task = arg.text.split(/[:#]/).slice(-1)[0] ?? '';
    judgeTask(/[:#]/.test(arg.text) && arg.sort === 'static' ? staticArg(task) : arg, scene.trace);
  }
}
