/**
 * Finds commands in words: in code spans and blocks, behind "run", and where a text is one. What a brain agrees to must be
 * harmless by its form alone, because neither the rules nor the machine are at hand here: reading, testing, building.
 */

/** Names of programs that make a command of what begins with them. */
const programs = new Set(
  (
    'cat head tail grep rg echo printenv npm npx pnpm pnpx yarn bun bunx node deno tsx ts-node python python3 pip pip3 pipx uv uvx poetry pipenv conda cargo rustup go make ' +
    'cmake ninja gradle ./gradlew mvn ant dotnet java ruby gem bundle rails rake php composer artisan mix git gh glab svn hg docker ' +
    'docker-compose podman kubectl helm minikube terraform tofu pulumi cdk ansible ansible-playbook vagrant packer aws gcloud gsutil bq az ' +
    'doctl heroku fly flyctl vercel netlify firebase supabase wrangler railway sam serverless sls prisma drizzle-kit sequelize knex typeorm ' +
    'alembic flyway liquibase django-admin psql pg_dump pg_restore mysql mysqladmin mysqldump sqlite3 mongo mongosh mongodump mongorestore ' +
    'redis-cli dropdb dropuser createdb createuser rm rmdir mv cp dd shred truncate tee ln chmod chown chgrp touch mkdir kill killall pkill ' +
    'systemctl launchctl crontab reboot shutdown poweroff mount umount mkfs fdisk sudo su doas ssh scp sftp rsync curl wget nc ncat telnet ' +
    'ftp openssl gpg ssh-keygen ssh-add ssh-copy-id apt apt-get brew yum dnf pacman apk choco winget bash sh zsh fish pwsh powershell eval ' +
    'exec xargs find sed awk perl tar unzip nohup ngrok cloudflared pm2 nodemon vitest jest mocha eslint prettier biome tsc pytest ruff ' +
    'mypy stripe twilio rclone s3cmd mc vault op security defaults diskutil iptables ufw lerna nx turbo changeset semantic-release twine'
  ).split(' '),
);

/** Programs whose names are words or products as well: at the beginning of a text they need more to be a command. */
const ambiguous = new Set(
  'go make find node python python3 java ruby php bun deno docker cargo gradle rails fly vault security defaults mix op mc stripe vercel prisma vitest jest mocha eslint prettier biome pytest ruff mypy bash zsh fish git npm pnpm yarn sam render truncate kill touch mount turbo nx terraform'.split(
    ' ',
  ),
);

const word = String.raw`(?: (?![/~])(?!\S*(?:\.\.|--output))[^\s<>$\\;&|]+)*`;
const tasks = String.raw`(?:test|tests|lint|build|check|typecheck|type-check|types|tsc|coverage|dev|start|preview|unit|e2e|bench)(?::[\w:-]+)?`;
const checkers =
  'vitest|jest|mocha|ava|tsc|eslint|prettier|biome|stylelint|playwright test|cypress run|pytest|ruff|mypy|black|flake8|pylint|rspec|rubocop|phpunit|tox';

/** Commands that read, test or build by their form. */
const plain = new RegExp(
  [
    String.raw`(?:npm|pnpm|yarn|bun)(?: run)?(?: -s| --silent)? (?:${tasks})${word}`,
    String.raw`(?:(?:npx|pnpm exec|pnpm|yarn|bunx|uv run|poetry run|bundle exec|python3? -m) )?(?:${checkers})${word}`,
    String.raw`cargo (?:test|build|check|clippy|fmt|bench|doc)${word}`,
    String.raw`go (?:test|vet|build|fmt)${word}`,
    String.raw`make (?:test|tests|check|lint|build|all)`,
    String.raw`(?:mix|dotnet|swift|gradle|\./gradlew|mvn) (?:test|build|check|compile|verify)${word}`,
    String.raw`git (?:status|diff|log|show|blame|ls-files|rev-parse|describe)${word}`,
    String.raw`git (?:branch|branch -a|remote -v|stash list)`,
    String.raw`(?:ls|cat|head|tail|wc|pwd|grep|rg|which|tree|du|df|diff|stat|echo|cd)${word}`,
    String.raw`(?:node|tsx|python3?) (?:\./)?(?:src|tests?|dist|examples?)/[\w./-]+`,
    String.raw`[\w.-]+ (?:--version|-v|-V|--help|version)`,
  ]
    .map((form) => `(?:${form})`)
    .join('|')
    .replace(/^/, '^(?:')
    .replace(/$/, ')$'),
);
const guarded = /\.env\b|\.ssh|\.pem\b|\.npmrc|\.netrc|id_rsa|secret|credential|password|\bprod/i;

const shellLanguages = /^(?:bash|sh|shell|zsh|fish|console|terminal|shell-?session|powershell|ps1|pwsh|cmd|bat)$/i;
const plainLanguages = /^(?:|text|txt|plaintext|plain|output|log)$/i;
const readingSql =
  /^(?:select|explain|show|describe|with|--|\)|from|where|order|group|limit|join|and|or|having|left|inner)\b/i;
