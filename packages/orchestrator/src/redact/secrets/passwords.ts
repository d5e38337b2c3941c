import { endOf, isAt, spanOf } from "../text-scan.ts";
import { argument, credentials, matching, separatedBy, value, type Reader } from "./readers.ts";
import { among, behind, of, type Rule } from "./rule.ts";
import { IS, NEXT, SWITCH } from "./syntax.ts";
import { ntHash, run } from "./tokens.ts";

const WORDS = ["pass", "pwd", "pw", "pswd", "kennwort"];
/** `PWD=/home/bob` is a working directory; `pw` alone is part of many words. */
const PASSWORD = String.raw`(?:password[do]?|passwd|passphrase|passcode|passwort|kennwort|pswd|pwd(?!=[\/~])|(?<!by|com|tres|sur|over|under)pass|(?<=^|[^a-z0-9]|root|bind|admin|user|db|sql|ftp|smtp|mail)pw)`;

/** Programs that take a password behind `-p` or `/p:`. */
const WITH_P = [
  "psexec(?:64)?",
  "paexec",
  "winrs",
  "xfreerdp",
  "wfreerdp",
  "rdesktop",
  "evil-winrm",
  "crackmapexec",
  "cme",
  "netexec",
  "nxc",
  "hydra",
  "medusa",
  "enum4linux(?:-ng)?",
  "ldapdomaindump",
  "bloodhound(?:-python)?",
  "certipy",
  "smbmap",
  "bloodyad",
  "kerbrute",
  "certutil",
  "signtool",
  "useradd",
  "usermod",
  "unzip",
  "zip",
  "zipcloak",
  "sqlcmd",
  "osql",
  "isql",
  "tsql",
  "sqsh",
  "bcp",
  "cqlsh",
  "beeline",
  "hdbsql",
  "influx",
  "steghide",
  "ipmitool",
  "mongo",
  "mongosh",
  "mongodump",
  "mongorestore",
  "mongoexport",
  "mongoimport",
  "mongostat",
  "mongotop",
  "mongofiles",
  "mosquitto_pub",
  "mosquitto_sub",
  "rabbitmqadmin",
  "ssh-keygen",
  "gobuster",
  "clickhouse-client",
  String.raw`docker\s+login`,
  String.raw`podman\s+login`,
  String.raw`az\s+login`,
  String.raw`oc\s+login`,
  String.raw`helm\s+registry\s+login`,
  String.raw`nerdctl\s+login`,
  String.raw`skopeo\s+login`,
];
const SQL = ["mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlshow", "mysqlcheck", "mariadb", "mariadb-dump"];
const HTTP = ["curl", "wget", "https?", "httpie", "xh", "curlie", "aria2c"];
const IMPACKET = ["secretsdump", "psexec", "wmiexec", "smbexec", "atexec", "dcomexec", "mssqlclient", "smbclient.py"];
const ORACLE = ["sqlplus", "sqlldr", "expdp", "impdp", "rman", "sqlcl", "exp", "imp"];

const isShare = (written: string): boolean => /^\\*["']?\\\\/.test(written);
const hasBatchSwitch = /(?:\s+-\w{1,8}){0,5}\s+-\w{0,6}b\w{0,6}(?:\s+-\w{1,8}){0,5}/iy;
const noFile = /n/i;

/** `htpasswd -b FILE NAME X`, `htpasswd -nb NAME X`: only with `b` is it an argument. */
const htpasswd: Reader = (text, at) => {
  const end = endOf(hasBatchSwitch, text, at);
  if (end === at) return undefined;
  return argument(noFile.test(text.slice(at, end)) ? 1 : 2)(text, end);
};

const ECHOED = /"[^"\n]*"|'[^'\n]*'|[^\s|"'&;]+/y;
/** The standard input of a program that asks for a password. */
const PIPED =
  /[^|\n]{0,200}\|\s*(?:\S{0,60}\/)?(?:sudo\b[^|\n]{0,60}?\s-{1,2}(?:\w{0,4}s\b|stdin)|su\b|passwd\b|chpasswd\b|cryptsetup\b|kinit\b|smbpasswd\b|runas\b|ssh-add\b|(?:docker|podman|helm)\b[^|\n]{0,80}?--password-stdin)/iy;

