import { matching } from "./readers.ts";
import { behind, type Rule } from "./rule.ts";
import { hasDigit, run, webToken } from "./tokens.ts";

/** A token that starts with a name of its own, with its letters and least length. */
function named(words: readonly string[], starts: string, letters: RegExp, least: number): Rule {
  return behind(words, String.raw`(?<![\w-])(?=${starts})`, run(letters, least));
}

const WORD = /[\w-]+/y;
const DOTTED = /[\w.-]+/y;

/** Tokens whose form says whose they are, as they are or in a template, which has small letters and slots. */
export const SERVICE_TOKENS: readonly Rule[] = [
  behind(["eyj"], String.raw`(?<![\w>-])(?=eyj)`, webToken),
  // Forges and registries
  named(["gh", "gl"], "(?:gh[oprsu]|github_pat|glpat|glsa|glptt|gldt|glrt|glcbt|glft|glsoat|glc)[_-]", WORD, 14),
  named(
    ["npm_", "pypi-", "dckr_pat", "rubygems_", "oy2", "pat-"],
    "(?:npm_|pypi-|dckr_pat_|dckr_oat_|rubygems_|oy2[a-z0-9]{8})",
    WORD,
    20,
  ),
  named(["at"], "(?:atatt3|atctt3|atbb[a-z0-9])", /[\w=-]+/y, 20),
  // Chats and mail
  named(["xox", "xapp"], "(?:xox[abeoprs]|xapp)-", WORD, 14),
  named(["sg."], String.raw`sg\.(?=[\w-]{0,30}[\d<])`, DOTTED, 20),
  behind(["key-"], String.raw`(?<![\w-])(?=key-[0-9a-f]{32}(?![0-9a-f]))`, run(WORD, 20)),
  behind(["-us"], String.raw`(?<![\w-])(?=[0-9a-f]{32}-us\d)`, run(WORD, 20)),
  behind(["aa"], String.raw`(?<![\w-])(?=\d{8,11}:aa[\w-]{30})`, run(/[\w:-]+/y, 30)),
  behind(["m", "n", "o"], String.raw`(?<![\w.-])(?=[mno][\w-]{23,30}\.[\w-]{6}\.[\w-]{27})`, run(DOTTED, 20)),
  // Payments
  named(
    ["k_live", "k_test", "whsec_", "sq0", "shp"],
    "(?:[rs]k_(?:live|test)_|whsec_|sq0(?:atp|csp)-|shp(?:at|ss|ca|pa)_)",
    WORD,
    16,
  ),
  // Clouds, models, monitoring
  named(["hv", "ya29", "gocspx"], String.raw`(?:hv[bsr]\.|ya29\.|gocspx-)`, DOTTED, 20),
  named(["do", "dapi", "dp."], String.raw`(?:do[opr]_v1_|dapi[0-9a-f]{16}|dp\.(?:pt|st|ct|sa)\.)`, DOTTED, 20),
  named(
    ["hf_", "r8_", "nrak-", "sntry", "pmak-", "lin_api", "ntn_", "sbp_", "nfp_", "hrku-", "pscale_", "phc_"],
    "(?:hf_|r8_|nrak-|sntry[su]_|pmak-|lin_api_|ntn_|sbp_|nfp_|hrku-|pscale_(?:tkn|pw|oauth)_)",
    WORD,
    20,
  ),
  named(["age-secret-key"], "age-secret-key-1", WORD, 20),
  behind(["sk-"], String.raw`(?<![\w-])(?=sk-)`, run(WORD, 20, hasDigit)),
  named(["eyjrijoi", "glsa", "glc_"], "(?:eyjrijoi|glc_eyj)", /[\w+/=-]+/y, 20),
  // Azure: a client's secret, which has Q~ behind its first letters
  behind(["q~"], String.raw`(?<![\w~.-])(?=[\w~.-]{3}\dq~[\w~.-]{31})`, run(/[\w~.-]+/y, 30)),
];

const PATH = /[\w.%~+=&?:@-]+(?:\/[\w.%~+=&?:@-]+){0,8}/y;
const HOOK = run(/[\w.%~+=&?:@/-]+/y, 8);

/** Addresses that whoever knows them can post to. Of a template the host may be a slot. */
export const WEBHOOKS: readonly Rule[] = [
  // Slack
  behind(["slack"], String.raw`\bhooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/`, HOOK),
  behind(["/services/"], String.raw`\/services\/(?=t[\w<>-]{2,40}\/b[\w<>-]{2,40}\/)`, HOOK),
  // Discord, Guilded
  behind(
    ["webhooks/"],
    String.raw`\/(?:api\/)?(?:v(?:\d{1,2}|<number>)\/)?webhooks\/(?=(?:\d{5,}|<\w{1,30}>|[0-9a-f-]{30,40})\/)`,
    HOOK,
  ),
  // Teams
  behind(["webhook"], String.raw`\/webhook(?:b2)?\/(?=[\w<>-]{4,80}@)`, HOOK),
  behind(["incomingwebhook/"], String.raw`\/incomingwebhook\/`, HOOK),
  // Telegram
  behind(["/bot"], String.raw`\/bot(?=(?:\d{5,12}|<\w{1,30}>):)`, run(/[\w:-]+/y, 8)),
  // Mattermost, Rocket.Chat, Zapier, Make, Lark, Webex, IFTTT
  behind(
    ["hook"],
    String.raw`\/(?:hooks?|webhooks\/incoming)\/(?:catch\/|incoming\/)?(?=[\w<>/-]{0,60}[\d<])`,
    run(/[\w/-]+/y, 16, hasDigit),
  ),
  behind(["hook."], String.raw`\bhook\.(?:[\w-]{1,20}\.)?(?:make|integromat)\.com\/`, HOOK),
  behind(
    ["maker.ifttt"],
    String.raw`\bmaker\.ifttt\.com\/trigger\/[\w-]{1,80}\/(?:json\/)?with\/key\/`,
    matching(PATH),
  ),
  behind(["webhook/send"], String.raw`\/webhook\/send\?key=`, HOOK),
];
