/** What redaction looks for. */
export type SecretKind = "passwords" | "tokens" | "keys";

/** In quotes, as a shell or JSON writes it: up to the quote that is not escaped. */
const QUOTED = String.raw`"((?:[^"\\]|\\.)+)"|"([^"]+)"|'([^']+)'`;
/** In quotes that are themselves escaped, as in JSON within JSON. */
const ESCAPED = String.raw`\\+"(.+?)\\+"|\\+'(.+?)\\+'`;
/**
 * Up to the next space, or to where the next key of a list of them begins (`;Server=`, `&next=`, `,domain=`). Quoted pieces in
 * between belong to it.
 */
const BARE_PIECE = String.raw`(?:[^\s"';&,<]|[;&,](?![\w.%-][\w.% -]{0,40}=|["']?(?:\s|$))|<(?!\/))`;
const BARE = String.raw`(${BARE_PIECE}+(?:"[^"\s]+"|'[^'\s]+'|${BARE_PIECE})*)`;
/** A quote that nothing closes: a line that was cut off. */
const UNCLOSED = String.raw`["']([^\s"']+)`;
const VALUE = `(?:${ESCAPED}|${QUOTED}|${BARE}|${UNCLOSED})`;

/** Between the name of a thing and its value: `=`, `: `, `":"`, `=>`, `:=`. */
const IS = String.raw`(?:\\*["'])?\s*(?::=|=>|[:=])\s*`;
/** Between a switch and its value where that is an argument of its own, in a command line or a list of arguments. */
const NEXT = String.raw`(?:\\*["']\s*,\s*|\s+)(?!--?[a-z]|\/[a-z?]|[:=&|>])`;
const SWITCH = String.raw`(?:^|[\s"'(,])[-/]{1,2}[\w.-]{0,40}?`;

const PASSWORD = String.raw`(?:password|passwd|passphrase|pwd|(?<!by|com|tres|sur|over|under)pass)`;
const TOKEN = String.raw`(?:(?<!publickey)token|api[_-]?key|secret(?:[_-]?(?:access[_-]?)?key)?)`;
const KEY = String.raw`(?:account[_-]?key|shared[_-]?access[_-]?key|private[_-]?key|key[_-]?material)`;

/** What is behind a name such as `/password:` or `--token `: the secret itself stands in the last groups. */
function behind(names: string): RegExp {
  return new RegExp(`${names}${VALUE}`, "dgiu");
}

/** What is behind a switch that means a secret to some programs only, which stand further left in the same command. */
function of(programs: string, switches: string, value: string = VALUE): RegExp {
  return new RegExp(String.raw`\s${switches}(?<=\b(?:${programs})\b[^\n]{0,250})${value}`, "dgiu");
}

/** A letter of a token, or what a template has in the place of some: `<number>`. */
const WORD = String.raw`(?:[\w-]|<\w+>)`;

/** A token of so many letters or more, as it is or in a template, which has small letters and slots. */
function shaped(start: string, letter: string, least: number): RegExp {
  return new RegExp(String.raw`${start}((?:${letter}|<\w+>){${least},})`, "dgiu");
}

/** `name:X`, of which X is the secret. */
const CREDENTIALS = String.raw`(?!https?:)(?:"[^":]*:([^"]+)"|'[^':]*:([^']+)'|[^\s:"']+:([^\s"']+))`;
const NAME = String.raw`(?:"[^"]+"|'[^']+'|[^\s/"']\S*)`;

/**
 * Where secrets stand in command lines and messages, by kind. Of every match the last group that took part is the
 * secret; what stands before it stays readable.
 */
