import type { Trace } from '../trace.ts';
import type { Arg } from './words.ts';

const everyday = new Set([
  'test',
  'tests',
  't',
  'tst',
  'build',
  'lint',
  'lints',
  'typecheck',
  'type',
  'types',
  'tsc',
  'check',
  'checks',
  'compile',
  'unit',
  'spec',
  'coverage',
  'cov',
  'integration',
  'e2e',
  'eslint',
  'prettier',
  'jest',
  'vitest',
  'mocha',
  'fmt',
  'format',
  'verify',
  'validate',
  'ci',
  'stylelint',
  'biome',
  'typings',
  'vet',
  'clippy',
  'mypy',
  'ruff',
  'pytest',
  'flake8',
  'rspec',
  'rubocop',
  'bench',
  'doctest',
  'checktypes',
  'depcheck',
  'knip',
  'tidy',
]);
const everydayDetail = new Set([
  ...everyday,
  'all',
  'only',
  'watch',
  'dev',
  'prod',
  'production',
  'staging',
  'development',
  'fast',
  'quick',
  'quiet',
  'once',
  'js',
  'ts',
  'css',
  'scss',
  'sass',
  'esm',
  'cjs',
  'dts',
  'web',
  'api',
  'server',
  'client',
  'app',
  'lib',
  'libs',
  'core',
  'packages',
  'package',
  'ui',
  'frontend',
  'backend',
  'docs',
  'storybook',
  'main',
  'renderer',
  'node',
  'browser',
  'browsers',
  'debug',
  'release',
  'python',
  'py',
  'rust',
  'go',
  'md',
  'markdown',
  'fix',
  'staged',
  'report',
  'html',
  'snapshots',
  'smoke',
  'regression',
  'acceptance',
  'functional',
  'component',
  'components',
  'strict',
  'silent',
  'verbose',
  'bail',
  'run',
  'the',
  'workspace',
  'workspaces',
  'src',
  'code',
  'style',
  'styles',
  'modules',
  'min',
  'bundle',
  'wasm',
  'types',
  'local',
  'parallel',
  'affected',
  'changed',
  'headless',
  'ssr',
  'analyze',
  'size',
  'perf',
  'performance',
]);
const grave =
  /^(?:deploy|deploys|deployment|publish|release|releases|destroy|drop|purge|nuke|wipe|reset|rollback|promote|ship|upload|teardown|uninstall|undeploy|truncate|erase|delete|remove|prune|factory|prod|production|live|terminate|shutdown|kill|sync|seed|transfer|pay|charge|rotate|revoke|distclean|rm|clear|obliterate|dropdb|flush|force|sudo|root|install|exfil|backdoor|pwn|evil|push|deliver|submit)$/;
/** Names whose grave reading is weaker than their everyday one. */
const mild = new Set(['seed', 'sync', 'clear', 'install']);

/** Folders of a project in which its tools are installed. */
const toolFolders = /^(?:\.\/)?(?:[\w.-]+\/)*(?:node_modules\/\.bin|\.?venv\/bin|vendor\/bin|env\/bin)\/([\w.+-]+)$/;
/** The file behind such a tool: `node_modules/jest/bin/jest.js`. */
const toolFiles =
  /^(?:\.\/)?(?:[\w.-]+\/)*node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\/(?:bin|dist|lib)\/(?:cli\/)?([\w+-]+)(?:\.[cm]?js)?$/;

/** Packages whose tool has another name. */
const mainTools: ReadonlyMap<string, string> = new Map([
  ['typescript', 'tsc'],
  ['@angular/cli', 'ng'],
  ['@biomejs/biome', 'biome'],
]);

/** What frameworks put into a project to start its tools. */
const stubs = /^(?:\.\/)?bin\/(rails|rake|rspec|rubocop|phpunit|brakeman)$/;

/** The name of the tool that a path of the project names, when it was installed there by a package manager. */
export function installedTool(path: string): string | undefined {
  const [, installed] = toolFolders.exec(path) ?? stubs.exec(path) ?? [];
  if (installed !== undefined) return installed;
  const [, folder = '', tool = ''] = toolFiles.exec(path) ?? [];
  return tool !== '' && (folder === tool || folder === `${tool}-cli` || mainTools.get(folder) === tool)
    ? tool
    : undefined;
}

function segmentsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[:._\-/\s]+/)
    .filter((segment) => segment !== '');
}

/** Judges the name of a script of the project (`npm run build:web`), whose content is not on the command line. */
export function judgeTask(arg: Arg, trace: Trace): void {
  if (arg.sort === 'unknown') {
    trace.high('task-unknown', 'A task is run whose name is not known beforehand.');
    return;
  }
  if (arg.text === 'env') trace.high('environment', 'A task of this name shows the environment, secrets included.');
  if (/^[/~]|^\.\.|\/\.\.(?:\/|$)/.test(arg.text))
    trace.high('task-path', 'A task is named by a path that may be outside the project.');
  const segments = segmentsOf(arg.text);
  const [first = ''] = segments;
  if (everyday.has(first) && segments.every((segment) => everydayDetail.has(segment) || /^v?\d+$/.test(segment)))
    return;
  if (segments.some((segment) => grave.test(segment) && !mild.has(segment))) {
    trace.high('task-grave', `The name of the task ${arg.text} says that it changes more than the project.`);
  } else trace.medium('task', `What the task ${arg.text} does is not on the command line.`);
}

/** Judges a target of a build tool (`make test`): the same, and `install` or `clean` go further. */
export function judgeTarget(arg: Arg, trace: Trace): void {
  const segments = segmentsOf(arg.text);
  if (arg.text.includes('=')) {
    const [name = ''] = arg.text.split('=');
    if (
      /^(?:V|VERBOSE|DEBUG|ARGS|TEST|TESTS|PKG|CI|NO_COLOR|RELEASE|CONFIG|BUILD_TYPE)$/.test(name) &&
      /^[\w./:,-]*$/.test(arg.text.slice(name.length + 1)) &&
      !/\.\.|^\//.test(arg.text.slice(name.length + 1))
    )
      return;
    trace.high('target-variable', `The variable ${name} changes what the build file runs.`);
    return;
  }
  if (segments.some((segment) => /^(?:install|uninstall)$/.test(segment))) {
    trace.high('target-install', `The target ${arg.text} writes outside the project.`);
    return;
  }
  if (['all', 'help', 'default'].includes(arg.text)) return;
  judgeTask(arg, trace);
}
