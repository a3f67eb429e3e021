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
    form: /\byes,? always\b|\b(?:yes|ok|okay) (?:to|for) (?:all|every)|\bremember (?:my|this|the|your) (?:choice|decision|answer)|\btrust (?:this|the|all|every)\b|\bfrom now on\b|\bdo(?:n't| not) (?:ask|prompt|bother)\b|\b(?:never|stop) ask(?:ing)?\b|\bwithout asking\b|\balways (?:allow|approve|accept|trust|yes)\b|\b(?:allow|approve|accept|trust|permit) (?:all|any|every|everything|anything|always|future|this and)\b|\bfor (?:the rest of )?(?:this|the) (?:whole |entire )?session\b(?! (?:stores?|storage|cookies?|tokens?|handling|module|middleware|table|logic|timeout|tests?|api|page|model|class|ids?|code|helper)\b)|\bduring this session\b/,
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
    form: /(?<!brute[ -])\bforce[ -]?(?:push|with|the|it|overwrite|delete|install|reinstall|merge|update|quit|kill|reset|checkout|through|remove)|\bby force\b|\bforcibly\b|\s--?(?:force|hard|no-verify|yes|rf|fr|delete|prune|skip-[a-z]|allow-[a-z]|legacy-peer-deps|break-system-packages)\b|\bno-verify\b|\bskip[ -]ci\b|\bturn(?:ing)? off\b.{0,20}\b(?:csrf|protection|security)|\b(?:without|no|outside(?: of)?) (?:an? |the |any )?(?:sandbox|backups?|tests?\b|testing|review|verification|checks?\b|validation)|\b(?:turn|switch|shut)(?:s|ing|ting|es)? off (?:the |all |any )?(?:2fa|mfa|two-factor|test|check|verif|valid|auth|secur|tls|ssl|firewall|protect|lint|hook|ci\b|sandbox|encrypt)/,
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
    form: /\b(?:curl|wget|fetch)\b[^|]{0,200}\||\| ?(?:sudo )?(?:ba|z|da|k)?sh\b|\bpipe (?:it |this )?(?:in)?to (?:the |a )?(?:shell|bash|sh)\b|\b(?:run|execute|eval|source|install) (?:an? |the |this |that )?(?:remote|downloaded|unknown|untrusted|arbitrary|unsigned|third-party|following|installer|install script)\b|\brm -|\bdd if=|\bmkfs|\bgit (?:push|reset|clean|rebase|filter|restore|checkout --|stash (?:drop|clear)|branch -d)|\b(?:terraform|tofu|pulumi) (?:apply|destroy|up)\b|\b(?:kubectl|helm) (?:delete|apply|upgrade|uninstall|install)\b|\bdrop (?:table|database|schema)\b|\bflush(?:all|db)\b|\bupdate \w+ set\b|\binsert into\b|\balter table\b|\b(?:run|execute|install|source)\b.{0,30}\bfrom (?:the |an? )?(?:internet|web|url|link|remote)\b|\bcurl the\b|\binstall\b[^.;]{0,30}\b(?:system-?wide|globally|whatever|anything)\b|\bfrom (?:an? |the )?(?:random|unknown|untrusted|some) (?:gist|repo|repository|site|link|url|source|fork)\b|\bsystem prune\b|\bshut(?:ting)? (?:it |them |the \w+ )?down\b|\breboot\b|\beval(?:\(| the\b| it\b| this\b)|\bbase64\b[^.]{0,20}\b(?:-d|decode)\b|\b(?:open|create|start|expose)\b.{0,20}\b(?:reverse shell|backdoor)\b/,
  },
  {
    reason: 'it takes something away for good',
    form: /\b(?:blow|throw|chuck|clear|sweep|wash|do|wip|toss|giv|cast|burn|tak)(?:e?s|e|ing)? (?:[\w'-]+ ){0,4}away\b|\bout of the way\b|\bgo(?:es|ing)? away\b|\b(?:has|have|had|needs?|must|should|will) (?:to )?(?:go|be gone|disappear|vanish)(?=$|[.;,!?]| (?:now|too|first|for good|as well)\b)|\b(?:make|makes|making|let) (?:[\w'-]+ ){1,5}(?:disappear|vanish)\b|\bclean slate\b|\b(?:with|to|from|into) an empty (?:database|db|table|schema|state|bucket|volume)\b|\b(?:begin|begins|beginning|start|starts|starting) (?:anew|again|all over)\b|\bfactory (?:defaults|settings)\b|\/dev\/null\b|\bgarbage[- ]collect\w* (?:unreachable|commits|objects|the repo)|\bunreachable commits\b|\bpull(?:s|ing)? the plug\b|\btak(?:e|es|ing) (?:it |them |[\w'-]+ [\w'-]+ |[\w'-]+ [\w'-]+ [\w'-]+ )?(?:down|offline)\b|\bphas(?:e|es|ing) out\b|\b(?:sunset|discontinue|mothball|decommission|retire)(?:s|ing)? (?:the|our|this|that|all|my|your|it|old|legacy)\b|\b(?:scrap|ditch|trash|scuttle|expunge|obliterate|annihilate|eradicate|evaporate)(?:s|es|ing|ped|ping|ed)? (?:\d|the|my|your|our|all|any|every|existing|old|it\b|them\b|this|that)|\bre-?seed(?:s|ing)?\b|\breplac(?:e|es|ing) (?:what|whatever|everything|all)\b|\b(?:vacuum|clear(?:s|ing)? out|empt(?:y|ies|ying)) (?:full|\w+\/|uploads|everything|all|volumes|the)\b|\bmay be discarded|\bfrom scratch\b(?=.{0,20}(?:$|[.;]))(?<=(?:schema|database|db|table|tables|data|everything|history|repo|repository|environment|cluster|server|index|it|them|all) from scratch)|\bnode_modules\b(?<=\b(?:remove|delete|wipe|clear|clean|nuke)s? (?:the )?node_modules)|\bundo(?:es|ing)? (?:the last|all|every|everything|my|your)\b|\barchiv(?:e|es|ing) and (?:remove|delete)/,
  },
  {
    reason: 'it speaks of a removal that is to come',
    form: /\b(?:deletion|removal|destruction|erasure|tear-?down|purge|wipe|decommissioning|termination|eviction|revocation|disposal|truncation|demolition)s?\b[^.;!?]{0,60}\b(?:comes?|follows?|happens?|goes|is|are) (?:next|now|then|first|due|planned|scheduled)\b|\b(?:removal|destruction|erasure|eviction|revocation|disposal|truncation) of (?:all|the|your|my|our|every|any|user|customer|old|existing)\b(?! (?:unused|dead|duplicate|redundant|trailing))|\b(?:with|do|start|begin|run|finish|complete|perform|continue|carry out) (?:the|this|that|its|their) (?:[\w-]+ )?(?:deletion|removal|destruction|purge|wipe|tear-?down|clean-?up|roll-?out|release|deployment|cut-?over|decommissioning|eviction|revocation|handover|takeover)\b|\b(?:next|then|now|step \d+)\s?[:–-] ?(?:the )?(?:[\w-]+ )?(?:deletion|removal|destruction|purge|wipe|tear-?down|reset|roll-?out|cut-?over)\b|\b(?:reset|wipe|purge|drop|delete|clean-?up|tear-?down|truncate) (?:comes|follows|is) next\b/,
  },
  {
    reason: 'it opens something to others',
    form: /\bpublic-read|\bworld[- ](?:readable|writable|accessible)|\b(?:visible|accessible|readable|reachable|available|open|opened|exposed?|writable)\b[^.;!?]{0,20} (?:to|for|from|by) (?:everyone|everybody|anyone|anybody|strangers|all|outside|others|the (?:outside|internet|web|world|public|network))\b|\b0\.0\.0\.0\b|\b(?:ngrok|cloudflared|localtunnel)\b|\b(?:open|publish|start|create|use) an? (?:public )?tunnel\b|\btunnel (?:it|this|the|port|local)|\bgo(?:es|ing)? public\b|\b(?:repo|repository|bucket|project|package|gist|data|database|dashboard|api|site|board|channel|document|profile) (?:to )?(?:be )?public\b|\bauthorized_keys\b|\bunsafe-(?:eval|inline)\b|\bfrom (?:the )?outside\b(?! of)|\b(?:to|for) every(?:one|body)\b|\bfor others to\b|\b(?:white|allow)-?list (?:all|every|any)\b|\b(?:every|any|all) (?:ips?|ip address(?:es)?|origins?|hosts?)\b/,
  },
  {
    reason: 'it touches what others use',
    form: /\b(?:on|to|onto|into|against|at|with) (?:the )?(?:main|hosted|remote|real|master|primary|central|shared|managed|customers?|client|external|cloud|upstream|company|team|office)(?:'s)? (?:drive|folder|cluster|db|database|server|system|environment|host|instance|box|machine|one|thing|data|account|bucket|registry|branch|api|network|site)s?\b|\bto the (?:registry|trunk|mainline|upstream|remote|outside)\b|\b(?:on|to|onto|into) (?:trunk|mainline|upstream)\b|\bupstream(?=$|[.;!?])|\bland(?:s|ing)? (?:it|this|that|them|everything|the (?:change|changes|pr|branch|commit|commits|feature|fix))\b|\bremote\b.{0,20}\bin (?:line|sync)\b|\bfast-?forward (?:main|master|trunk|the|it|develop)|\b(?:promot|releas|enabl|ramp)\w* (?:up )?(?:the |a |this )?canary\b|\b(?:fail-?over|cut-?over)\b(?! (?:logic|code|class|tests?|page|docs?|support|button))|\b(?:cut|cuts|cutting|fail|fails|failing|switch|switching|flip|flipping) over (?:to|now|tonight|the)\b|\b(?:for|to|from) (?:all|every) (?:of )?(?:the |our |your )?(?:\w+ )?(?:tenants?|users?|customers?|clients?|accounts?|teams?|subscribers?|people)\b|\b(?:log|sign|kick|throw|lock)(?:s|ging|ing)? (?:everybody|everyone|all|them|people|the \w+) out\b|\b(?:expire|invalidate|revoke|end|terminate)(?:s|ing)? (?:all|every|everybody's|everyone's)\b|\bto (?:\d[\d,.]*|all|thousands of|hundreds of|many) (?:people|users|customers|subscribers|clients|addresses|recipients|members)\b|\bscal(?:e|es|ing) (?:\w+ ){0,3}(?:down )?to (?:0|zero|none)\b|\b(?:status page|newsletter|mailing list|whole list)\b(?<=\b(?:on|to|the|via|through|send|sends|publish|publishes) (?:the |a |our |your )?(?:status page|newsletter|mailing list|whole list))(?! (?:form|page|sign|with|component|field))|\bunsubscribe (?:everyone|everybody|all|them|people|users)|\b(?:announce|tweet|broadcast)(?:s|ing)? (?:it|this|that|about|to|the)\b|\b(?:send|push|put|bring|set|take|make|get|switch|turn)(?:s|ting|ing)? (?:[\w-]+ ){1,4}live\b(?! (?:preview|reload|region|update|search|view|data))|\b(?:in)?to (?:theirs|his|hers|the original|the parent)\b|\b(?:whole|entire) (?:company|team|org|organi[sz]ation|list|world|staff|community|department)\b|\blet(?:s|ting)? [^.;]{1,30} loose\b|\bloop(?:s|ing)? (?:\w+ ){0,2}in\b|\bownership of (?:the|this|all|our)\b|\b(?:on|to|onto|into|against) the (?:real|live|actual)(?! (?:dom|time|preview|reload)\b) \w+|\bon (?:my|your|our|their) behalf\b|\b(?:in|to|at) their (?:repo|repository|tracker|server|site|account|system|machine|api|endpoint)\b|\bforward(?:s|ing)? (?:the|all|every|it|this|them|port|webhooks?)\b|\b(?:file|open|create|raise) an? (?:\w+ )?(?:issue|ticket|pull request|pr|bug report)\b(?= (?:in|at|on|with|for|against|and)\b|$|[.;])/,
  },
  {
    reason: 'it binds or costs',
    form: /\b(?:accept|agree(?: to)?|sign|consent to|confirm)(?:s|ing)? (?:the |their |its |to |a |all )*(?:terms|licen[sc]e|contract|agreement|eula|conditions|tos|dpa|nda|charges?|costs?|fees?)\b|\bbook (?:it|now|the|a|them)\b|\b(?:card|cards|payment|account)\b.{0,15}\bon file\b|\b(?:spin|spins|spinning|bring|fire) up (?:\w+ ){0,3}(?:machines?|instances?|gpus?|vms?|clusters?|servers?|nodes?|droplets?)\b|\b(?:order|rent|lease|provision|buy|hire)(?:s|ing)? (?:\w+ ){0,3}(?:machines?|instances?|gpus?|vms?|clusters?|servers?|nodes?|seats?|domains?|credits?)\b|\b(?:larger|bigger|higher|paid|premium|next) (?:tier|plan|instance|subscription)\b(?<=\b(?:to|the|a|an|for) (?:larger|bigger|higher|paid|premium|next) (?:tier|plan|instance|subscription))|\b(?:spending|cost|budget|billing) (?:cap|limit)s?\b(?<=\b(?:raise|lift|remove|increase|change|drop|double)s? (?:the |my |your |our )?(?:spending|cost|budget|billing) (?:cap|limit)s?)|\b(?:start|begin|take|get) (?:the|a|our|your) (?:\w+ )?(?:trial|subscription)\b|\b(?:saved|stored|company|credit) card\b(?<=\b(?:with|on|to|from|use|charge) (?:the |my |your |our |a )?(?:saved|stored|company|credit) card)/,
  },
  {
    reason: 'it hands over control',
    form: /\bbother(?:ing)? (?:you|me|us)\b|\bwithout (?:further |any )?(?:checking|bothering|telling|supervision|oversight|interrupt|stopping to|waiting for (?:you|me|an? |approval))|\b(?:unseen|unreviewed|blindly|unread)\b|\b(?:hide|hides|hiding|conceal\w*|cover\w* up)\b[^.;]{0,40}\bfrom (?:the |your |our )?(?:logs?|owner|team|audit|reviewers?|reviews?|maintainers?)\b|\bno need to (?:ask|check|confirm|wait|tell)|\bwhatever (?:is|it|you|i|they|else)?\s?(?:\w+ )?(?:needed|needs?|takes|wants?|likes?|is there|necessary|required|happens|breaks|costs)\b|\b(?:blanket|standing|general|unlimited|advance) (?:approval|permission|consent|leave|authori[sz]ation)s?\b|\b(?:run|runs|work|works|go on|carry on|finish|continue|proceed|decide|act|operate)\b[^.;]{0,30}\b(?:on (?:its|your|my) own|by (?:yourself|itself|myself)|alone|unsupervised|overnight)\b|\btak(?:e|es|ing) (?:over|control|charge)\b|\byou decide\b|\bi decide\b|\bdecide everything\b|\bfull (?:\w+ )?(?:access|control|permissions?|rights|autonomy|powers?)\b|\bfrom here on\b|\blet me do\b|\blet me handle (?:everything|all|the rest)\b|\bhand (?:me|it over|them over|over)\b|\bhands?[- ]off\b|\bauto-?pilot\b|\b(?:ask|asks|request|requests|grant|give|all) (?:for )?(?:\w+ )?all permissions\b|\bapprov(?:e|es|ing) (?:it|them|this|that|all|any|every|the|my|your|their|pending|open|remaining)\b|\bevery(?:thing)? (?:else )?(?:without|on your own|by yourself)\b|\byes to (?:every|all)/,
  },
  {
    reason: 'it takes the part of somebody else',
    form: /\b(?:log|logs|logging|sign|signs|signing)(?:-| )?(?:in|on) as\b|\bimpersonat|\bas (?:some(?:body|one) else|another (?:user|person|author|account))\b|\bevery(?:one|body)'s\b|\bas the (?:owner|admin|administrator|root|superuser|maintainer)\b|\b(?:use|with|via|take|borrow) (?:the |your |my |our |an? )?(?:admin|root|owner|master|service|deploy)(?:'s)? (?:token|key|password|account|credentials|role|user|session)s?\b|\b(?:admin|write|owner|maintain) (?:on|to|of|in|for) (?:the |this |our |your )?(?:repo|repository|org|organi[sz]ation|project|account|bucket|cluster|team)\b|\b(?:my|its|your|the|their) (?:role|rights|permissions?|privileges) to (?:owner|admin|administrator|root|superuser|maintainer)\b|\badd (?:my|its|a new|your) (?:ssh |public |deploy )?key\b/,
  },
  {
    reason: 'it is about secrets',
    form: /\b(?:see|view|read|look(?:ing)? (?:at|up|into)|inspect|reveal|disclose|includ(?:e|es|ing)|contents? of|extract|grab|hand (?:me|over)|swap|regenerate|cycle|reissue|echo|source|give me|need|want|find|check|open|copy|paste|know)\b[^.;!?]{0,30}(?:\.env\b(?!\.(?:example|sample|template))|\bcredentials\b|\b(?:db|database|admin|root|user|master|service|your|my|real|current)(?:'s)? passwords?\b|\b(?:signing|api|access|ssh|private|secret|deploy|service|aws|your)[- ](?:key|token|secret)s?\b|\bkey-?chain\b|\bservice account\b|\bthe secrets?\b)|\b(?:echo|print|show|log|output|cat|reveal)(?:s|ing)?\b[^.;]{0,20}\$\{?[a-z_]{3,}|\b(?:rotate|revoke|renew|regenerate|cycle|reissue|swap)(?:s|ing)? (?:all )?(?:the |our |your |my |everybody's |everyone's )(?:\w+ )?(?:keys?|tokens?|secrets?|certificates?|passwords?|credentials)\b|\b(?:fetch|get|load|retrieve|pull|download|obtain|request|ask for|take)(?:s|es|ing|ting)?\b[^.;!?]{0,20}\b(?:private|ssh|signing|secret|master) (?:key|token)s?\b|\b(?:pass|give|hand|send|show)(?:es|s|ing)? (?:on |over )?(?:the |my |your |our |a )?(?:keys?|tokens?|passwords?|secrets?) to (?:the |a |our )?(?:vendor|contractor|subcontractor|client|customer|partner|team|support|bot|fork|stranger)s?\b|\bservice account json\b|\b(?:your|the|my|our) (?:\w+ )?(?:api[ -]?key|token|password|secret|credentials) (?:in|into|to|is in|goes)\b/,
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
