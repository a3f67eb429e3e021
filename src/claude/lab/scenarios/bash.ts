import type { Scenario } from '../scenario.ts';
import { isFrom } from './releases.ts';
import { approved, bash, refused } from './requests.ts';
import type { Traits } from './traits.ts';
import { everySize } from './steps.ts';

const longCommand = `node --test --test-reporter=spec ${Array.from({ length: 12 }, (_, index) => `tests/unit/part${index + 1}.test.js`).join(' ')}`;
const multiLine = "cat > notes.txt <<'EOF'\nfirst line\nsecond line\nEOF\nnode test.js";
const huge = Array.from({ length: 70 }, (_, index) => `node task.js --step ${index + 1}`).join('\n');

/** Newer CLIs say more below a command: on a small screen the top of the dialog is out of sight then. */
function cutScenario(cli: Traits): Scenario {
  return approved(
    bash('bash-cut', longCommand, cli, {
      recipe: 'A Bash call that wraps over so many rows that little more than the rule above it is cut.',
      truncated: true,
      extra: { sizes: everySize.slice(0, 1) },
    }),
  );
}

/** Bash in its sizes and shapes. */
export function bashScenarios(cli: Traits): Scenario[] {
  return [
    approved(
      bash('bash-simple', 'npm test', cli, {
        recipe: 'One Bash call that can be generalised.',
        description: 'Run the tests',
        extra: { sizes: everySize },
      }),
    ),
    approved(
      bash('bash-once', 'echo $(date) > stamp.txt', cli, {
        recipe: 'A Bash call with a substitution, which cannot be generalised.',
        options: cli.bashOnce,
      }),
    ),
    approved(
      bash('bash-multiline', multiLine, cli, {
        recipe: 'A Bash call of five lines with a here-document.',
        options: cli.bashLines,
      }),
    ),
    approved(
      bash('bash-long', longCommand, cli, {
        recipe: 'A Bash call that wraps over several rows.',
        extra: { sizes: everySize.slice(1) },
      }),
    ),
    ...(isFrom(cli.version, '2.1.98') ? [cutScenario(cli)] : []),
    refused(
      bash('bash-huge', huge, cli, {
        recipe: 'A Bash call of 70 lines, taller than the screen.',
        extra: { sizes: everySize },
        truncated: true,
        sees: ['--step 70', ...(cli.cutSign === undefined ? [] : [cli.cutSign])],
      }),
    ),
    refused(bash('bash-rm-rf', 'rm -rf build', cli, { recipe: 'A removal of a folder.', extra: { sizes: everySize } })),
    refused(
      bash('bash-chain', 'npm test && git push --force origin main', cli, {
        recipe: 'A harmless command with a dangerous one behind it.',
      }),
    ),
  ];
}
