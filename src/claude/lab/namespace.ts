import { spawnSync } from 'node:child_process';
import { stageFolder } from './stagePlaces.ts';

/** Brings loopback up inside the new namespace, then becomes the program that follows. */
const loopbackUp = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

/** The same, with an empty stage of its own in memory where all others have theirs. */
const stageUp = [
  'sh',
  '-c',
  `mkdir -p ${stageFolder} && mount -t tmpfs pcc-lab ${stageFolder} && ip link set lo up && exec "$@"`,
  'sh',
];

/**
 * The words to put before a command so that it runs in a network namespace of its own, with loopback and nothing else: no
 * test can then leave the machine. Empty where namespaces are not allowed or do not exist; the variables of the isolated home
 * must do there.
 *
 * The scripted API has to run inside the same namespace as the CLI. So the whole test run or recorder is started inside
 * (`tsx scripts/inNamespace.ts -- <command>`), and everything it starts is inside too; what needs the network (installing a
 * CLI) is done before.
 */
export function namespacePrefix(): readonly string[] {
  return working(['unshare', asRoot() ? '-n' : '-rn', ...loopbackUp]);
}

/**
 * Like `namespacePrefix`, and whatever the command starts is killed when it ends or its prefix is killed, also what ignores
 * signals. Where that is not allowed, as `namespacePrefix`.
 */
export function cagePrefix(): readonly string[] {
  const flags = [asRoot() ? '-nmp' : '-rnmp', '--kill-child', '--mount-proc'];
  const caged = working(['unshare', ...flags, ...loopbackUp]);
  return caged.length > 0 ? caged : namespacePrefix();
}

/**
 * Like `namespacePrefix`, and the command sees an empty folder of its own at the stage's path: several can then play there at
 * once. Empty where that is not allowed.
 */
export function stagePrefix(): readonly string[] {
  return working(['unshare', asRoot() ? '-nm' : '-rnm', ...stageUp]);
}

function asRoot(): boolean {
  return process.getuid?.() === 0;
}

function working(prefix: readonly string[]): readonly string[] {
  const [file = '', ...args]: readonly string[] = [...prefix, 'true'];
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0 ? prefix : [];
}
