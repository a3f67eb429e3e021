import { segmentMayMatch } from '../glob.ts';
import { judgePath } from '../paths.ts';
import { Trace } from '../trace.ts';
import type { Line } from './checks.ts';
import { judgeOperands } from './operands.ts';
import { judgeAny, judgePathArg } from './roles.ts';
import type { Scene } from './scene.ts';

/** Reading commands of git run programs that the repository's configuration names. */
export function judgeGitRead({ program, sorted }: Line, scene: Scene): void {
  const { place, trace } = scene;
  if (!place.facts.gitConfigIsClean(place.cwd)) {
    trace.medium('git-config', 'The configuration of the repository is not known to run no programs.');
  }
  const shows = /\.(?:show|diff|blame|grep|cat-file|log|stash)/.test(program.id);
  for (const arg of sorted.operands) {
    const path = arg.text.replace(/^[^:]*:/, '');
    const probe = new Trace();
    if (/[.]/.test(path) && !/\.\./.test(path)) judgePath(path, 'read', place, probe);
    if (/[*?[]/.test(path) && picksSecrets(path))
      trace.add(shows ? 'HIGH' : 'MEDIUM', 'git-secret', `${path} reaches files with secrets.`);
    if (probe.risk === 'HIGH') trace.add(shows ? 'HIGH' : 'MEDIUM', 'git-secret', `${path} is or was a secret.`);
  }
  judgeOperands(program, sorted.operands, scene);
}

/** A pattern of git's that is out for hidden or secret files; one that takes everything is plain. */
function picksSecrets(pattern: string): boolean {
  const last = pattern.replace(/^.*\//, '');
  const readings = [last, last.replace(/^[*?]/, '.*')];
  return (
    !/^\*+$/.test(last) &&
    ['.env', '.env.local', '.npmrc', 'id_rsa', 'server.pem', 'server.key'].some((name) =>
      readings.some((reading) => segmentMayMatch(reading, name)),
    )
  );
}

/** `git branch`, `git tag`: without a name, or with a listing option, they only show. */
export function judgeGitNames(line: Line, scene: Scene): void {
  const shows = line.sorted.known.some(({ name }) =>
    /^(?:-l|--list|-a|-r|--all|--remotes|--contains|--no-contains|--merged|--no-merged|--points-at|--show-current|-n)$/.test(
      name,
    ),
  );
  if (line.sorted.operands.length > 0 && !shows)
    scene.trace.medium('git-names', 'A branch or a tag is made or changed.');
  judgeGitRead(line, scene);
}

/** `git push`: `+ref` forces, `:ref` deletes, an address sends the code elsewhere. */
export function judgeGitPush({ sorted }: Line, scene: Scene): void {
  const [remote, ...refs] = sorted.operands;
  if (remote && (remote.sort !== 'static' || /[:/@~]/.test(remote.text)))
    scene.trace.high('git-push-address', 'The code is sent to an address that is no named remote.');
  for (const ref of refs) {
    if (ref.sort !== 'static') scene.trace.high('git-push-unknown', 'What is pushed is not known beforehand.');
    if (ref.text.startsWith('+')) scene.trace.high('git-push-force', 'A leading + forces the push.');
    if (ref.text.startsWith(':')) scene.trace.high('git-push-delete', 'A leading : deletes a branch of the remote.');
  }
}

/** `git checkout`, `git restore`: with paths they throw changes away. */
export function judgeCheckout({ program, sorted, args }: Line, scene: Scene): void {
  const has = (...names: string[]): boolean => sorted.known.some(({ name }) => names.includes(name));
  const creates = has('-b', '--orphan', '-c', '--create', '-t', '--track', '--detach');
  const paths =
    args.some((arg) => arg.text === '--') || has('-p', '--patch', '--ours', '--theirs', '--pathspec-from-file');
  const pathLike = sorted.operands.some((arg) => /^[.:]|[*]|\.\w+$|\/$/.test(arg.text)) || sorted.operands.length > 1;
  if (
    program.id.endsWith('restore')
      ? !(has('--staged', '-S') && !has('--worktree', '-W'))
      : !creates && (paths || pathLike)
  ) {
    scene.trace.high('git-discard', 'Changes that are not committed are thrown away.');
  }
}

const harmlessKeys =
  /^(?:user\.(?:name|email)|init\.defaultbranch|pull\.(?:rebase|ff)|push\.(?:default|autosetupremote)|branch\.[\w./-]+\.(?:remote|merge|rebase|description)|color\.\w+|core\.(?:autocrlf|ignorecase|filemode|eol|quotepath|longpaths)|rerere\.enabled|fetch\.prune|advice\.\w+|merge\.conflictstyle|diff\.algorithm|commit\.verbose)$/i;

/** `git config`: asking is MEDIUM at most; most keys can make git run programs. */
export function judgeGitConfig({ sorted }: Line, scene: Scene): void {
  const reads =
    sorted.known.some(({ name }) => /^--(?:get|list|get-all|get-regexp|name-only|show-origin)$|^-l$/.test(name)) ||
    /^(?:get|list)$/.test(sorted.operands[0]?.text ?? '');
  const operands = /^(?:set|get|unset)$/.test(sorted.operands[0]?.text ?? '')
    ? sorted.operands.slice(1)
    : sorted.operands;
  const [key, value] = operands;
  if (operands.some((arg) => /extraheader|passw|token|secret|credential|oauth|cookie/i.test(arg.text)))
    scene.trace.high('git-config-secret', 'The key holds a secret.');
  if (reads || (key && !value && !sorted.known.some(({ name }) => name.startsWith('--unset')))) return;
  if (!key || key.sort !== 'static' || !harmlessKeys.test(key.text))
    scene.trace.high(
      'git-config-key',
      `The key ${key?.text ?? ''} can make git run programs or talk to other servers.`,
    );
  if (sorted.known.some(({ name }) => name === '--global' || name === '--system' || name === '--file' || name === '-f'))
    scene.trace.high('git-config-global', 'The configuration of all repositories is changed.');
}

/** Further commands of git: what runs commands of its own, or throws history away, is HIGH. */
export function judgeGitOther({ program, sorted, args }: Line, scene: Scene): void {
  for (const arg of args) {
    judgeAny(arg, scene);
    if (
      !(program.id === 'git.bisect' && arg.text === 'start') &&
      /^(?:foreach|run|expire|delete|remove|drop|deinit|--expire.*|install|start|approve|fill|exec|--force|-f|-x|--extcmd.*|-X)$/.test(
        arg.text,
      )
    ) {
      scene.trace.high(
        'git-other-grave',
        `${program.id.replaceAll('.', ' ')} ${arg.text} runs commands or throws something away.`,
      );
    }
  }
  for (const arg of sorted.operands)
    if (arg.sort === 'unknown')
      scene.trace.high('word-unknown', 'A word of the command has a value that is not known.');
}

/** `git clone`: only from https and ssh addresses of a host. */
export function judgeGitClone({ sorted }: Line, scene: Scene): void {
  const [source, folder] = sorted.operands;
  if (
    !source ||
    source.sort !== 'static' ||
    !/^(?:https:\/\/[\w.-]+\.[a-z]+\/[\w./~-]+|git@[\w.-]+:[\w./-]+|ssh:\/\/git@[\w.-]+\/[\w./-]+)$/i.test(source.text)
  ) {
    scene.trace.high('git-clone-source', 'The source of the clone is no plain address of a repository.');
  }
  if (folder) judgePathArg(folder, 'create', scene);
}

/** `git remote`: showing is plain; a new address decides where code goes. */
export function judgeGitRemote({ sorted }: Line, scene: Scene): void {
  const [verb] = sorted.operands;
  if (verb === undefined || /^(?:show|get-url)$/.test(verb.text)) return;
  if (!/^(?:update|prune)$/.test(verb.text))
    scene.trace.high('git-remote', 'The remotes of the repository are changed.');
  for (const arg of sorted.operands.slice(1)) judgeAny(arg, scene);
}
