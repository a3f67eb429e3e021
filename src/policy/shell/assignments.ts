import type { Place } from '../paths.ts';
import { isInside } from '../paths.ts';
import type { Trace } from '../trace.ts';
import type { Arg } from './words.ts';

/** Variables that only tell a tool how to talk, with the values that are harmless. */
const harmless = new Set([
  'NODE_ENV',
  'CI',
  'TZ',
  'FORCE_COLOR',
  'NO_COLOR',
  'CLICOLOR',
  'CLICOLOR_FORCE',
  'RUST_LOG',
  'RUST_BACKTRACE',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'LC_COLLATE',
  'TERM',
  'COLUMNS',
  'LINES',
  'DEBUG',
  'VERBOSE',
  'LOG_LEVEL',
  'PYTHONUNBUFFERED',
  'PYTHONDONTWRITEBYTECODE',
  'PYTHONHASHSEED',
  'PYTHONWARNINGS',
  'RAILS_ENV',
  'RACK_ENV',
  'MIX_ENV',
  'APP_ENV',
  'BABEL_ENV',
  'VITEST',
  'JEST_WORKER_ID',
  'GOOS',
  'GOARCH',
  'CGO_ENABLED',
  'CARGO_TERM_COLOR',
  'NEXT_TELEMETRY_DISABLED',
  'DO_NOT_TRACK',
  'HUSKY',
  'PORT',
  'TEST_ENV',
  'UPDATE_SNAPSHOTS',
  'COLORTERM',
  'GTEST_COLOR',
  'CTEST_OUTPUT_ON_FAILURE',
  'GOMAXPROCS',
  'RUST_TEST_THREADS',
  'TS_NODE_TRANSPILE_ONLY',
  'SPEC',
  'COVERAGE',
  'DJANGO_DEBUG',
  'FLASK_ENV',
  'DOTNET_CLI_TELEMETRY_OPTOUT',
  'DOTNET_NOLOGO',
  'E2E',
  'HEADLESS',
  'NODE_NO_WARNINGS',
  'NPM_CONFIG_COLOR',
  'SOURCE_DATE_EPOCH',
  'TURBO_TELEMETRY_DISABLED',
  'PYTEST_DISABLE_PLUGIN_AUTOLOAD',
]);
const production = new Set(['RAILS_ENV', 'RACK_ENV', 'MIX_ENV', 'APP_ENV', 'TEST_ENV', 'FLASK_ENV']);

/** Variables through which a program finds or starts other programs, or which move trust elsewhere. */
const dangerous =
  /^(?:PATH|HOME|IFS|ENV|SHELL|SHELLOPTS|BASHOPTS|BASH_.*|PS[0-4]|PROMPT_COMMAND|CDPATH|FPATH|ZDOTDIR|LD_.*|DYLD_.*|GIT_.*|SSH_.*|GPG_.*|.*EDITOR|.*VISUAL|.*PAGER|.*BROWSER|LESS.*|MAN.*|NODE_PATH|NODE_TLS_.*|NODE_EXTRA_.*|NODE_REPL_.*|PERL5.*|PERL.*OPT|RUBYOPT|RUBYLIB|PYTHONSTARTUP|PYTHONHOME|PYTHONINSPECT|PYTHONEXECUTABLE|PYTHONUSERBASE|PYTHONBREAKPOINT|PYTHON.*HOOK|PYTEST_.*|JAVA_.*|_JAVA_.*|JDK_.*|.*_OPTS|.*_OPTIONS|COREPACK_.*|ERL_.*|ELIXIR_.*|PHPRC|PHP_INI.*|CLASSPATH|MAVEN_.*|GRADLE_.*|MAKEFLAGS|GNUMAKEFLAGS|MFLAGS|MAKE|MAKEFILES|CC|CXX|LD|AR|CPP|FC|RUSTC.*|RUSTFLAGS|RUSTDOC.*|CARGO_HOME|CARGO_TARGET_.*|CARGO_BUILD_.*|CARGO_REGISTR.*|CARGO_NET_.*|GOPROXY|GONOSUM.*|GONOPROXY|GOINSECURE|GOSUMDB|GOENV|GOPATH|GOROOT|GOTOOL.*|GOPRIVATE|CGO_[A-Z]*FLAGS|.*_PROXY|.*_proxy|npm_config_.*|NPM_.*|YARN_.*|PNPM_.*|PIP_.*|UV_.*|POETRY_.*|CONDA_.*|BUNDLE_.*|GEM_.*|COMPOSER_.*|DOCKER_.*|COMPOSE_.*|KUBECONFIG|HELM_.*|AWS_.*|GOOGLE_.*|CLOUDSDK_.*|AZURE_.*|TF_.*|XDG_.*|CURL_.*|WGET.*|SSL_.*|REQUESTS_CA_.*|OPENSSL_.*|INPUTRC|GCONV_PATH|LOCPATH|NLSPATH|HOSTALIASES|RES_OPTIONS|TERMINFO.*|TERMCAP|GLIBC_.*|MALLOC_.*|ANTHROPIC_.*|CLAUDE_.*|PCC_.*|SUDO_.*|TMUX|DISPLAY|XAUTHORITY|DBUS_.*|FCEDIT|HISTFILE|HISTCONTROL|TAR_.*|GZIP|BZIP.*|XZ_.*|ZIPOPT|UNZIP|GREP_OPTIONS|RIPGREP_CONFIG_PATH|ACK.*|FZF_.*|AWKPATH|AWKLIBPATH|OPENAI_.*|GITHUB_.*|GH_.*|PGPASS.*|PGSERVICE.*|PSQLRC|MYSQL_.*|VAULT_.*|.*(?:TOKEN|SECRET|PASSWORD|PASSWD|API_KEY|PRIVATE_KEY|CREDENTIALS))$/;

