/**
 * A command runs in a shell that also holds the end of a pipe to the daemon, its descriptor 3: when the daemon dies, however that is,
 * the pipe ends and all of the process group with it. So a command never runs on for nobody.
 */
const guard = '{ read -r _ <&3; kill -KILL 0; } >/dev/null 2>&1 & exec 3<&-;';

/** The command line of a program under the guard; it is to lead a process group and to get a pipe as descriptor 3. */
export function guarded(argv: readonly string[]): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', `${guard} "$@"; exit $?`, 'sh', ...argv];
}

/** The same for a program that is told something: what Node gives it is a socket, which cannot be opened as `/dev/stdin`. */
export function guardedReader(argv: readonly string[]): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', `${guard} command -p cat | "$@"; exit $?`, 'sh', ...argv];
}
