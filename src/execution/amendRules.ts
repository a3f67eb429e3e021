/** What makes a task wait for somebody, and what is said to it then. A table, so that each row can be read and tried by itself. */

/** A reason to add a sentence to a prompt. */
export interface AmendRule {
  /** What of the prompt is looked at: the instructions in words, or also the commands in backticks that they name. */
  readonly of: 'words' | 'commands';
  readonly forms: readonly RegExp[];
  /** A prompt that says this has thought of it. */
  readonly unless?: RegExp;
  /** What is added to the prompt. */
  readonly note: string;
  /** What is told to the person; the words that were found stand behind it. */
  readonly change: string;
}

/** Verbs by which a command is to be run, up to the command itself. */
const run = '\\b(?:run|execute|start|launch|open|use|call|invoke|try|type|do)\\s+(?:the\\s+)?(?:command\\s+)?[`$ ]*';

function command(form: string): RegExp {
  return new RegExp(`${run}(?:${form})`, 'giu');
}

/** Programs that take the terminal over. Those whose names are words of English need backticks or a file behind them. */
const screens =
  '(?:vim?|nvim|nano|emacs|pico|htop|btop|ncdu|tmux|screen|mc|visudo|crontab -e)\\b(?![-.])(?!\\s*(?:key|mode|plugin|binding|config|script|syntax|theme|style|motion|like|emulat|command))';

