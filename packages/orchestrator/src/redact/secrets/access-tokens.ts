import { matching } from "./readers.ts";
import { behind, of, type Rule } from "./rule.ts";
import { SERVICE_TOKENS, WEBHOOKS } from "./service-tokens.ts";
import { IS, NEXT, SWITCH } from "./syntax.ts";
import { run } from "./tokens.ts";

const TOKEN = String.raw`(?:(?<!publickey)token|api[_-]?key|secret(?:[_-]?(?:access[_-]?)?key)?)`;
const WORDS = ["token", "api", "secret"];
const SCHEME = String.raw`(?:(?:basic|bearer|token|negotiate|digest|ntlm|apikey|splunk|ssws)\s+)?`;

/** Where tokens are in command lines and messages. */
export const TOKENS: readonly Rule[] = [
  behind(["bearer"], String.raw`\bbearer\s+`, run(/[\w.~+/=-]+/y, 8)),
  behind(["authorization"], String.raw`\bauthorization${IS}${SCHEME}`),
  behind(WORDS, String.raw`${TOKEN}${IS}(?=[\\"']{0,8}[\w.~+/=%<-]{4})`),
  behind(["sig"], String.raw`(?:^|[\s;,&?"'/({[-])sig${IS}`),
  behind(WORDS, `${SWITCH}${TOKEN}${NEXT}`),
  behind(["bearer"], `${SWITCH}bearer${NEXT}`),
  behind(["cookie"], String.raw`\b(?:set-)?cookie["']?\s*:\s*["']?`, matching(/[^"'\r\n]+/y)),
  of(["curl"], String.raw`\s(?:-b|--cookie)[\s=]*`),
  ...SERVICE_TOKENS,
  ...WEBHOOKS,
];
