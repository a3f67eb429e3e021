import { isRunByTests } from '../reach.ts';
import type { Program } from './grammar.ts';
import type { Scene } from './scene.ts';
import type { Arg } from './words.ts';

/** Programs and sub-commands that run tests, by the id of their grammar. */
const runners =
  /^(?:jest|vitest|mocha|ava|tap|tape|jasmine|uvu|qunit|node-tap|karma|wdio|testcafe|nightwatch|c8|nyc|pytest|unittest|doctest|nose2|nosetests|trial|green|behave|robot|ward|tox|nox|gotestsum|ginkgo|rspec|cucumber|minitest|mutant|phpunit|pest|paratest|phpspec|codecept|infection|prove|bats|shellspec|ctest|busted|elm-test|hspec|tasty|rebar3|pre-commit)$|\.(?:test|t|tst|bench|nextest|llvm-cov|tarpaulin|miri|hack|mutants|e2e|unit|phpunit|pest|vstest|coveralls|coveralls\.html|espec|test\.coverage|ct|eunit)$|^(?:coverage\.run|cypress\.run|playwright\.test|deno\.run)$/;

/** Tasks that look at the sources or translate them, and run none of them. */
const still =
  /^(?:lint|lints|format|fmt|typecheck|type|types|tsc|prettier|eslint|stylelint|biome|checkstyle|clippy|vet|mypy|ruff|flake8|compile|build|assemble|classes|docs?|javadoc|dependencies|tasks|help|-n|routes|stats|list)$/;

/** What is not known of a file before it is run: a run of the project's tests or code executes what this session wrote. */
export function judgeUnseen(program: Program, operands: readonly Arg[], scene: Scene): void {
  const fresh = scene.written.unknown(isRunByTests);
  if ((fresh.length === 0 && !isAny(scene)) || !runsProject(program, operands)) return;
  if (isAny(scene)) raise(scene);
  if (fresh.length > 0)
    scene.trace.high('script-fresh', `${fresh.join(', ')} is written and run at once; what it holds is not known.`);
}

/** A script of package.json that is called by its bare name. */
export function judgeUnseenTask(name: Arg, scene: Scene): void {
  if (isAny(scene) && !isStill(name.text)) raise(scene);
}

function isAny(scene: Scene): boolean {
  return (scene.place.facts.reachingFiles ?? []).length > 0;
}

function raise(scene: Scene): void {
  const files = scene.place.facts.reachingFiles ?? [];
  const named = files.slice(0, 3).join(', ');
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  scene.trace.medium(
    'unseen-tests',
    `This runs what the session wrote in ${named}${more}, which does more than a test: it starts programs, uses the network, deletes, or leaves the project.`,
  );
}

function runsProject(program: Program, operands: readonly Arg[]): boolean {
  if (program.family !== 'node' && program.family !== 'languages') return false;
  if (runners.test(program.id)) return true;
  if (/^(?:interpreter|php|python)$/.test(program.check ?? '')) return true;
  if (program.check === 'script-or-tool') return !isStill(program.id.replace(/^.*\./, ''));
  const [first] = program.operands.first;
  const role = first ?? program.operands.repeated;
  const named = role === 'task' || role === 'target' || /^(?:goals|monorepo)$/.test(program.check ?? '');
  return named && !(operands.length > 0 && operands.every((arg) => isStill(arg.text)));
}

function isStill(task: string): boolean {
  return still.test(
    task
      .replace(/^.*[#]/, '')
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .split(/[:._-]/)
      .find((part) => part !== '') ?? '',
  );
}
