/**
 * `values` are masks that are safe for telling behaviours apart: what they blank out is a GUID, a number, a date.
 * `names` blank out who and where (users, hosts, temporary files): good for reading, too coarse for guarding.
 */
export type MaskGroup = "values" | "names";

/** One kind of passing detail in a text, and what stands in the template in its place. */
export interface Mask {
  readonly name: string;
  readonly group: MaskGroup;
  /** Portable pattern of what is blanked out; never matches the empty text. */
  readonly pattern: string;
  /** Literal text that takes its place; a slot is written `<name>`, in letters only, so that no later mask finds it. */
  readonly replacement: string;
  readonly doc: string;
}

const HEX = "[0-9a-fA-F]";

/**
 * Applied before all others, always: a `<` of the text itself is doubled, so that no text can pass for a slot and two
 * texts share a template only where they differ in what a mask blanks out.
 */
export const OWN_ANGLES: Mask = {
  name: "angle",
  group: "values",
  pattern: "<",
  replacement: "<<",
  doc: "a < that the text brings itself",
};

/**
 * The masks, in the order in which they apply. The order matters: each sees what those before it left.
 *
 * - A GUID goes before everything that would eat its parts; names go before `encoded` and the numbers, which would
 *   eat parts of them.
 * - `hash` goes before `encoded`, which would take a path that ends in one for base64.
 * - `encoded` goes before dates and addresses: they could cut a long run into pieces that are too short for it.
 * - Dates, times and addresses go before `id` and `number`, which would take them apart.
 * - White space goes last, when what is left is what is compared.
 *
 * What the group `values` blanks out is, kind by kind, what a plain mask (GUID, 40 and more characters of base64, 0x
 * hexadecimal, 32 hexadecimal digits, 6 and more with a decimal one among them, digits, white space) blanks out too, and
 * texts of different kinds keep different slots. So two texts that a plain mask tells apart have two templates.
 */
