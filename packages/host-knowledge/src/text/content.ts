import { remembering } from "../remember.ts";
import { shapeOf } from "./shape.ts";

/** What a command template carries beyond switches and paths. */
export interface Content {
  /** 1 where something in it is encoded, escaped or put together from pieces, else 0. */
  readonly encoded: 0 | 1;
  readonly urls: number;
  readonly addresses: number;
}

/**
 * Base64 that a mask found; switches of encoded commands; calls that decode; escapes of bytes; characters by number;
 * content encoded for a URL. Over a template in small letters, whose digits are <number>.
 */
const ENCODED: readonly RegExp[] = [
  // Between spaces, quotes and the like: a long path that the mask takes for base64 goes on with a dot or a hyphen.
  /(?:^|[ "'=:(,@])<encoded>(?:[ "'),;|&]|$)/,
  /(?:powershell|pwsh)[^|;]{0,400}[ "'][-/](?:e|ec|en|enc|enco|encod|encode|encoded|encodedc[a-z]{0,6}|encodeda[a-z]{0,8}) +["']?[a-z<]/,
  /frombase<number>string|tobase<number>string|base<number> +-(?:d|-decode)|certutil[^|&]{0,80}-(?:de|en)code|unhexlify|fromhexstring/,
  /(?:\\x(?:[0-9a-f]|<number>|<id>)[0-9a-f<>a-z]{0,12}){3}/,
  /\[char\](?:<number>|0x|<hex>)|(?:chr|char|fromcharcode)\w{0,2}\(<number>\)?[,&+]/,
  /(?:%(?:<number>|[a-f])[0-9a-f<>a-z]{0,9}){4}/,
  /-bxor|-join|\[array\]::reverse|-replace *\(?["']|::decompress|gzipstream|deflatestream/,
];
/** So many characters that only hide are no accident. */
const MANY_ESCAPES = 4;
const MUCH_CASE_CHANGE = 0.25;
const LEAST_LENGTH = 24;

export const contentOf: (template: string) => Content = remembering((template) => {
  const small = template.toLowerCase();
  const { escapes, caseChangeShare, length } = shapeOf(template);
  const isHidden = escapes >= MANY_ESCAPES || (length >= LEAST_LENGTH && caseChangeShare > MUCH_CASE_CHANGE);
  return {
    encoded: isHidden || ENCODED.some((pattern) => pattern.test(small)) ? 1 : 0,
    urls: small.includes("://") ? (small.match(/[a-z]{2,10}:\/\/[^ ]/g) ?? []).length : 0,
    addresses: (small.match(/<ip>/g) ?? []).length,
  };
});
