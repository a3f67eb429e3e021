/** A wording that is dangerous as it stands, whatever is around it. */
interface Phrase {
  /** What is said about it, after "it". */
  readonly reason: string;
  /** On the text in small letters with single blanks. */
  readonly form: RegExp;
}

const secret = '(?:credentials?|secrets?|api[ -]?keys?|private[ -]keys?|ssh[ -]keys?)';
const anySecret = '(?:credentials?|secrets?|(?:api|private|ssh|access|signing)[ -]?keys?|passwords?|tokens?)';
const owned = '(?:my|your|our|existing|real|live|actual|current|production|admin|saved|stored|github|npm|aws)';
const revealing =
  '(?:print|show|log|echo|commit|push|upload|send|share|paste|expose|dump|export|enter|provide|give|use|copy|read|rotate|revoke|leak|email|forward|post|hard-?code|embed|type|reuse|check in)';

const phrases: readonly Phrase[] = [
  {
    reason: 'it is worded like a leave that outlasts this one act',
    form: /\byes,? always\b|\b(?:yes|ok|okay) (?:to|for) (?:all|every)|\bremember (?:my|this|the|your) (?:choice|decision|answer)|\btrust (?:this|the|all|every)\b|\bfrom now on\b|\bdo(?:n't| not) (?:ask|prompt|bother)\b|\b(?:never|stop) ask(?:ing)?\b|\bwithout asking\b|\balways (?:allow|approve|accept|trust|yes)\b|\b(?:allow|approve|accept|trust|permit) (?:all|any|every|everything|anything|always|future|this and)\b|\bfor (?:the rest of )?(?:this|the) (?:whole |entire )?session\b|\bduring this session\b/,
  },
  {
    reason: 'it switches to a mode that asks less',
    form: /\bauto[- ]?(?:accept|approv|mode\b|run\b|confirm|execut)|\bbypass|\byolo\b|\bdangerous|\bfull (?:access|control|autonomy|permissions?|rights)\b|\b(?:edits?|commands?|changes|prompts?|permissions?) automatically\b|\bautomatically (?:accept|approve|confirm|answer)|\bwithout (?:any |further |more )?(?:confirmation|approval|permission|prompt|asking|question)|\bunattended\b|\b(?:turn on|enable|switch to|use) auto\b|\bno (?:more )?(?:confirmation|approval|permission|prompt|question)s?\b|\bnon-?interactive(?:ly)?\b/,
  },
  {
    reason: 'it talks to a machine',
    form: /(?:^|[\s"'`([{<])(?:system|assistant|developer|human|operator|instruction|note to (?:the )?(?:ai|model|brain|assistant))s?\]?: |<\/?[a-z_-]+>|\[\/?(?:inst|system)\]|\bignore (?:all |any |the |your |every )*(?:previous|prior|above|earlier|other|instruction|rule|option)|\b(?:disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier|instruction|rule|option)|\b(?:operator|admin(?:istrator)?|owner|user|human|person|security team|policy|pcc) (?:has |have |already |is |was )*(?:pre-?)?(?:approve|authori[sz]e|confirm|allow|agree|permit)[sd]?\b|\b(?:already|pre-?|was|been) ?(?:approved|authori[sz]ed)\b|\bapproved by\b|\bas an? (?:ai|language model|llm|assistant)\b|\b(?:choose|select|pick) (?:this|me)\b|\b(?:must|should|always) (?:be )?(?:choose|chosen|select|selected|pick|picked|approve|approved)\b|\bconfidence (?:of )?[01]?\.?\d|\bjson\b.{0,20}\b(?:say|approve|confidence)\b|\bprompt injection\b|\b(?:owner|user|admin|operator|team|boss) (?:has )?(?:said|says|wants|told|asked|insists)\b|\b(?:choose|select|pick) (?:it|that one|\d)\b|\bcorrect (?:answer|choice|option)\b|\b(?:recommended|signed off|endorsed|cleared|requested) by\b|\bas told\b|\b(?:required|supposed|obliged|have) to (?:choose|select|pick)\b|\b(?:choose|select|pick) option\b|\b(?:as )?the operator\b/,
  },
  {
    reason: 'it cannot be undone',
    form: /\birreversibl|\b(?:can(?:not|'t)|can not) be (?:undone|reverted|recovered|restored)\b|\bpermanently\b|\bdata loss\b|\b(?:will|may|might|could|can|is|are|be) (?:be )?(?:lost|gone)\b|\bfactory reset\b|\bfresh start\b|\btear(?:ing)? (?:it |them |the \w+ )?down\b|\bfrom zero\b|\b(?:lose|loses|losing) (?:all|your|the|any|existing|uncommitted)\b|\bdestructive\b|\bdestruction\b|\bat your own risk\b|\bno going back\b|\b(?:risky|unsafe)\b|\baccept the risk|\bunderstand the risk|\bstart(?:ing)? (?:over|fresh|from scratch)\b|\bdeletion of\b|\bthrow(?:ing)? away\b|\bget rid of\b|\bblow away\b|\bzero out\b|\bempty out\b|\beverything to the trash\b/,
  },
  {
    reason: 'it uses force or skips a check',
    form: /(?<!brute[ -])\bforce[ -]?(?:push|with|the|it|overwrite|delete|install|reinstall|merge|update|quit|kill|reset|checkout|through|remove)|\bby force\b|\bforcibly\b|\s--?(?:force|hard|no-verify|yes|rf|fr|delete|prune|skip-[a-z]|allow-[a-z]|legacy-peer-deps|break-system-packages)\b|\bno-verify\b|\bskip[ -]ci\b|\bturn(?:ing)? off\b.{0,20}\b(?:csrf|protection|security)|\b(?:without|no|outside(?: of)?) (?:an? |the |any )?(?:sandbox|backups?|tests?\b|testing|review|verification|checks?\b|validation)|\bturn(?:ing)? off (?:the |all )?(?:test|check|verif|valid|auth|secur|tls|ssl|firewall|protect|lint|hook|ci\b|sandbox|encrypt)/,
  },
  {
    reason: 'it rewrites the history of the repository',
    form: /\brewrit(?:e|es|ing) (?:the )?(?:git |commit )?history\b|\bfilter-(?:branch|repo)\b|\bhard[ -]reset\b|\breflog\b/,
  },
  {
    reason: 'it is about production',
    form: /\b(?:prod|production)\b(?![- ](?:ready|readiness|grade|quality|build|builds|bundle|like|code|dependenc|use\b|mode|style|level|worthy|config\b|logger|logging|docker|container\b|css\b|settings\b|asset|source))|\b(?:to|on) (?:the )?(?:app store|play store|npm|pypi|marketplace|crates\.io|docker hub|npm registry)\b|\bto the (?:world|internet|public)\b|\bpublicly\b|\bpublic (?:issue|gist|repo|repository|bucket)\b|\bopen (?:all |the )?ports?\b|\bopen port\b|\bscale (?:it |them )?(?:down )?to zero\b|\ball (?:traffic|ports)\b|\blive (?:database|db|site|server|system|environment|data|users?|customers?|service)\b|\bgo(?:es|ing)? live\b|\bship (?:it|this|now|to|v?\d)|\b(?:for|to) all (?:users|customers)\b|\b(?:real|actual) (?:customer|user|client|patient)s?\b|\broll(?:ing)? (?:it )?out\b|\bmake (?:it|this|the \w+|my \w+|your \w+) public\b|\bpublic(?:ly)? access/,
  },
  {
    reason: 'it costs money',
    form: /\bupgrade(?=$|[.,;!?)]| (?:now|today|your|my|our|(?:the )?plan|the (?:account|subscription|tier)|account|subscription|tier|membership)\b| to (?:a |the )?(?:pro|max|team|premium|plus|paid|enterprise|business|higher|better|bigger)\b)|\bextra usage\b|\bcosts? (?:money|extra|\$|more money|a fee)|\bpaid (?:plan|tier|api|service|account|subscription|version|instance|feature|resource|trial|option|add-?on)|\b(?:switch|move|go) to (?:the |a )?(?:pro|max|premium|paid|enterprise|team) (?:plan|tier)|\benter (?:the |your |my |a )?credit card|\btop up\b|\bsign (?:me|us|you) up\b|\border (?:it|now|one)\b|[$€£] ?\d|\bper (?:month|token|seat)\b|\bbilled\b|\b(?:add|buy|use|spend) (?:\w+ )?credits\b|\bcredit card (?:will|is)\b/,
  },
  {
    reason: 'it is about secrets',
    form: new RegExp(
      `\\b${revealing}\\b[^.;]{0,20}\\b${owned}\\b[^.;]{0,25}\\b${anySecret}\\b|\\b${revealing} (?:the|all|these|those)(?: [\\w-]+)? ${secret}\\b|\\b(?:print|log|echo|commit|leak|expose|upload|paste|dump|hard-?code)(?:s|ing)?\\b[^.;]{0,20}\\b${anySecret}\\b|\\b(?:read|print|commit|copy|show|send|upload|cat|open|edit|modify|change|share|source|dump|check in)\\b[^.;]{0,20}\\.env\\b(?!\\.(?:example|sample|template))|\\b${owned} ${secret}\\b|\\b(?:put|save|store|write|place|keep|hide)\\b[^.;]{0,15}\\b${anySecret}\\b[^.;]{0,15}\\b(?:in|into|to) (?:the |my |your )?(?:code|repo|repository|source|git|bundle|frontend|client)\\b|\\b(?:print|dump|export) (?:the |all )?env|\\bpasswords? (?:in|as) plain ?text\\b`,
    ),
  },
  {
    reason: 'it asks for the powers of the administrator',
    form: /\bsudo(?:ers)?\b|\bprivileges?\b|\bas an? (?:owner|admin|administrator|maintainer|superuser)\b|\bas root\b|\buse root\b|\bmake me\b|\broot (?:login|account|access|privileges?|permissions?|user|password|shell)\b|\bwith (?:root|admin|administrator|elevated)\b|\b(?:admin|administrator|elevated) (?:access|rights|privileges?|permissions?)\b|\bchmod\b|\bchown\b|\b777\b|\bprivileged (?:mode|container)\b|\bdocker\.sock\b|(?:^|[\s\"'`(])(?:\/(?:etc|usr|var|root|boot|home|dev)\b|~\/\.)|\.(?:bashrc|zshrc|ssh|npmrc|netrc|gitconfig)\b|\bfirewall\b|\bselinux\b|\bsystem settings\b|\bcrontab\b/,
  },
  {
    reason: 'it runs what comes from elsewhere, or a command that changes a lot',
    form: /\b(?:curl|wget|fetch)\b[^|]{0,200}\||\| ?(?:sudo )?(?:ba|z|da|k)?sh\b|\bpipe (?:it |this )?(?:in)?to (?:the |a )?(?:shell|bash|sh)\b|\b(?:run|execute|eval|source|install) (?:an? |the |this |that )?(?:remote|downloaded|unknown|untrusted|arbitrary|unsigned|third-party|following|installer|install script)\b|\brm -|\bdd if=|\bmkfs|\bgit (?:push|reset|clean|rebase|filter|restore|checkout --|stash (?:drop|clear)|branch -d)|\b(?:terraform|tofu|pulumi) (?:apply|destroy|up)\b|\b(?:kubectl|helm) (?:delete|apply|upgrade|uninstall|install)\b|\bdrop (?:table|database|schema)\b|\bflush(?:all|db)\b|\bupdate \w+ set\b|\binsert into\b|\balter table\b|\b(?:run|execute|install|source)\b.{0,30}\bfrom (?:the |an? )?(?:internet|web|url|link|remote)\b|\bsystem prune\b|\bshut(?:ting)? (?:it |them |the \w+ )?down\b|\breboot\b|\beval(?:\(| the\b| it\b| this\b)|\bbase64\b[^.]{0,20}\b(?:-d|decode)\b|\b(?:open|create|start|expose)\b.{0,20}\b(?:reverse shell|backdoor)\b/,
  },
  {
    reason: 'it says in another language what destroys or publishes',
    form: /(?:^|[^\p{L}])(?:lösch|überschreib|verwerf|zurücksetz|veröffentlich|ausroll|supprim|effac|écras|détrui|déploy|publier|réinitialis|eliminar|elimina|borrar|borra|sobrescrib|despleg|publicar|descartar|excluir|apagar|cancella|eliminare|sovrascriv|verwijder|overschrijv|usuń|usun|nadpisz|smazat|vymaz|slett|radera|ta bort|slet)/u,
  },
];

/** The first dangerous wording in a text: the end of a sentence that begins with "it …", with the words; undefined for none. */
export function phraseIn(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/gu, ' ')
    .toLowerCase();
  for (const { reason, form } of phrases) {
    const found = form.exec(plain);
    if (found) return `${reason} ("${found[0].trim().slice(0, 60)}")`;
  }
  return undefined;
}