export const MASKS: readonly Mask[] = [
  {
    name: "guid",
    group: "values",
    pattern: `\\{?${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}\\}?`,
    replacement: "<guid>",
    doc: "GUIDs, with or without braces",
  },
  {
    name: "user-profile",
    group: "names",
    // Up to three words, as in "First Last", of which none may look like a switch.
    pattern: '(?i)\\\\users\\\\[^\\\\/:*?"<>|\\s]+(?: [^\\\\/:*?"<>|\\s-][^\\\\/:*?"<>|\\s]*){0,2}\\\\',
    replacement: "\\users\\<user>\\",
    doc: "the owner's name in C:\\Users\\…\\",
  },
  {
    name: "user-home",
    group: "names",
    pattern: "/home/[^/\\s:\"'<>]+",
    replacement: "/home/<user>",
    doc: "the owner's name in /home/…",
  },
  {
    name: "url-host",
    group: "names",
    pattern: "://[A-Za-z][A-Za-z0-9._-]*",
    replacement: "://<host>",
    doc: "the host of a URL, unless it is an address",
  },
  {
    name: "unc-host",
    group: "names",
    // The space (or quote) tells a share from a path whose backslashes are doubled.
    pattern: " \\\\\\\\[A-Za-z0-9][A-Za-z0-9._-]*\\\\",
    replacement: " \\\\<host>\\",
    doc: "the host in \\\\host\\share",
  },
  {
    name: "unc-host-quoted",
    group: "names",
    pattern: '"\\\\\\\\[A-Za-z0-9][A-Za-z0-9._-]*\\\\',
    replacement: '"\\\\<host>\\',
    doc: 'the host in "\\\\host\\share…"',
  },
  {
    name: "hostname-switch",
    group: "names",
    pattern: "(?i)-hostname [^\\s\"'<>-][^\\s\"'<>]*",
    replacement: "-hostname <host>",
    doc: "what follows the switch -hostname",
  },
  {
    name: "computername-switch",
    group: "names",
    pattern: "(?i)-computername [^\\s\"'<>-][^\\s\"'<>]*",
    replacement: "-computername <host>",
    doc: "what follows the switch -ComputerName",
  },
  {
    name: "host",
    group: "names",
    pattern:
      "\\b(?:(?:DESKTOP|LAPTOP)-[0-9A-Z]{7}|WIN-[0-9A-Z]{11}|" +
      "[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,8}\\.(?:local|lan|corp|internal|localdomain|arpa))\\b",
    replacement: "<host>",
    doc: "names that Windows gives to machines, and names in private domains (.local, .lan, .corp, .internal)",
  },
  {
    name: "temporary-file",
    group: "names",
    pattern: "[0-9A-Za-z~_-]{1,40}\\.(?:tmp|TMP)\\b",
    replacement: "<temp>.tmp",
    doc: "names of .tmp files and folders",
  },
  {
    name: "temporary-unix",
    group: "names",
    pattern: "/tmp/tmp(?:\\.[0-9A-Za-z]{6,12}|[0-9a-z_]{8})\\b",
    replacement: "/tmp/<temp>",
    doc: "names that mktemp and its kin make up under /tmp",
  },
  {
    name: "hash",
    group: "values",
    pattern: `\\b(?:${HEX}{128}|${HEX}{64}|${HEX}{40}|${HEX}{32})\\b`,
    replacement: "<hash>",
    doc: "32, 40, 64 or 128 hexadecimal digits: MD5, SHA-1, SHA-256, SHA-512, and ids as long",
  },
  {
    name: "encoded",
    group: "values",
    pattern: "[A-Za-z0-9+/=]{40,}",
    replacement: "<encoded>",
    doc: "40 and more characters of base64 in a row",
  },
  {
    name: "instant",
    group: "values",
    pattern: "\\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\b",
    replacement: "<date>T<time>",
    doc: "dates with times, 2024-01-31T23:59:00",
  },
  {
    name: "date",
    group: "values",
    pattern: "\\b[0-9]{4}-[0-9]{2}-[0-9]{2}\\b",
    replacement: "<date>",
    doc: "dates, 2024-01-31",
  },
  {
    name: "time",
    group: "values",
    pattern: "\\b[0-9]{2}:[0-9]{2}:[0-9]{2}\\b",
    replacement: "<time>",
    doc: "times of the day, 23:59:00",
  },
  {
    name: "ip",
    group: "values",
    pattern: "\\b[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\b",
    replacement: "<ip>",
    doc: "IPv4 addresses",
  },
  {
    name: "ip6",
    group: "names",
    pattern: `\\b${HEX}{1,4}(?::${HEX}{0,4}){2,7}\\b`,
    replacement: "<ip>",
    doc: "IPv6 and MAC addresses, which a plain mask would leave in part",
  },
  {
    name: "hex",
    group: "values",
    pattern: `0x${HEX}+`,
    replacement: "<hex>",
    doc: "hexadecimal numbers, 0x3e7",
  },
  {
    name: "id",
    group: "values",
    // Six and more with a decimal digit among them, without look-ahead: by the place of the first decimal digit.
    pattern:
      `\\b(?:[0-9]${HEX}{5,}|[a-fA-F][0-9]${HEX}{4,}|[a-fA-F]{2}[0-9]${HEX}{3,}|[a-fA-F]{3}[0-9]${HEX}{2,}|` +
      `[a-fA-F]{4}[0-9]${HEX}+|[a-fA-F]{5,}[0-9]${HEX}*)\\b`,
    replacement: "<id>",
    doc: "words of 6 and more hexadecimal digits, a decimal one among them: hashes, ids, long numbers",
  },
  { name: "number", group: "values", pattern: "[0-9]+", replacement: "<number>", doc: "other runs of digits" },
  {
    name: "space",
    group: "values",
    pattern: "[\\t\\n\\v\\f\\r ]{2,}|[\\t\\n\\v\\f\\r]",
    replacement: " ",
    doc: "white space: a run of it becomes one space",
  },
  { name: "ends", group: "values", pattern: "^ | $", replacement: "", doc: "space at either end" },
];

/** Version of the masks. A change that can alter a template raises it: reductions under different masks are never added. */
export const MASK_GRAMMAR = 1;
