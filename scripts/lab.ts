/**
 * `tsx scripts/lab.ts` installs the CLIs that the end-to-end tests run into the lab's cache, outside the repository. It needs
 * the registry; the tests after it need no network.
 */
import { sentenceOf } from '../src/base/errors.ts';
import { installedCli, playedClis } from '../src/claude/lab/cliVersions.ts';

try {
  for (const version of playedClis) process.stdout.write(`claude ${version}: ${installedCli(version)}\n`);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}
