/**
 * `tsx scripts/lab.ts` installs the CLIs that the end-to-end tests run into the lab's cache, outside the repository. It needs
 * the registry; the tests after it need no network.
 */
import { installedCli, newestCli, oldestCli } from '../src/claude/lab/cliVersions.ts';

for (const version of [oldestCli, newestCli]) process.stdout.write(`claude ${version}: ${installedCli(version)}\n`);