/** `echo X | sudo -S`. */
const echoed: Reader = (text, at) => {
  const end = endOf(ECHOED, text, at);
  if (end === at || !isAt(PIPED, text, end)) return undefined;
  const inQuotes = text[at] === '"' || text[at] === "'";
  return inQuotes ? spanOf(at + 1, end - 1) : spanOf(at, end);
};

const UP_TO_SLASH = /[^\s/"']+/y;

/** `https://name:X@host`: up to the last `@` before the path. */
const ofAddress: Reader = (text, at) => {
  const end = endOf(UP_TO_SLASH, text, at);
  if (end === at) return undefined;
  return spanOf(at, text.slice(at, end).lastIndexOf("@") + at);
};

const ACCOUNT = /["']?(?:[\w.-]{1,64}[\\/])?[\w.$-]{1,64}:(?!\/\/)/y;
const QUOTED_PASSWORD = /'[^']+'(?=@)|"[^"]+"(?=@)/y;

/** `domain/name:X@host`. */
const ofTarget: Reader = (text, at) => {
  const start = endOf(ACCOUNT, text, at);
  if (start === at) return undefined;
  const quoted = endOf(QUOTED_PASSWORD, text, start);
  return quoted > start ? spanOf(start + 1, quoted - 1) : ofAddress(text, start);
};

const TOKEN_IN_ADDRESS = run(/[\w.-]+/y, 20);

/** `https://token@host`. */
const tokenOfAddress: Reader = (text, at) => {
  const token = TOKEN_IN_ADDRESS(text, at);
  return token !== undefined && text[token.end] === "@" ? token : undefined;
};

const SECOND_STRING = /\(?\s{0,8}(?:[\w$.]{1,40}|"[^"\n]{0,256}"|'[^'\n]{0,256}')\s{0,8},\s{0,8}/y;

/** `("name", "X")`, of a constructor or a method that takes both. */
const secondString: Reader = (text, at) => {
  const start = endOf(SECOND_STRING, text, at);
  return start === at || (text[start] !== '"' && text[start] !== "'") ? undefined : value(text, start);
};

const BRACED = /\{[^}\n]+\}/y;

/** What a script sends: `"X\r"` or `{X\r}`. */
const sent: Reader = (text, at) => {
  const end = endOf(BRACED, text, at);
  return end > at ? spanOf(at + 1, end - 1) : value(text, at);
};

/** Where passwords are in command lines and messages. */
export const PASSWORDS: readonly Rule[] = [
  // password=X, PGPASSWORD=X, DB_PW=X, /pass:X, "passwd": "X"
  behind(WORDS, `${PASSWORD}${IS}`),
  behind(["rediscli_auth"], `REDISCLI_AUTH${IS}`),
  // --password X, -pwd X, -storepass X, --rootpw X, -pw X, ["--password","X"]
  behind(WORDS, `${SWITCH}${PASSWORD}${NEXT}`),
  // <password>X</password>, <key>password</key><string>X</string>, <add key="password" value="X">
  behind(WORDS, String.raw`(?<=<[\w:.-]{0,40})${PASSWORD}(?:\s[^<>]{0,80})?>`, matching(/[^<]+/y)),
  behind(WORDS, String.raw`(?<=<key>[\w.-]{0,40})${PASSWORD}<\/key>\s*<string>`, matching(/[^<]+/y)),
  behind(WORDS, String.raw`(?<=\b(?:key|name)=["'][\w:.-]{0,40})${PASSWORD}["']\s+value=`),
  // /p:X, but not the properties of a build: /p:Configuration=Release
  behind(["/p:", "-p:"], String.raw`\s[-/]p:(?![\w.]{1,80}=)`),
  // schtasks /rp X, netdom /pd:X
  behind(["/rp"], String.raw`\s\/rp[\s:]+(?!\/)`),
  of(["netdom"], String.raw`\s\/p[do]:`),
  // net user NAME X, net use \\host\share X, rasdial NAME USER X, bitsadmin /SetCredentials JOB PROXY BASIC NAME X
  among(["user"], String.raw`\bnet1?(?:\.exe)?["']?\s+user(?=\s)`, argument(1)),
  among(["use"], String.raw`\bnet1?(?:\.exe)?["']?\s+use(?=\s)`, argument(1, isShare)),
  among(["rasdial"], String.raw`\brasdial(?:\.exe)?["']?(?=\s)`, argument(2)),
  among(["/setcredentials"], String.raw`\/SetCredentials(?=\s)`, argument(4)),
  among(["htpasswd"], String.raw`\bhtpasswd(?=\s)`, htpasswd),
  // mc alias set NAME URL KEY X, smbclient //host/share X
  among(["mc"], String.raw`\bmc\s+(?:alias\s+set|config\s+host\s+add)(?=\s)`, argument(3)),
  behind(["smbclient"], String.raw`\bsmbclient\s+(?:"[/\\]{2}[^"\s]{1,200}"|[/\\]{2}[^\s"]{1,200})\s+(?![-/])`),
  // nmcli dev wifi connect NAME password X, db2 connect to NAME user NAME using X
  of(["nmcli"], String.raw`\s(?:password|wifi-sec\.psk|802-11-wireless-security\.psk)\s+`),
  of(["db2"], String.raw`\susing\s+`),
  // sshpass -p X, psexec -p X, docker login -p X, redis-cli -a X, ssh-keygen -N X
  of(["sshpass", "7za?", "7zr?", "rar", "unrar"], String.raw`\s-h?p\s*`),
  of(WITH_P, String.raw`\s[-/]p(?:\s+|:)(?![-/])`),
  of(["sqlcmd", "osql", "bcp", "mongo", "mongosh", "mongodump", "mongorestore"], String.raw`\s-P(?=[^\s-])`),
  of(["redis-cli", "keydb-cli", "valkey-cli"], String.raw`\s(?:-a|auth)\s+(?!-)`),
  of(["ssh-keygen"], String.raw`\s-N\s+(?!-)`),
  of(["ldap(?:search|modify|add|delete|passwd|whoami)"], String.raw`\s-w\s*(?!-)`),
  of(["openssl"], String.raw`\s-k\s+(?!-)`),
  // mysql -pX
  of(SQL, String.raw`\s-p(?!ort|rotocol|lugin|ager)(?=\S)`),
  // curl -u name:X, curl -sku name:X, wget --user name:X, httpie -a name:X, ncat --proxy-auth name:X
  of(HTTP, String.raw`\s(?:-[a-z#]{0,8}u|--user|--proxy-user|-a|--auth)[\s=]*`, credentials),
  behind(
    ["--"],
    String.raw`\s--(?:proxy-auth|proxy-user|auth-cred|basic-auth|userpwd|creds?|credentials?)[\s=]+`,
    credentials,
  ),
  of(
    ["smbclient", "smbmap", "smbget", "rpcclient", "winexe", "net"],
    String.raw`\s(?:-u|--user)[\s=]*`,
    separatedBy("%"),
  ),
  of(["pth-\\w{1,20}"], String.raw`\s(?:-u|--user)[\s=]*`, separatedBy("%")),
  of(["lftp", "ncftp"], String.raw`\s-u\s*`, separatedBy(",")),
  // sqlplus name/X@host
  behind(
    ORACLE,
    String.raw`\b(?:${ORACLE.join("|")})(?:\.exe)?["']?(?:\s+-\w{1,8}(?:\s+\d)?){0,4}\s+(?:userid=|target[\s=]\s{0,4})?(?=\\*["']?[^\s/@"'=.\\]{1,64}\/[^\s/"'])`,
    separatedBy("/", /[^\s@"'\\]+/y),
  ),
  // secretsdump.py domain/name:X@host
  of(
    [...IMPACKET, String.raw`get\w{1,40}(?:\.py)?`, String.raw`impacket(?:-\w{1,40})?`],
    String.raw`\s(?=["']?[\w.\\/$-]{1,130}:)`,
    ofTarget,
  ),
  // https://name:X@host, redis://:X@host, https://token@host
  behind(["://"], String.raw`:\/\/[^\s:/@"']{0,256}:`, ofAddress),
  behind(["://"], String.raw`:\/\/`, tokenOfAddress),
  // ConvertTo-SecureString X, "X" | ConvertTo-SecureString, NetworkCredential("name", "X")
  behind(["securestring"], String.raw`\bConvertTo-SecureString(?:\s+-(?:AsPlainText|Force|String)){0,4}[\s:]+(?!-)`),
  behind(["securestring"], String.raw`(?=(?:"[^"\n]{1,256}"|'[^'\n]{1,256}')\s{0,8}\|\s{0,8}ConvertTo-SecureString)`),
  behind(
    ["credential", "basicauth", "login", "connect", "auth", "bind"],
    String.raw`(?:NetworkCredential|PSCredential|UsernamePasswordCredentials?|PasswordAuthentication|SetCredentials|HttpBasicAuth|BasicAuth|\bauth=|\.login|ftp_login|\.ftplogin)(?:\]?::new)?["']?\s{0,8}(?:-ArgumentList\s{1,8})?(?=[("'])`,
    secondString,
  ),
  behind(
    ["connect", "pdo", "bind", "mysqli"],
    String.raw`(?:mysqli?_p?connect|new\s+mysqli|ldap_bind|ssh2_auth_password|new\s+PDO|getConnection)\s{0,8}\(\s{0,8}(?:[\w$.]{1,40}|"[^"\n]{0,256}"|'[^'\n]{0,256}')\s{0,8},\s{0,8}`,
    secondString,
  ),
  // echo X | sudo -S, passwd --stdin <<< X
  behind(["echo", "printf"], String.raw`\b(?:echo|printf)\s+(?:-\w{1,8}\s+)?`, echoed),
  behind(["<<<"], String.raw`\b(?:sudo|su|passwd|chpasswd|cryptsetup|kinit)\b[^\n<]{0,80}<<<\s*`),
  // expect "assword:" { send "X\r" }, child.sendline('X')
  of(
    ["expect", "autoexpect", "pexpect", "spawn"],
    String.raw`(?<=ass(?:word|phrase|wd|code)[^\n]{0,80})\b(?:exp_)?send(?:line)?\s*\(?\s*(?:--\s+)?`,
    sent,
  ),
  // -hashes LM:NT, -H NT, /ntlm:NT, /rc4:NT, /aes256:KEY, /ticket:BASE64
  behind(
    ["hash", "-h"],
    String.raw`(?<=\s)(?:-{1,2}(?:hash(?:es)?|nt-?hash|lm-?hash|h)|\/pth)[\s:=]+(?=["']?(?:[0-9a-f]{32})?:?[0-9a-f]{32}(?![0-9a-f]))`,
    ntHash,
  ),
  behind(
    ["/"],
    String.raw`(?<=[\s"'])\/(?:ntlm|rc4|nthash|lm|des|aes(?:128|256)?|krbtgt|pth|dpapi|masterkey)[:\s]\s*(?=["']?[0-9a-f:]{16,})`,
    matching(/["']?[0-9a-f:]+/iy),
  ),
  behind(["aes"], String.raw`\s-{1,2}aes-?key[\s=:]+`),
  behind(["/ticket", "/tgs", "/tgt"], String.raw`\s\/(?:ticket|tgs|tgt):`, run(/[\w+/=]+/y, 60)),
  behind([":"], String.raw`(?<![0-9a-f])(?=[0-9a-f]{32}:[0-9a-f]{32}(?![0-9a-f]))`, ntHash),
  behind(["pw-nt-hash"], String.raw`(?<=--pw-nt-hash[^\n]{0,80})\s-U\s*`, separatedBy("%")),
];