/** Variables that the shell itself sets. */
const ofTheShell =
  /^(?:_|PWD|OLDPWD|RANDOM|SRANDOM|SECONDS|LINENO|EPOCH\w*|UID|EUID|PPID|GROUPS|DIRSTACK|FUNCNAME|PIPESTATUS|HISTCMD|OPTIND|OPTARG|REPLY|COMP_\w+|HOSTNAME|HOSTTYPE|MACHTYPE|OSTYPE|SHLVL|MAPFILE|COPROC|argv|status|pipestatus|path|cdpath|fpath)$/;

/** Variables whose value decides; see `isKnownHarmless`. */
const checked = new Set(['GOFLAGS', 'PYTHONPATH', 'NODE_OPTIONS', 'RUSTFLAGS']);

/** What is wrong with setting a variable. */
export interface AssignmentProblem {
  readonly risk: 'MEDIUM' | 'HIGH';
  readonly rule: string;
  readonly reason: string;
}

/** Judges `NAME=value`, as a prefix of a command, exported, or given to `env`. */
export function judgeAssignment(name: string, value: Arg, place: Place, trace: Trace): void {
  const problem = assignmentProblem(name, value, place);
  if (problem) trace.add(problem.risk, problem.rule, problem.reason);
}

/** What is wrong with `NAME=value` when other programs get to see it, or undefined. */
export function assignmentProblem(name: string, value: Arg, place: Place): AssignmentProblem | undefined {
  if (harmless.has(name)) {
    if (value.sort === 'unknown') return medium('variable-unknown', `The value of ${name} is not known beforehand.`);
    if (production.has(name) && /prod|live/i.test(value.text))
      return medium('variable-production', `${name} names production.`);
    if (/`|\$[({]/.test(value.text) || (/[;|&<>]/.test(value.text) && name !== 'DEBUG'))
      return medium('variable-odd', `The value of ${name} holds shell signs.`);
    // A locale, a time zone or a terminal may be named by a file, which is then read.
    if (/^:?(?:[~/]|\.\.)/.test(value.text))
      return medium('variable-odd', `The value of ${name} is a path, which programs may read.`);
    // A category with a dot in it is imported from its module.
    if (name === 'PYTHONWARNINGS' && /[A-Za-z_]\w*\.[A-Za-z_]/.test(value.text))
      return medium('variable-odd', `The value of ${name} names a module, which is imported.`);
    return undefined;
  }
  if (value.sort === 'static' && isKnownHarmless(name, value.text, place)) {
    return medium('variable-checked', `${name} could make a program run others; this value is harmless.`);
  }
  if (ofTheShell.test(name))
    return high('variable-shell', `${name} belongs to the shell and does not keep what it is given.`);
  if (checked.has(name) || dangerous.test(name))
    return high('variable-dangerous', `${name} decides which programs or servers are used, or is a secret.`);
  if (!/^[A-Za-z_]\w*$/.test(name)) return high('variable-odd', `${name} is no name of a variable.`);
  if (
    /(?:^|[:=])(?:~|\/|\.\.)/.test(value.text) &&
    !value.text.includes('://') &&
    !value.text.split(':').every((path) => isInside(path, place) || path === '/tmp')
  )
    return high('variable-path', `${name} leads out of the project.`);
  return medium('variable', `The effect of the variable ${name} is not known.`);
}

function medium(rule: string, reason: string): AssignmentProblem {
  return { risk: 'MEDIUM', rule, reason };
}

function high(rule: string, reason: string): AssignmentProblem {
  return { risk: 'HIGH', rule, reason };
}

function isKnownHarmless(name: string, value: string, place: Place): boolean {
  switch (name) {
    case 'NODE_OPTIONS':
      return /^(?:\s*--(?:max-old-space-size=\d+|max_old_space_size=\d+|no-warnings|trace-warnings|enable-source-maps|experimental-vm-modules|no-deprecation|trace-deprecation|stack-trace-limit=\d+|unhandled-rejections=\w+|no-experimental-fetch|experimental-strip-types))+\s*$/.test(
        value,
      );
    case 'GOFLAGS':
      return /^(?:\s*-(?:mod=(?:vendor|mod|readonly)|v|race|count=\d+|short|tags=[\w,]+|buildvcs=(?:false|true|auto)|trimpath|p=\d+))+\s*$/.test(
        value,
      );
    case 'CARGO_TARGET_DIR':
      return isInside(value, place);
    case 'PYTHONPATH':
      return value.split(':').every((folder) => folder === '' || folder === '.' || isInside(folder, place));
    case 'RUSTFLAGS':
      return /^(?:\s*-(?:D\s*warnings|A\s*\w+|C\s*(?:debuginfo|opt-level|target-cpu)=\w+))+\s*$/.test(value);
    case 'MAKEFLAGS':
      return /^-?-?j\s?\d*$/.test(value);
    case 'CC':
    case 'CXX':
      return /^(?:gcc|clang|cc|g\+\+|clang\+\+|c\+\+)(?:-\d+)?$/.test(value);
    case 'JAVA_OPTS':
    case 'MAVEN_OPTS':
    case 'GRADLE_OPTS':
      return /^(?:\s*-(?:Xm[xs]\d+[mgk]?|XX:MaxMetaspaceSize=\d+[mgk]?|Dfile\.encoding=[\w-]+))+\s*$/.test(value);
    default:
      return false;
  }
}
