/** The text of a new rule file: its rules are comments until somebody takes the marks away. */
export function sampleRules(origin: 'user' | 'project'): string {
  return `${head[origin]}${body}${origin === 'user' ? allow : ''}`;
}

const head = {
  user: `# Rules of your own. pcc reads this file again whenever it changes; \`pcc rules list\` tells whether it could.
# The gravest rule decides: the built-in floor, then deny, then ask; allow lifts a whole call from MEDIUM to LOW, never HIGH.
`,
  project: `# Rules of this project. They can only tighten what pcc lets pass: deny, ask, or action: escalate.
# pcc reads this file again whenever it changes; \`pcc rules list --project .\` tells whether it could.
`,
};

const body = `#
#   effect   deny   HIGH: a person decides
#            ask    at least MEDIUM: the brain decides, or a person
#   action   escalate   a person decides, whatever the class is
#   match    tool      name of a tool, * as wildcard, | between several: Bash, WebFetch, mcp__github__*
#            program   program of a shell command, behind wrappers too: npm, git|hg
#            path      glob over the paths that a call names: config/prod/**, ~/notes/*, /srv/data/**
#            host      host of a URL, and everything below it: example.com
#            regex     over the words of one command joined by blanks, or over the JSON of another tool's input
#            project   glob over the folder of the session: ~/work/**
#            Every field that is given must match.
#   examples calls with the class they must get; \`pcc rules test\` tries them
#
rules:
#  - id: no-push-to-main
#    effect: deny
#    match: { program: git, regex: '^git push .*main' }
#    reason: Main is changed by pull requests only.
#    examples:
#      - { bash: git push origin main, risk: HIGH }
#
#  - id: production-settings
#    effect: ask
#    action: escalate
#    match: { path: 'config/production/**' }
#    reason: Settings of production are looked at by a person.
#    examples:
#      - { tool: Write, input: { file_path: /home/dev/app/config/production/a.json, content: x }, risk: MEDIUM, action: escalate }
`;

const allow = `#
#  - id: install-zod
#    effect: allow
#    match: { program: npm, regex: 'npm (?:install|i) zod$' }
#    reason: This package is known.
#    examples:
#      - { bash: npm install zod, risk: LOW }
#      - { bash: npm install zod evil, risk: MEDIUM }
`;
