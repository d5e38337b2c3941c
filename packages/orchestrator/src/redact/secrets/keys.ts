import { matching } from "./readers.ts";
import { behind, of, type Rule } from "./rule.ts";
import { IS, NEXT, SWITCH } from "./syntax.ts";
import { hasDigit, privateKey, run } from "./tokens.ts";

const KEY = String.raw`(?:account[_-]?key|storage[_-]?key|shared[_-]?access[_-]?key|subscription[_-]?key|encryption[_-]?key|signing[_-]?key|master[_-]?key|auth[_-]?key|private[_-]?key|key[_-]?material)`;
const WORDS = ["key"];
/** A private key can be given by its file: `~/.ssh/id_rsa`, `C:\x.pem`. */
const NO_FILE = String.raw`(?!["']?(?:~?\.{0,2}\/[\w.@-]{1,100}\/|~\/|[a-z]:\\|[\w.@~/\\-]{1,200}\.(?:pem|key|ppk|der|p12|pfx|json)\b))`;

/** Where keys are in command lines and messages. */
export const KEYS: readonly Rule[] = [
  {
    words: ["akia", "asia", "abia", "acca"],
    before: /\b(?=A(?:KIA|SIA|BIA|CCA)[0-9A-Z]{16}\b)/gu,
    read: matching(/[0-9A-Z]+/y),
  },
  behind(["akia", "asia"], String.raw`\b(?=a(?:k|s)ia[0-9a-z]{0,16}<)`, run(/[0-9a-z]+/y, 12)),
  behind(["aiza"], String.raw`(?<![\w-])(?=aiza)`, run(/[\w-]+/y, 20, hasDigit)),
  behind(WORDS, `${KEY}${IS}${NO_FILE}`),
  // az storage … --account-key X, New-AzStorageContext -StorageAccountKey X
  behind(WORDS, `${SWITCH}${KEY}${NEXT}${NO_FILE}`),
  behind(WORDS, String.raw`<key_?material>`, matching(/[^<]+/y)),
  behind(["aws_"], String.raw`\baws_(?:secret_access_key|session_token)\s+`),
  of(["netsh"], String.raw`\skey=`),
  // openssl enc -K HEX
  of(["openssl"], String.raw`\s-K\s+(?=[0-9a-f]{16})`),
  behind(["private key"], String.raw`(?=-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)`, privateKey),
];
