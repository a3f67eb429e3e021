/**
 * `tsx scripts/inNamespace.ts -- <command> …` runs a command in a network namespace of its own, where the system allows one,
 * and ends with its exit status. Everything the command starts is inside as well: the e2e tests with their scripted API, the
 * daemon, the real CLI.
 */
import { spawnSync } from 'node:child_process';
import { namespacePrefix } from '../src/claude/lab/namespace.ts';

const given = process.argv.slice(2);
const command = given[0] === '--' ? given.slice(1) : given;
const prefix = namespacePrefix();
const [file, ...args] = [...prefix, ...command];
if (command.length === 0 || file === undefined) {
  process.stderr.write('Usage: tsx scripts/inNamespace.ts -- <command> …\n');
  process.exitCode = 2;
} else {
  if (prefix.length === 0) process.stderr.write('No network namespace here; running without one.\n');
  const run = spawnSync(file, args, { stdio: 'inherit' });
  if (run.error) process.stderr.write(`'${file}' does not start: ${run.error.message}\n`);
  process.exitCode = run.status ?? 1;
}