export const SECRETS: Readonly<Record<SecretKind, readonly RegExp[]>> = {
  passwords: [
    // password=X, PGPASSWORD=X, /pass:X, "passwd": "X"
    behind(`${PASSWORD}${IS}`),
    // --password X, -pwd X, -storepass X, --rootpw X, ["--password","X"]
    behind(`${SWITCH}(?:${PASSWORD}|(?<=root|bind|admin|user)pw)${NEXT}`),
    // <password>X</password>, <add key="password" value="X">
    new RegExp(String.raw`<[\w:.-]{0,40}?${PASSWORD}(?:\s[^<>]{0,80})?>([^<]+)`, "dgiu"),
    behind(String.raw`\b(?:key|name)=["'][\w:.-]{0,40}?${PASSWORD}["']\s+value=`),
    // /p:X, but not the properties of a build: /p:Configuration=Release
    behind(String.raw`\s[-/]p:(?![\w.]+=)`),
    // schtasks /rp X
    behind(String.raw`\s/rp[\s:]+(?!\/)`),
    // net user NAME X, net use \\host\share X: not a switch, not the asterisk that asks
    behind(String.raw`\bnet1?(?:\.exe)?["']?\s+user(?:\s+\/\S+)*\s+${NAME}(?:\s+\/\S+)*\s+(?![/*&|<>])`),
    behind(
      String.raw`\bnet1?(?:\.exe)?["']?\s+use(?:\s+(?:\/\S+|[a-z]:(?=\s)|\*(?=\s)|"\\\\[^"]*"|\\\\\S+))+\s+(?![/*\\&|<>]|"\\|[a-z]:\s)`,
    ),
    // sshpass -p X, plink -pw X, psexec -p X, docker login -p X
    of("sshpass|7za?|rar|unrar", String.raw`-h?p\s*`),
    of(
      String.raw`psexec(?:64)?|paexec|winrs|[xw]freerdp|rdesktop|evil-winrm|crackmapexec|cme|netexec|nxc|hydra|certutil|signtool|useradd|usermod|unzip|zip|sqlcmd|osql|bcp|(?:docker|podman|az)\s+login`,
      String.raw`[-/]p(?:\s+|:)(?![-/])`,
    ),
    of("sqlcmd|osql|bcp", String.raw`-P(?=[^\s-])`),
    behind(String.raw`\s[-/]pw\s+`),
    of("ldap(?:search|modify|add|delete|passwd|whoami)", String.raw`-w\s*(?!-)`),
    of("openssl", String.raw`-k\s+(?!-)`),
    // mysql -pX
    of("mysql|mysqldump|mysqladmin|mariadb", String.raw`-p(?!ort|rotocol|lugin|ager)(?=\S)`),
    // curl -u name:X, wget --user name:X, smbclient -U name%X, secretsdump.py domain/name:X@host
    of("curl|wget|https?|httpie", String.raw`(?:-u|--user|--proxy-user)[\s=]*`, CREDENTIALS),
    of(
      "smbclient|smbmap|smbget|rpcclient|winexe|net",
      String.raw`(?:-u|--user)[\s=]*`,
      String.raw`["']?[^\s%"']+%([^\s"']+)`,
    ),
    of(
      String.raw`secretsdump|psexec|wmiexec|smbexec|atexec|dcomexec|get\w+(?:\.py)?|impacket(?:-\w+)?`,
      String.raw`["']?(?:[\w.-]+[\\/])?[\w.$-]+:`,
      String.raw`(?!\/\/)(?:'([^']+)'|"([^"]+)"|([^\s"']+))@`,
    ),
    // https://name:X@host, redis://:X@host, https://token@host
    /:\/\/[^\s:/@"']*:([^\s/"']+)@/dgiu,
    new RegExp(String.raw`:\/\/((?:[\w.-]|<\w+>){20,})@`, "dgiu"),
    // ConvertTo-SecureString X
    behind(String.raw`\bConvertTo-SecureString(?:\s+-(?:AsPlainText|Force|String))*\s+(?!-)`),
    // echo X | sudo -S, passwd --stdin <<< X, htpasswd -b FILE NAME X, bitsadmin /SetCredentials JOB PROXY BASIC NAME X
    /\becho\s+(?:-\w+\s+)?(?:"([^"]+)"|'([^']+)'|([^\s|"']+))\s*\|\s*(?:sudo|passwd|chpasswd|cryptsetup)\b/dgiu,
    behind(String.raw`\b(?:sudo|passwd|chpasswd)\b[^\n]{0,80}?<<<\s*`),
    behind(String.raw`\bhtpasswd\s+(?:-\w+\s+){0,5}?-\w*b\w*\s+(?:-\w+\s+){0,5}[^\s-]\S*\s+\S+\s+`),
    behind(String.raw`\/SetCredentials(?:\s+\S+){4}\s+`),
  ],
  tokens: [
    shaped(String.raw`\bbearer\s+`, String.raw`[\w.~+/=-]`, 8),
    behind(String.raw`\bauthorization${IS}(?:(?:basic|bearer|token|negotiate|digest|ntlm)\s+)?`),
    behind(String.raw`${TOKEN}${IS}(?=[\\"']*[\w.~+/=%<-]{4})`),
    behind(String.raw`(?:^|[\s;,&?"'/({[-])sig${IS}`),
    behind(`${SWITCH}${TOKEN}${NEXT}`),
    /\b(?:set-)?cookie["']?\s*:\s*["']?([^"'\r\n]+)/dgiu,
    of("curl", String.raw`(?:-b|--cookie)[\s=]*`),
    // JSON web tokens, and tokens that say what they are
    new RegExp(String.raw`(?<![\w-])(eyj${WORD}{8,}\.${WORD}{8,}\.${WORD}*)`, "dgiu"),
    shaped(String.raw`\b(?=(?:gh[oprsu]|github_pat|glpat|glsa|xox[abprs])[_-])`, String.raw`[\w-]`, 14),
    shaped(String.raw`\b(?=npm_|hvs\.|ya29\.|[rs]k_(?:live|test)_|sk-[\w-]*[\d<])`, String.raw`[\w.-]`, 20),
  ],
  keys: [
    /\b((?:AKIA|ASIA)[0-9A-Z]{16})\b/dgu,
    shaped(String.raw`\b(?=a(?:k|s)ia[0-9a-z]*<)`, "[0-9a-z]", 12),
    shaped(String.raw`\b(?=aiza)`, String.raw`[\w-]`, 20),
    behind(`${KEY}${IS}`),
    behind(String.raw`\baws_(?:secret_access_key|session_token)\s+`),
    of("netsh", "key="),
    /(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))/dgiu,
  ],
};
