export type SecretKind = "passwords" | "tokens" | "keys";

/** A secret's value: in quotes, or up to the next space. */
const VALUE = String.raw`(?:"([^"]+)"|'([^']+)'|([^\s"']+))`;

/** What is behind a name such as `/password:` or `--token `: the secret itself stands in the last groups. */
function behind(names: string): RegExp {
  return new RegExp(`${names}${VALUE}`, "giu");
}

/**
 * Where secrets stand in command lines and messages, by kind. Of every match the last group that took part is the
 * secret; what stands before it stays readable.
 */
export const SECRETS: Readonly<Record<SecretKind, readonly RegExp[]>> = {
  passwords: [
    // password=X, PGPASSWORD=X, /pass:X, "passwd": "X"
    behind(String.raw`(?:password|passwd|passphrase|pass|pwd)["']?\s*[:=]\s*`),
    // --password X, -pwd X
    behind(String.raw`\s[-/]{1,2}(?:[a-z0-9]+[_-])?(?:password|passwd|passphrase|pass|pwd)\s+(?![-/:=])`),
    // schtasks /rp X
    behind(String.raw`\s/rp[\s:]+`),
    // net user NAME X, net use \\host\share X: not a switch, not the asterisk that asks
    behind(String.raw`\bnet1?(?:\.exe)?["']?\s+(?:user\s+[^\s/]\S*|use\s+(?:\S+\s+)?\\\\\S+)\s+(?![/*])`),
    // sshpass -p X, plink -pw X, psexec -p X
    behind(String.raw`\b(?:sshpass|psexec(?:64)?(?:\.exe)?)\b.*?\s[-/]p\s*`),
    behind(String.raw`\s[-/]pw\s+`),
    // mysql -pX
    /\b(?:mysql|mysqldump|mysqladmin|mariadb)\b.*?\s-p([^\s"']+)/giu,
    // curl -u name:X, wget --user name:X
    /\s(?:-u|--user|--proxy-user)[\s=]+["']?[^\s:"']+:([^\s"']+)/giu,
    // https://name:X@host
    /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"']+:([^\s@/"']+)@/giu,
    // ConvertTo-SecureString X
    behind(String.raw`\bConvertTo-SecureString\s+(?:-String\s+)?(?!-)`),
  ],
  tokens: [
    behind(String.raw`\b(?:bearer|authorization:\s*(?:basic|token|negotiate))\s+`),
    behind(
      String.raw`(?:^|[\s;,&?"'/({[-])(?:[a-z0-9]+[_-])?(?:token|api[_-]?key|apikey|client[_-]?secret|secret|sig)["']?\s*[:=]\s*`,
    ),
    behind(String.raw`\s-{1,2}(?:[a-z0-9]+[_-])?(?:token|api[_-]?key|client[_-]?secret|secret)\s+(?!-)`),
    // JSON web tokens, and tokens that say what they are
    /\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/gu,
    /\b((?:ghp|gho|ghu|ghs|ghr|github_pat|glpat|glsa|xox[abprs])[_-][\w-]{10,})/gu,
  ],
  keys: [
    /\b((?:AKIA|ASIA)[0-9A-Z]{16})\b/gu,
    behind(String.raw`\b(?:AccountKey|SharedAccessKey|aws_secret_access_key|private[_-]?key)["']?\s*[:=]\s*`),
    /(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))/gu,
  ],
};