export const amendRules: readonly AmendRule[] = [
  {
    of: 'words',
    forms: [
      /\bask (?:me|us)\b/giu,
      /\b(?:do not|don'?t|don’t|never)\b[^.!?\n]{0,60}\b(?:until|before|unless) (?:i|we) (?:say|tell|confirm|approve|reply|answer|ok|agree|have)\b/giu,
      /\b(?:wait|hold on|pause|stop)\b[^.!?\n]{0,30}\b(?:for|until|till|and wait)\b[^.!?\n]{0,20}\b(?:me|my|i|us|our|approval|confirmation|feedback|permission)\b/giu,
      /\blet me (?:know|decide|choose|pick|review|confirm|approve|check|see)\b[^.!?\n]{0,30}\b(?:before|first|which|whether|if|and (?:i|then))\b/giu,
      /\blet me (?:decide|choose|pick|approve|confirm)\b/giu,
      /\b(?:check|confirm|clarify|verify|discuss|consult|agree)\b(?: (?:it|this|that|everything|each step|the plan))? with (?:me|us)\b/giu,
      /\b(?:get|awai(?:t|ting)|request|seek|ask for|need|obtain|require) (?:my|our) (?:approval|confirmation|permission|ok(?:ay)?|consent|go-?ahead|feedback|input|review|sign-?off)\b/giu,
      /\b(?:i|we)(?:'ll| will| shall) (?:tell|give|send|provide|answer|decide|confirm|choose|pick|paste|let you know)\b/giu,
      /\b(?:until|till|before|once|after|when) (?:i|we) (?:say|tell|confirm|approve|reply|answer|give|ok|agree|decide|have (?:confirmed|approved|replied|answered))\b/giu,
      /\b(?:show|tell|send|give) (?:me|us)\b[^.!?\n]{0,40}\b(?:before (?:you|doing|making|changing|writing|going|continuing|proceeding|committing)|and wait|for (?:approval|review|confirmation))\b/giu,
      /\b(?:ask|prompt) (?:for (?:clarification|confirmation|permission|approval)|(?:questions|clarifying questions))\b/giu,
      /\bask (?:the user|questions?|a question)\b(?= (?:before|if|when|first|until|whenever)\b)/giu,
      /\b(?:tell|let) me when (?:you(?:'re| are)) ready\b/giu,
      /\bguide me through\b|\bstep by step with me\b|\bone (?:step|question) at a time\b/giu,
    ],
    note: 'Nobody can answer questions: where you would ask or wait, decide by yourself, go on, and say at the end what you decided.',
    change: 'The prompt would wait for an answer; it now says that nobody gives one',
  },
  {
    of: 'words',
    forms: [
      /\b(?:press|hit) (?:any key|enter|return|y|the (?:enter|return|space) key|space|ctrl)\b/giu,
      /\b(?:when|if|once|whenever) (?:you are |you're |it |the program |the script )?(?:prompted|asks? (?:you )?(?:to (?:continue|proceed|confirm)|for (?:input|confirmation)))\b/giu,
      /\b(?:answer|say|type|enter|choose|select) (?:y|yes|n|no)\b[^.!?\n]{0,30}\b(?:prompts?|questions?|when|to (?:continue|proceed|all|everything))\b/giu,
      /\bcontinue\s?\?|\bproceed\s?\?|\[y\/n\]|\(y\/n\)/giu,
    ],
    unless: /--yes\b|--no-input\b|--non-?interactive\b|\byes \||(?<!\S)-y\b/iu,
    note: 'Nobody can press keys: run programs so that they ask nothing, with options such as --yes or with their input from a pipe.',
    change: 'The prompt speaks of keys that somebody presses; it now says how to do without',
  },
  {
    of: 'commands',
    forms: [
      command(screens),
      command('(?:less|more|top|man|watch|view|ed)(?=\\s+[\\w./-]+\\.\\w+|`)'),
      /`(?:sudo )?(?:less|more|man|vim?|nano|top|htop) [^`\n]+`/giu,
      /\b(?:open|edit|view|change|modify|write|update|look at)\b(?:[^.!?\n]|\.(?=\w)){0,60}\b(?:in|with|using) (?:`?)(?:vim?|nvim|nano|emacs)\b(?!\s*(?:mode|style))/giu,
      /\b(?:run|start|open|launch|use|enter) (?:an? |the )?(?:interactive |python |node |ruby |ipython )*(?:repl|interactive (?:shell|session|console|prompt|python|node)|python (?:shell|console|prompt))\b/giu,
    ],
    unless: /\btop -b|--batch\b|\bvim -es\b/iu,
    note: 'Programs that take the terminal over would wait for keys: edit with your own tools, print files with cat, and use batch modes and one-line calls.',
    change: 'The prompt runs a program that waits for keys; it now says what to use instead',
  },
  {
    of: 'commands',
    forms: [
      command('(?:npm|yarn|pnpm|bun) (?:init|create)\\b(?![^`\\n.]{0,120}\\s(?:-y|--yes)\\b)'),
      command(
        '(?:npx )?(?:create-[\\w-]+|ng new|vue create|cargo generate|django-admin startproject)\\b(?![^`\\n.]{0,120}\\s(?:-y|--yes|--template)\\b)',
      ),
      command(
        '(?:sudo )?(?:apt(?:-get)?|dnf|yum|pacman -S|zypper) ?(?:install|upgrade|remove|dist-upgrade)?\\b(?![^`\\n.]{0,120}\\s(?:-y|--yes|--assume-yes|--noconfirm)\\b)(?=\\s+\\w|`)',
      ),
      command('(?:npm|az|docker|heroku|firebase|vercel|netlify) (?:login|adduser)\\b'),
      command(
        'gh auth login\\b|aws configure\\b|gcloud init\\b|ssh-keygen\\b(?![^`\\n]{0,120}-N)|passwd\\b|mysql_secure_installation\\b|poetry init\\b(?![^`\\n]{0,120}(?:-n|--no-interaction))|composer init\\b(?![^`\\n]{0,120}-n)|pip uninstall\\b(?![^`\\n]{0,120}-y)|eslint --init\\b|certbot\\b(?![^`\\n]{0,120}(?:-n\\b|--non-interactive))',
      ),
    ],
    unless: /--no-input\b|--non-?interactive\b|\bnon-?interactively\b|\byes \|/iu,
    note: 'Commands that ask questions would wait: give them all their answers as options (such as npm init -y), and leave out what needs a login that is not there.',
    change: 'The prompt runs a command that asks questions; it now says to answer them by options',
  },
  {
    of: 'commands',
    forms: [
      command(
        'git (?:rebase (?:[^`\\n.]{0,120} )?(?:-i\\b|--interactive)|(?:add|checkout|reset|stash|restore|commit) (?:[^`\\n.]{0,120} )?(?:-p\\b|--patch\\b|-i\\b|--interactive\\b))',
      ),
      /\b(?:interactive(?:ly)? rebas\w*|rebase interactively|interactive staging|stage [^.!?\n]{0,30}interactively)\b/giu,
      command(
        'git (?:mergetool|difftool|commit --amend(?![^`\\n.]{0,120}--no-edit|[^`\\n.]{0,120} -m)|commit(?=\\s*`)|gui|citool)',
      ),
    ],
    unless: /GIT_SEQUENCE_EDITOR|GIT_EDITOR|core\.editor/u,
    note: 'Interactive modes and editors of git would wait: name files and messages in the command, and set GIT_SEQUENCE_EDITOR and GIT_EDITOR for a rebase.',
    change: 'The prompt uses git interactively; it now says how to do without',
  },
  {
    of: 'commands',
    forms: [
      /\b(?:run|start|use|execute|launch|keep|leave)\b[^.!?\n]{0,60}(?<!\b(?:without|no|not in|not) )(?:--watch(?!All=false|=false)\b|\bwatch mode\b|\btail -[fF]\b|\b(?:npm|yarn|pnpm) (?:run )?watch\b|\bjournalctl -f\b|\bkubectl logs -f\b|\bdocker logs -f\b|\bnodemon\b|\btsc -w\b)/giu,
      /\b(?:watch|monitor|follow|keep (?:watching|monitoring|an eye on|checking|running)|observe)\b[^.!?\n]{0,40}\b(?:forever|indefinitely|continuously|constantly|until i\b|all the time|for changes|in real time)\b/giu,
      /`tail -[fF][^`\n]*`/giu,
    ],
    unless: /\btimeout \d|--watchAll=false|--watch=false/iu,
    note: 'Nothing ends a watch that runs on: run such commands once, or end them after a minute (timeout 60).',
    change: 'The prompt starts a watch that never ends; it now says to run it once',
  },
  {
    of: 'commands',
    forms: [
      /\b(?:run|start|launch|boot|spin up|bring up|serve) (?:up )?(?:the |a |an |our |my |this |your )?(?:[\w.-]+ ){0,2}(?:server|web app|backend|daemon|api server|dev environment)\b(?! (?:tests?|config|code|class|template|component|script|file|handler|log|migration)\w*)/giu,
      command(
        '(?:(?:npm|yarn|pnpm|bun) (?:start|(?:run )?(?:dev|start|serve|preview))\\b|flask run\\b|rails s(?:erver)?\\b|python3? -m http\\.server|(?:uvicorn|gunicorn|hypercorn|nginx|redis-server|mongod|caddy)\\b|next dev\\b|vite(?=`| *$| dev| preview)|php -S|ng serve|jekyll serve|hugo server|mkdocs serve|docker[ -]compose up\\b(?![^`\\n.]{0,120} (?:-d|--detach)\\b)|(?:python3? )?[\\w./]*manage\\.py runserver|ollama serve|cargo watch)',
      ),
    ],
    unless:
      /\b(?:background|nohup|detached?|&\s*(?:`|$)|(?:stop|kill|shut down|terminate|end) (?:it|the (?:\w+ )?server|them)|setsid)\b|&`/iu,
    note: 'A server in the foreground never ends: start it in the background with its output in a file, try it, and stop it before you end.',
    change: 'The prompt starts a server; it now says to start it in the background and to stop it again',
  },
  {
    of: 'commands',
    forms: [
      command('sudo\\b(?! -n\\b)(?!ers)'),
      /`sudo (?!-n\b)[^`\n]+`/giu,
      /\b(?:with|using|via|through|as) (?:`?sudo`?|root)\b(?! -n)(?! (?:user|access|account|folder|directory|element|node|cause))/giu,
      /\b(?:enter|type|give|provide) (?:the |my |your |a )?(?:\w+ )?(?:password|passphrase|passcode)\b/giu,
    ],
    unless: /\bsudo -n\b|\bpasswordless\b|\bNOPASSWD\b/iu,
    note: 'Nobody can type a password: use sudo only as sudo -n, and where that is refused go on without and say what was left out.',
    change: 'The prompt needs a password; it now says how to go on without',
  },
];
