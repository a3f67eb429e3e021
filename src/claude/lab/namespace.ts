import { spawnSync } from 'node:child_process';

/** Brings loopback up inside the new namespace, then becomes the program that follows. */
const loopbackUp = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

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
  const prefix = ['unshare', process.getuid?.() === 0 ? '-n' : '-rn', ...loopbackUp] as const;
  const [file, ...args] = [...prefix, 'true'] as const;
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0 ? prefix : [];
}
