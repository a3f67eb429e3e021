import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amendPrompt } from '../../src/execution/amend.ts';

/** Prompts by the word of the note that they get; `none` stay as they are. */
const examples: Readonly<Record<string, readonly string[]>> = {
  'Nobody can answer questions': [
    'Add a login page. Ask me which colors you should use.',
    'If you are not sure, ask me before you change anything.',
    'Refactor the parser and wait for my approval before you commit.',
    'Write the plan, then wait until I confirm.',
    'Stop and wait for me after each file.',
    'Let me know before you delete anything.',
    'Make three designs and let me choose.',
    'Check with me before touching the database.',
    'Confirm with me which tests to drop.',
    'Get my approval for the migration, then run it.',
    "Find the bug; I'll tell you which fix I like.",
    'Do not push until I say so.',
    'Show me the diff before committing.',
    'Show me the plan for approval.',
    'Ask for clarification if anything is unclear.',
    'Ask clarifying questions, ask the user if needed, ask us for the keys.',
    'Help me set up the project one step at a time.',
    'You should ask me for the name of the table.',
    "Don't guess, ask me.",
    'Request my feedback on the draft and go on.',
    'Tell me when you are ready.',
  ],
  'Nobody can press keys': [
    'Run the installer and press Enter at each screen.',
    'Run ./setup.sh and press any key to continue.',
    'Run the migration; when prompted, choose the second database.',
    'Run the setup and answer yes to all questions.',
    'Start the wizard and type y when it wants to go on.',
    'Run deploy.sh, and at Continue? go on.',
    'Run the updater and accept at [y/N].',
    'Hit return if the script stops.',
  ],
  'take the terminal over': [
    'Open src/main.ts in vim and fix the typo.',
    'Edit the config with nano.',
    'Run `vim README.md` and correct the title.',
    'Use `less` to look at the log.',
    'Use less app.log to find the error.',
    'Run `top` and tell which process is busy.',
    'Run htop to see what is slow.',
    'Look at `less build.log` for the reason.',
    'Start a python shell and try the function.',
    'Open an interactive node REPL and test it.',
    'Run crontab -e and add the backup.',
    'Use emacs to change the headline.',
  ],
  'all their answers': [
    'Run npm init and add a test script.',
    'Run `npm init` in a new folder.',
    'Use yarn create vite to set it up.',
    'Run npx create-react-app shop.',
    'Run apt-get install jq.',
    'Run `sudo apt install nginx` first.',
    'Run npm login, then publish.',
    'Run gh auth login and open a pull request.',
    'Run ssh-keygen for a new key.',
    'Use `aws configure` to set the region.',
    'Run poetry init.',
  ],
  'modes and editors of git': [
    'Run git rebase -i HEAD~3 and squash the commits.',
    'Use `git add -p` to stage the parser only.',
    'Run git rebase --interactive main.',
    'Do an interactive rebase of the last five commits.',
    'Run git commit -p for the first change.',
    'Run git mergetool to solve the conflicts.',
    'Use git commit --amend to change the message.',
  ],
  'Nothing ends a watch': [
    'Run npm test --watch and fix what fails.',
    'Run the tests in watch mode.',
    'Start tsc with --watch and repair the types.',
    'Use tail -f server.log to find the error.',
    'Run npm run watch while you work.',
    'Monitor the log continuously and report errors.',
    'Keep watching the folder for changes.',
    'Run kubectl logs -f api to see what happens.',
  ],
  'A server in the foreground': [
    'Start the server and check that /health answers.',
    'Run the dev server and look at the start page.',
    'Run npm start and open the page.',
    'Run `npm run dev` and fix what is red.',
    'Launch the API server on port 3000.',
    'Run python -m http.server and fetch the index.',
    'Run flask run, then call the route.',
    'Run docker compose up and wait for the database.',
    'Start uvicorn with the new settings.',
    'Run python manage.py runserver.',
  ],
  'Nobody can type a password': [
    'Run sudo make install.',
    'Install it with sudo.',
    'Use `sudo systemctl restart nginx` after it.',
    'Run `sudo apt install -y nginx` first.',
    'Connect to the server and enter the password.',
    'Start the tunnel and type your passphrase.',
  ],
  'not clear what is meant': [
    'fix it',
    'Fix it.',
    'please fix this',
    'do the same for the others',
    'Do it again.',
    'continue',
    'Now make it better',
    'Improve this please',
    'go on',
    'Can you finish it?',
    'make them all pass',
    'Commit it.',
    'Add tests for the file you created.',
    'Use the previous result.',
    'Do the same thing for the rest.',
  ],
  none: [
    'Add a login page with a form for name and password.',
    'Write a program that asks me for my name and greets me.',
    'Write a script which should ask me for a folder.',
    'The wizard should ask me for the region.',
    'Do not ask me anything.',
    'Work without asking me.',
    'Never wait for my approval.',
    "Don't ask for confirmation.",
    'Fix the typo in `ask me`.',
    'Replace the text "ask me which color" by "choose a color".',
    'Translate this:\n> Ask me before you go.\nto French.',
    'Explain this code:\n```\nask me\nrun npm init\nsudo rm\n```',
    "Rename the button 'press any key' to 'go on'.",
    'Write a README that says to run npm start.',
    'Document how to start the server.',
    'Explain how to run npm init.',
    'Write a function that starts the server.',
    'Add a script to start the dev server.',
    'Start the server in the background and stop it when you are done.',
    'Run npm start in the background with nohup.',
    'Run docker compose up -d.',
    'Run npm init -y and add a test script.',
    'Run apt-get install -y jq.',
    'Run the tests once, without watch mode.',
    'Use less memory in the parser.',
    'Run more tests.',
    'Open more files at once.',
    'Use top-level await.',
    'Do not use vim.',
    'Never use vim, nano or less to change files.',
    'Write a vim plugin for our format.',
    'Use vim key bindings in the editor component.',
    'Explain interactive programs.',
    'Use sudo -n for the installation.',
    'Do not use sudo.',
    'Add the user to the sudoers group in the Ansible role.',
    'Add a --watch option to the command line.',
    'Implement a file watcher with a debounce of 100 ms.',
    'Run git rebase main.',
    'Run git add src/parser.ts.',
    'Run git commit -m with a short message.',
    'Use GIT_SEQUENCE_EDITOR=true with git rebase -i to squash.',
    'Fix the crash in src/parser.ts.',
    'Fix the failing test of the parser.',
    'Calculate 17 * 23.',
    'What is the capital of France?',
    'Make the tests in tests/parser.test.ts pass.',
    'Continue the story of the two dragons in story.md.',
    'Do the same for the French translation in fr.json as in de.json.',
    'Write a haiku about the sea.',
    'Create a file notes.txt with the word hello.',
    'Write a test that checks the "Continue? [y/n]" prompt.',
    'Add a page where users can ask questions.',
    'Summarize README.md in three sentences.',
    'Add retries with exponential backoff to src/http.ts.',
    'Add a wait of 5 seconds between the requests.',
    'Write a tutorial for people who type commands in a terminal.',
    'Show the number of lines in src.',
    'Check whether the server config is valid.',
    'Run the server tests.',
    'Write a class for the user who has to enter the amount.',
    'Rename the function waitForMe to waitForPeer.',
    'Add "stop": "kill 1" to package.json.',
    'Print the password rules as a table.',
  ],
};