/** Words that make a command of whatever code follows them. */
const running = String.raw`(?:run|running|runs|re-?run|execute|executes|executing|invoke|type|issue|launch)`;
const runningAtEnd = new RegExp(
  String.raw`\b${running}(?: the(?: command| script)?| this(?: command| script)?)?:?\s*$`,
  'i',
);
const runUnquoted = new RegExp(String.raw`\b${running}:? (?=(?<command>[.\w/-]+[^\n?]{0,200}))`, 'gi');
const commandEnd =
  /(?:[.,;:!)]+(?=\s|$)|\s(?:and|then|to|so|before|after|again|now|first|or|for|once|when|in order|as)\b(?!-)|["“”]|\s[–—]\s).*$/s;

/** A command in a text that is not plainly harmless, as the end of a sentence that begins with "it …"; undefined for none. */
export function commandIn(text: string): string | undefined {
  const { blocks, rest } = apart(text);
  const found = [
    ...blocks.flatMap(commandsOfBlock),
    ...commandsOfSpans(rest),
    ...commandsOfWords(rest.replaceAll('`', '')),
  ].find((command) => !isPlain(command));
  return found === undefined
    ? undefined
    : `it names a command that does more than look or test ("${found.trim().slice(0, 60)}")`;
}

interface CodeBlock {
  readonly language: string;
  readonly lines: readonly string[];
}

/** The fenced blocks of a text, and the text without them; an open fence reaches to the end. */
function apart(text: string): { readonly blocks: readonly CodeBlock[]; readonly rest: string } {
  const blocks: CodeBlock[] = [];
  const rest: string[] = [];
  let open: { readonly fence: string; readonly language: string; readonly lines: string[] } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const found = /^[\s>]*(?<fence>`{3,}|~{3,})\s*(?<language>[^\s`]*)/.exec(line)?.groups;
    const fence = found?.['fence'] ?? '';
    if (open) {
      if (fence.startsWith(open.fence) && found?.['language'] === '') open = undefined;
      else open.lines.push(line);
    } else if (fence !== '') {
      open = { fence, language: found?.['language'] ?? '', lines: [] };
      blocks.push(open);
    } else if (/^(?: {4}|\t)/.test(line)) {
      blocks.push({ language: '', lines: [line] });
      rest.push(line);
    } else rest.push(line);
  }
  return { blocks, rest: rest.join('\n') };
}

function commandsOfBlock({ language, lines }: CodeBlock): string[] {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '' && !/^(?:#|\/\/)/.test(line));
  if (/sql$/i.test(language)) return said.filter((line) => !readingSql.test(line));
  const isShell = shellLanguages.test(language);
  if (!isShell && !plainLanguages.test(language)) return [];
  const prompted = said.filter((line) => /^[$%] /.test(line));
  const typed = (prompted.length > 0 ? prompted : said).map((line) => line.replace(/^[$%] /, ''));
  if (isShell) return typed;
  return typed.length === 1 ? typed.filter(isCommand) : typed.map((line) => line.replace(/^> /, '')).filter(isCommand);
}

/** What stands between backquotes; where they do not pair off, on either side of them. */
function commandsOfSpans(text: string): string[] {
  const parts = text.split(/`+/);
  const isPaired = parts.length % 2 === 1;
  return parts.flatMap((part, index) => {
    const code = part.replace(/\s+/g, ' ').trim().replace(/^\$ /, '');
    if (code === '' || (isPaired && index % 2 === 0)) return [];
    const isRun = runningAtEnd.test((parts[index - 1] ?? '').slice(-60));
    return isCommand(code) || (isRun && /^[\w./-]/.test(code)) ? [code] : [];
  });
}

/** "Run npm test", and a text that is a command as it stands. */
function commandsOfWords(text: string): string[] {
  const found = [...text.matchAll(runUnquoted)].flatMap(({ groups }) => {
    const command = (groups?.['command'] ?? '').replace(commandEnd, '');
    const [first = ''] = command.split(' ');
    return programs.has(first) || isScript(first) ? [command] : [];
  });
  const bare = text.trim().replace(/[.!?]+$/, '');
  const words = bare.split(' ');
  const [first = '', second = ''] = words;
  const isDoing = programs.has(first) && words.length > 1 && /^[\w./@-]+$/.test(second);
  const isSure =
    !ambiguous.has(first) || /\s-{1,2}[a-z]/i.test(bare) || /^(?:pub|publish|push|reset|unpublish)$/.test(second);
  const isText = bare.length < 120 && !bare.includes('\n');
  return [...found, ...(isText && isDoing && isSure && !isProse(words) ? [bare] : [])];
}

/** "find it easy" and "npm for everything" are words of a sentence. */
function isProse(words: readonly string[]): boolean {
  return /^(?:and|or|for|with|in|the|a|is|it|as|workspaces|scripts)$/i.test(words[1] ?? '');
}

function isCommand(code: string): boolean {
  const [first = '', ...more] = code.split(' ');
  if (/^(?:>|sudo\b|\$\()/.test(code)) return true;
  if (isScript(first) && /^(?:\.{0,2}\/|.*\.(?:sh|bash|ps1|bat)$)/.test(first))
    return more.length > 0 || /^\.\/|\.(?:sh|bash|ps1|bat)$/.test(first);
  if (more.length === 0) return false;
  if (programs.has(first)) return /^[\w./@:"'$*{<>|&;-]/.test(more[0] ?? '') && !/^[=({]/.test(more[0] ?? '');
  return /^[a-z][\w.-]*$/.test(first) && /\s--?[a-z][\w-]*(?:\s|=|$)/i.test(code);
}

function isScript(name: string): boolean {
  return /^(?:\.\/|scripts?\/|bin\/)[\w./-]+$|^[\w./-]+\.(?:sh|bash|ps1|bat)$/.test(name);
}

function isPlain(command: string): boolean {
  if (guarded.test(command)) return false;
  return command
    .replace(/\s2>&1/g, '')
    .split(/&&|\|\||;|\|/)
    .every((part) =>
      plain.test(
        part
          .trim()
          .replace(/^(?:CI|NODE_ENV|FORCE_COLOR)=\w+ /, '')
          .replace(/\s+/g, ' '),
      ),
    );
}
