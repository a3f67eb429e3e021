import { describe, expect, it, test } from 'vitest';
import { commandIn } from '../../src/policy/consulting/commands.ts';

describe('a text names a command', () => {
  test.each([
    'I will run `npx prisma migrate reset`.',
    '```\ngit checkout .\n```',
    '```bash\nnpm test\ndocker compose down -v\n```',
    '```\n$ npm test\nall green\n$ ./scripts/wipe\n```',
    '   ```sh\n   something-nobody-knows\n',
    '```sql\nupdate users set admin = true;\n```',
    '    dropdb app && createdb app',
    '`dropdb app && createdb app`',
    '`npm test && rm -r data`',
    '`npm test > src/a.ts`',
    '`cat .env`',
    '`cat /etc/hosts`',
    '`find . -name "*.bak" -exec rm {} +`',
    '`aws s3 rm s3://bucket --recursive`',
    '`gh pr merge 12`',
    '`npm pub`',
    '`> data.db`',
    '`sometool --purge`',
    'Then I run `sometool purge`.',
    'I will run `./deploy-all`.',
    'A stray ` and then `gh pr merge 12`.',
    'Should I run npm run db:reset?',
    'Should I run the tests and then run dropdb app?',
    'Shall I run git checkout . to get back to a clean state?',
    'Shall I execute scripts/seed-all?',
    'npx prisma migrate reset',
    'docker compose down -v',
    'npm pub',
    'Yes, run gh pr merge 3.',
  ])('that does more than look or test: %s', (text) => {
    expect(commandIn(text)).toMatch(/^it names a command/);
  });

  test.each([
    'I ran `npm test` and `npx tsc --noEmit`: all green.',
    '```bash\nnpm run lint && npm test -- --run tests/a.test.ts\n```',
    '```\nPASS tests/a.test.ts\n> app@1.0.0 test\n> vitest run\n```',
    '```ts\nexport const a = run(1);\n```',
    '```sql\nselect * from users;\n```',
    '`git status` and `git diff src/a.ts | head -20`',
    'The function `makeUser(name)` in `src/user.ts` uses `useState`.',
    'Start it with `npm run dev`.',
    'Should I run the tests and the linter?',
    'Should I run npm test and then go on?',
    'Use npm',
    'npm',
    'npm workspaces',
    'docker compose',
    'node 20',
    'go with the first one',
    'make it bigger',
    'find it by name',
  ])('that looks or tests, or none: %s', (text) => {
    expect(commandIn(text)).toBeUndefined();
  });

  it('quickly, whatever the text', () => {
    for (const unit of ['`', 'run ', '` ', 'run npm ', '```\n', 'npm test ', '&& ', ' - ', 'git log ', '\t- `'])
      commandIn(unit.repeat(8_000 / unit.length));
  }, 1_000);
});