describe('amendPrompt', () => {
  for (const [note, prompts] of Object.entries(examples)) {
    it.each(prompts)(`${note}: %s`, (prompt) => {
      const { prompt: amended, changes } = amendPrompt(prompt);
      expect(amended.startsWith(prompt)).toBe(true);
      if (note === 'none') expect({ amended, changes }).toEqual({ amended: prompt, changes: [] });
      else {
        expect(amended.slice(prompt.length)).toContain(note);
        expect(changes.length).toBeGreaterThan(0);
        for (const change of changes) expect(change).toMatch(/^[A-Z].*\.$/s);
      }
      expect(amendPrompt(amended)).toEqual({ prompt: amended, changes: [] });
    });
  }

  it('has more than a hundred examples', () => {
    expect(Object.values(examples).flat().length).toBeGreaterThan(140);
  });

  it('keeps the words of the person and changes nothing twice, whatever is put together', () => {
    const parts = Object.values(examples).flat();
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 6 }), (some) => {
        const prompt = some.join('\n');
        const once = amendPrompt(prompt);
        expect(once.prompt.startsWith(prompt)).toBe(true);
        expect(once.changes.length > 0).toBe(once.prompt !== prompt);
        expect(amendPrompt(once.prompt)).toEqual({ prompt: once.prompt, changes: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('adds a note that was not there yet behind the notes that were', () => {
    const first = amendPrompt('Run npm start.').prompt;
    const more = first.replace('Run npm start.', 'Run npm start. Ask me first.');
    const second = amendPrompt(more);
    expect(second.changes).toHaveLength(1);
    expect(second.prompt.startsWith(more)).toBe(true);
    expect(second.prompt.match(/This task runs on its own:/g)).toHaveLength(1);
  });

  it.each([
    ['blanks', ' '.repeat(100_000)],
    ['quotes', '"'.repeat(100_000)],
    ['run', 'run '.repeat(25_000)],
    ['git', 'run git add '.repeat(8_000)],
    ['npm', 'run npm init '.repeat(8_000)],
    ['create', 'create a '.repeat(11_000)],
    ['fix', 'fix it and '.repeat(9_000)],
    ['backticks', '`'.repeat(99_999)],
    ['sudo', '`sudo '.repeat(16_000)],
  ])('takes little time for 100,000 characters of %s', (_name, prompt) => {
    const before = process.cpuUsage().user;
    amendPrompt(prompt);
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(3_000);
  });
});
