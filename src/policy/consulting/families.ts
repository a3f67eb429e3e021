/** Verbs that act on the world, as data: see `acts.ts`. */

/** A family of verbs with what makes one of them an act. */
export interface Family {
  /** What is said about it, after "it". */
  readonly reason: string;
  /** Base forms, separated by blanks. */
  readonly verbs: string;
  /** Where given, one of these must follow within a few words, or nothing more in the clause (`END`), or `all` at its end (`ALL`). */
  readonly needs?: string;
  /** Words that make a name of the verb when they follow it. */
  readonly names?: string;
  /** Words that make a name of the verb when they stand before it. */
  readonly namedBy?: string;
}

/** The families, the graver first. */
export const families: readonly Family[] = [
  {
    reason: 'it deletes or overwrites something',
    verbs: 'delete drop wipe zap erase purge truncate destroy nuke discard overwrite obliterate shred unlink uninstall',
    names:
      'down shadow shadows zone zones area cap caps method methods hook hooks text texts label labels titles title strings ellipsis protection in indicator cascade restrict animation effect transition',
    namedBy: 'soft logical swipe drag',
  },
  {
    reason: 'it removes or resets something that may be needed',
    verbs:
      'remove clear clean cleanup reset revert kill terminate abandon flush prune undo rollback empty format rewrite replace restore detach stop restart downgrade',
    needs:
      'data database databases db table tables column columns row rows record records file files folder folders directory directories branch branches tag tags commit commits history repo repository user users account accounts volume volumes container containers cluster namespace bucket backup backups everything entire work changes environment environments server servers process processes migration migrations tests schema disk drive partition system home worktree workspace stash production scratch assertion assertions checks head index origin working dump backup instance instances volume service services daemon machine ALL',
    names: 'component components widget view hook hooks state-machine',
  },
  {
    reason: 'it puts something out into the world',
    verbs: 'deploy redeploy publish release republish',
    names:
      'notes note date dates cycle candidate build channel subscribe sub event events message messages lock locks connection connections memory resource resources handle handles mutex semaphore target targets status',
  },
  {
    reason: 'it publishes commits or merges them into a shared branch',
    verbs: 'push merge rebase squash amend',
    needs:
      'main master origin remote branch upstream github gitlab repo repository commit commits changes everything tags trunk develop production history pr prs END',
    names: 'notification notifications state sort model based api service messages updates update',
    namedBy: 'server web',
  },
  {
    reason: 'it costs money',
    verbs: 'pay prepay purchase buy spend',
    names: 'per order orders history attention chart charts overview report reports',
    namedBy: 'apple google samsung',
  },
  {
    reason: 'it costs money',
    verbs: 'subscribe charge',
    needs: 'pro max plan premium paid monthly yearly card cards customer customers account subscription membership END',
    names: 'button',
    namedBy: 'publish pub',
  },
  {
    reason: 'it switches off what protects',
    verbs: 'disable deactivate lift unset skip ignore suppress weaken loosen relax omit override remove comment mark',
    needs:
      'tests suite verification verify hooks hook checks check validation auth authentication authorization security tls ssl https certificate certificates firewall sandbox protection protections linting lint ci review reviews confirmation confirmations approval approvals permission permissions safety guard guards guardrails encryption csrf rls typecheck failing failures signature signatures audit vulnerabilities linter selinux eslint assertion assertions limiting sandboxing 2fa mfa factor captcha throttling retention policy policies',
  },
  {
    reason: 'it changes something outside of the code',
    verbs: 'recreate rebuild modify edit change alter share invite close enable open reinstall reconfigure push',
    needs:
      'database databases db billing collaborator collaborators repository repo firewall bashrc zshrc hosts machine account accounts issues tickets tag port ports registry cluster server servers',
  },
  {
    reason: 'it hides what is wrong',
    verbs: 'suppress silence mute swallow ignore',
    needs: 'warning warnings error errors exception exceptions alerts checks tests failures',
  },
  { reason: 'it ends what is paid for', verbs: 'cancel', needs: 'subscription membership account plan' },
  { reason: 'it moves money', verbs: 'transfer wire send refund', needs: 'funds money payment payments' },
  {
    reason: 'it goes around what protects',
    verbs: 'bypass circumvent evade',
  },
  {
    reason: 'it gives leave or access',
    verbs: 'grant authorize authorise entrust',
    names: 'type types flow flows',
    namedBy: 'credentials code implicit',
  },
  {
    reason: 'it tells other people something, or sends something away',
    verbs: 'send email notify message upload transmit tweet post exfiltrate',
    needs:
      'all customers everyone real pastebin logs source codebase repository public publicly twitter slack discord reddit facebook linkedin team credentials secrets',
  },
  {
    reason: 'it tells other people something, or sends something away',
    verbs:
      'send email mail notify message ping post announce tweet broadcast share forward disclose submit hand report upload',
    needs:
      'everybody everyone subscribers customers clients client vendor partner partners investors press followers people list blog channel colleagues them',
  },
];
