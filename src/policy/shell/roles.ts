import type { Access } from '../paths.ts';
import { absolutePath, isInside, isOutput, isSource, judgeGlob, judgePath } from '../paths.ts';
import { Trace } from '../trace.ts';
import { judgeUrl } from '../urls.ts';
import { judgeAssignment } from './assignments.ts';
import { judgeCode, judgeSql } from './code.ts';
import type { Role } from './grammar.ts';
import type { Scene } from './scene.ts';
import { judgeTarget, judgeTask } from './tasks.ts';
import type { Arg } from './words.ts';
import { hole, staticArg } from './words.ts';

/** Texts that only make sense when something runs them. */
const commandLike =
  /(?:^|[\s;&|'"(`=])(?:rm\s+-|sudo\s|doas\s|mkfs|dd\s+if=|chmod\s+-R|shutdown|reboot|curl\s|wget\s|nc\s+-|eval\s|exec\s|(?:ba|z|da)?sh\s+-[a-z]*c)|\$\(|`|\|\s*(?:ba|z|da)?sh\b|\/bin\/(?:ba|z|da)?sh\b|!\s*(?:rm|sh|bash)\b/;

/** Options that ask for harm by their very name, in whatever program. */
const graveOption =
  /^--?[\w-]*(?:force(?!-?exit|-?color|d?-?colors)|exec|shell|command|cmd|eval|hook|program|no-preserve-root|allow-root|privileged|unsafe|insecure|yes-i-really|purge|prune|delete|destroy|wipe|overwrite|hard|no-verify|skip-verify|dangerous|unlink|remove|mirror|sudo|plugin|preload|registry|index-url|proxy|upload|password|token|secret)/i;

/** Tells whether the name of an option asks for harm, in whatever program. */
export function asksForHarm(option: string): boolean {
  return graveOption.test(option);
}

/** Tells whether code named like this comes straight from an address of the network. */
export function isRemote(text: string): boolean {
  return /^(?:https?|ftp|data|blob):/i.test(text);
}

/** Judges one word by the role that the grammar gives it. */
export function judgeRole(arg: Arg, role: Role, scene: Scene): void {
  switch (role) {
    case 'read':
    case 'scan':
    case 'name':
    case 'write':
    case 'create':
    case 'artifact':
    case 'remove':
    case 'enter':
      judgePathArg(arg, role, scene);
      return;
    case 'archive':
      judgePathArg(arg, 'create', scene);
      return;
    case 'run':
      judgeScript(arg, scene);
      return;
    case 'text':
      if (arg.sort === 'unknown')
        scene.trace.medium('word-unknown', 'A word of the command has a value that is not known.');
      return;
    case 'word':
    case 'number':
      if (arg.sort === 'static' && /^~$|^(?:[\w.-]+[=:])?(?:~.|\/.|\.\.)/.test(arg.text)) judgeAny(arg, scene);
      judgeStatic(arg, scene);
      return;
    case 'pattern':
      judgeStatic(arg, scene);
      return;
    case 'any':
      judgeAny(arg, scene);
      return;
    case 'shell':
      if (arg.sort === 'static') scene.judgeShell(arg.text);
      else scene.trace.high('shell-unknown', 'A shell runs a text that is not known beforehand.');
      return;
    case 'program':
      if (arg.sort === 'static') scene.judgeCommand([arg]);
      else scene.trace.high('program-unknown', 'A program is run whose name is not known beforehand.');
      return;
    case 'code':
      if (arg.sort === 'unknown') scene.trace.high('code-unknown', 'Code is run that is not known beforehand.');
      else judgeCode(arg.text, scene);
      return;
    case 'sql':
      if (arg.sort === 'unknown') scene.trace.high('sql-unknown', 'A statement is run that is not known beforehand.');
      else judgeSql(arg.text, scene.trace);
      return;
    case 'url':
      // The question mark before a query is a pattern that no file matches: the word stays as it is.
      if (arg.sort !== 'static' && !(arg.sort === 'glob' && !/[*[\]{}]/.test(arg.text)))
        scene.trace.high('url-unknown', 'A URL is not known beforehand: data could be sent out with it.');
      else judgeUrl(arg.text, scene.trace, { devServers: true, rules: scene.place.rules });
      return;
    case 'env':
      judgeEnvironment(arg, scene);
      return;
    case 'task':
      judgeTask(arg, scene.trace);
      return;
    case 'target':
      judgeTarget(arg, scene.trace);
      return;
    case 'config':
    case 'work':
      judgeSteering(arg, role, scene);
      return;
    case 'preload':
      judgePreload(arg, scene.trace);
      return;
    case 'package':
      judgePackage(arg, scene.trace);
      return;
    case 'identifier':
      if (arg.sort !== 'static' || !/^[\w:.@/-]+$/.test(arg.text))
        scene.trace.high('identifier', 'A name holds more than a name.');
      return;
    case 'define':
      judgeDefinition(arg, scene.trace);
      return;
    case 'mount':
      judgeMount(arg, scene);
      return;
    case 'command':
    case 'tool':
    case 'npx':
      scene.judgeCommand([arg]);
      return;
  }
}

const plainDefinition =
  /^(?:test|it\.test|groups|excludedGroups|includeTags|excludeTags|parallel|forkCount|reuseForks|trimStackTrace|redirectTestOutputToFile|maven\.test\.failure\.ignore|checkstyle\.skip|junit\.jupiter\.execution\.parallel\.enabled|file\.encoding|user\.timezone|skipTests|skipITs|maven\.test\.skip|failIfNoTests|surefire\.\w+|style\.color|revision|CMAKE_BUILD_TYPE|CMAKE_EXPORT_COMPILE_COMMANDS|CMAKE_CXX_STANDARD|CMAKE_C_STANDARD|CMAKE_VERBOSE_MAKEFILE|BUILD_\w+|\w+_BUILD_\w+|ENABLE_\w+|WITH_\w+|USE_\w+|\w+_TESTS|\w+\.skip)(?::\w+)?(?:=[\w.,:#*+-]*)?$/;

/** The settings that Spring uses for tests. */
const testProfile = /^spring\.profiles\.active=(?:test|dev|local|ci|it|unit|integration)$/;

/** `-DNAME=value`: the everyday ones are plain; those that choose programs or places are HIGH. */
function judgeDefinition(arg: Arg, trace: Trace): void {
  if (arg.sort === 'static' && (plainDefinition.test(arg.text) || testProfile.test(arg.text))) return;
  if (
    arg.sort !== 'static' ||
    /compiler|launcher|linker|toolchain|prefix|argline|agent|exec|command|script|url|repo|proxy|settings|home|plugin|program|password|token|key|[/~]/i.test(
      arg.text,
    )
  ) {
    trace.high('definition', `The definition ${arg.text.replaceAll(hole, '…')} may choose what is run, or where to.`);
  } else trace.medium('definition', `What the definition ${arg.text} changes is not known.`);
}

/** A file or folder that steers a program is as good as code: inside the project it is the project's own. */
function judgeSteering(arg: Arg, role: 'config' | 'work', scene: Scene): void {
  const { place, trace } = scene;
  if (arg.sort !== 'static') trace.high('config-unknown', 'What steers the program is not known beforehand.');
  else if (/^[{[]|^data:|:\/\//.test(arg.text))
    trace.high('config-inline', 'The settings of the program are given on the command line.');
  else if (!isInside(arg.text, place))
    trace.high('config-outside', `${arg.text} is outside the project and would steer what runs.`);
  else judgePath(arg.text, role === 'work' ? 'name' : 'scan', place, trace);
}

/** A package that is named by an address does not come from the registry. */
export function judgePackage(arg: Arg, trace: Trace): void {
  if (arg.sort !== 'static') trace.high('package-unknown', 'A package is used whose name is not known beforehand.');
  if (
    /^(?:git\+|git@|git:|ssh:|https?:|file:|github:|gitlab:|bitbucket:|gist:)|:\/\/|@(?:https?|git\+)|\.tgz$|^[~/]|^\.\.|^[\w.-]+\/[\w.-]+$/i.test(
      arg.text,
    )
  ) {
    trace.high('package-source', `${arg.text} comes from an address, not from the registry.`);
  }
}

/** A volume or a network of a container: parts of the project are plain, the rest of this machine is not. */
function judgeMount(arg: Arg, scene: Scene): void {
  const named = /(?:^|,)(?:source|src)=([^,]*)/.exec(arg.text)?.[1];
  const source = named ?? arg.text.split(':', 1)[0] ?? '';
  if (/docker\.sock|containerd\.sock/.test(arg.text) || arg.text === 'host')
    scene.trace.high('container-host', 'The container gets hold of this machine.');
  else if (arg.sort === 'unknown' && !arg.text.startsWith(hole))
    scene.trace.high('container-mount', 'What the container gets of this machine is not known beforehand.');
  else if (arg.sort !== 'unknown' && /^[~/.]/.test(source)) {
    if (!isInside(source, scene.place))
      scene.trace.high('container-mount', `The container gets ${source}, outside the project.`);
    judgePath(source, 'scan', scene.place, scene.trace);
  }
}

function judgeEnvironment(arg: Arg, scene: Scene): void {
  const equals = arg.text.indexOf('=');
  const value = { ...arg, text: arg.text.slice(equals + 1) };
  if (equals === -1) judgeStatic(arg, scene);
  else judgeAssignment(arg.text.slice(0, equals), value, scene.place, scene.trace);
}

function judgeStatic(arg: Arg, scene: Scene): void {
  if (arg.sort === 'unknown')
    scene.trace.medium('word-unknown', 'A word of the command has a value that is not known.');
}

/** Judges a word that names a path. */
export function judgePathArg(arg: Arg, access: Access, scene: Scene): void {
  const { place, trace } = scene;
  const changes = access === 'write' || access === 'create' || access === 'artifact' || access === 'remove';
  if (scene.cwdUnsure && changes && !arg.text.startsWith('/'))
    trace.medium('cwd-unsure', 'A folder change before may have failed, so it is not sure where this writes.');
  if (scene.cwdUnsure && !changes && arg.text.includes('..'))
    trace.medium('cwd-unsure', 'A folder change before may have failed, so it is not sure where this path leads.');
  if (arg.stands) {
    judgePathArg(arg.stands, access, scene);
    return;
  }
  if (arg.sort === 'unknown') {
    if (changes) trace.high('path-unknown', 'A path that is changed is not known beforehand.');
    else trace.medium('path-unknown', 'A path is not known beforehand.');
    if (arg.text !== hole) judgePath(arg.text.replaceAll(hole, 'x'), access, place, trace);
    return;
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(arg.text))
    trace.medium('path-address', `${arg.text} is an address, which some programs fetch.`);
  if (arg.sort === 'glob') judgeGlob(arg.text, access, place, trace);
  else judgePath(arg.text, access, place, trace);
  if (arg.listed) {
    if (!isInside(arg.text, place))
      trace.high('path-listed', 'A command runs on every file of a folder outside the project.');
    const folder = arg.text.replace(/\/[^/]*$/, '');
    if (changes)
      trace.medium('path-listed', 'The files that are changed come from a list that is not known beforehand.');
    else if (access === 'read' && arg.named !== true && !isSource(folder, place))
      trace.medium('path-listed', 'The files that are shown come from a list that is not known beforehand.');
  }
}

/** A file that is left empty: a log of a build may be begun anew, anything else is lost. */
export function judgeEmptied(target: Arg, { place, trace }: Scene): void {
  if (/^(?:\d+|-)$/.test(target.text) || target.text.startsWith('/dev/')) return;
  const made = target.sort === 'static' && isInside(target.text, place) && isOutput(target.text, place);
  trace.add(made ? 'MEDIUM' : 'HIGH', 'file-emptied', `${target.text.replaceAll(hole, '…')} is left empty.`);
}

/** A script that this very call wrote is run: its text is judged as if it stood on the command line. */
export function judgeFresh(path: string, text: string | undefined, scene: Scene): void {
  if (text === undefined)
    scene.trace.high('script-fresh', `${path} is written and run at once; what it holds is not known.`);
  else if (/\.(?:[cm]?[jt]sx?|py|rb|php|pl|lua|go|rs)$/.test(path)) judgeCode(text, scene);
  else scene.judgeShell(text);
}

/** Another version of a program may take the value of an option for a file; one that holds secrets is never a plain word. */
export function judgeValue(arg: Arg, role: Role, scene: Scene): void {
  judgeRole(arg, role, scene);
  if (!/^(?:word|number|text)$/.test(role) || !/^[\w./@~*?[\]-]*[./_][\w./@~*?[\]-]*$/.test(arg.text)) return;
  const probe = new Trace();
  if (arg.sort === 'glob') judgeGlob(arg.text, 'read', scene.place, probe);
  else if (arg.sort === 'static') judgePath(arg.text, 'read', scene.place, probe);
  if (probe.risk === 'HIGH') scene.trace.high('value-secret', `The value ${arg.text} names a file with secrets.`);
}

/** Packages that teach a runner another language, places to run in and ways to report, by their names. */
const loaders =
  /^(?:spec|tap|dot|junit|lcov)$|^(?:console|trx|html|junit|nunit|xunit|GitHubActions)(?:;[\w=.;-]*)?$|^(?:ts-node|ts-node-esm|@swc-node|@swc|@babel|esbuild|esbuild-register|sucrase|source-map-support|tsconfig-paths|coffeescript|ts-eager|ignore-styles|jsdom-global|global-jsdom)(?:\/register(?:\/(?:transpile-only|files|esm))?|\/esm|\/install)?$|^no:[\w.-]+$|^(?:node|jsdom|happy-dom|edge-runtime|jest-environment-(?:node|jsdom))$|^(?:tsx|tsx\/(?:cjs|esm)|esbuild-register|esbuild-runner\/register)$/;

/** A module that is loaded before anything else. */
function judgePreload(arg: Arg, trace: Trace): void {
  if (arg.sort !== 'static' || !loaders.test(arg.text))
    trace.high('preload', `${arg.text.replaceAll(hole, '…')} is loaded and run before anything else.`);
}

/** A script of the project is run: its content is not on the command line. */
function judgeScript(arg: Arg, scene: Scene): void {
  const { place, trace } = scene;
  if (arg.sort !== 'static') {
    trace.high('script-unknown', 'A script is run whose path is not known beforehand.');
    return;
  }
  if (isRemote(arg.text)) trace.high('script-remote', `${arg.text} is fetched from the network and run.`);
  const written = scene.written.at(arg.text);
  if (written) judgeFresh(arg.text, written.text, scene);
  if (!isInside(arg.text, place)) trace.high('script-outside', `The script ${arg.text} is outside the project.`);
  judgePath(arg.text, 'scan', place, trace);
  judgeTask(staticArg(arg.text.replace(/^.*\//, '').replace(/\.\w+$/, '')), trace);
  trace.medium('script', `The script ${arg.text} is run; its content is not on the command line.`);
}

/** A word that the grammar does not explain: only what could make it worse is looked at. */
export function judgeAny(arg: Arg, scene: Scene): void {
  const { place, trace } = scene;
  const text = arg.text.replaceAll(hole, 'x');
  if (asksForHarm(text)) trace.high('option-grave', `The option ${text} asks for harm by its name.`);
  if (commandLike.test(text)) trace.high('hidden-command', 'A word that is not understood looks like a command.');
  const joined = /^(?:--?)?[\w.-]+(?:=|:(?=~|\/(?!\/)|\.\.))/.exec(text)?.[0] ?? '';
  const value = text.slice(joined.length);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return;
  if (!/^[~/.]|\.\.|\/|\.(?:pem|key|p12|pfx|env)$|^(?:id_|credentials)/.test(value) || value.startsWith('-')) return;
  const before = trace.risk;
  if (arg.sort === 'glob') judgeGlob(value, 'scan', place, trace);
  else judgePath(value, 'scan', place, trace);
  const absolute = absolutePath(value, place.cwd, place.facts.home);
  if (
    trace.risk !== 'HIGH' &&
    before !== 'HIGH' &&
    /^[~/]|^\.\.|\/\.\.\//.test(value) &&
    !isInside(value, place) &&
    !absolute.startsWith('/dev/')
  ) {
    trace.high('path-outside', `A word that is not understood names ${value}, outside the project.`);
  }
}
