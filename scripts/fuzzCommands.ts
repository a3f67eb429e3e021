/**
 * `npx tsx scripts/fuzzCommands.ts [--cases N] [--from SEED]`: writes the commands of the examples in other ways that mean the same
 * to bash, and looks whether one is judged more harmless. The same seed is the same case. Exit code 1 when there is one.
 */
import { parseArgs } from 'node:util';
import { loweredIn, plainCommands } from '../tests/policy/fuzzing/run.ts';

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '200000' }, from: { type: 'string', default: '0' } },
});
const from = Number(values.from);
const lowered = loweredIn(from, from + Number(values.cases));
for (const finding of lowered) process.stdout.write(`${JSON.stringify(finding)}\n`);
process.stdout.write(`${values.cases} cases over ${plainCommands.length} commands, ${lowered.length} findings\n`);
process.exitCode = lowered.length > 0 ? 1 : 0;
