import type { ExpressionInput } from "@winnow/core";

/** Text where a schema writes a hyphen (or `?`, as Linux audit does) when it has nothing to say. */
export const unlessNone = (text: ExpressionInput): ExpressionInput => ({ recode: [text, { "-": "", "?": "" }] });

/** Text without what patterns match, one after the other. */
export const without = (text: ExpressionInput, ...patterns: readonly string[]): ExpressionInput =>
  replaced(text, ...patterns.map((pattern) => [pattern, ""] as const));

/** Text with the matches of patterns replaced, one after the other. */
export const replaced = (
  text: ExpressionInput,
  ...replacements: readonly (readonly [pattern: string, replacement: string])[]
): ExpressionInput =>
  replacements.reduce<ExpressionInput>(
    (inner, [pattern, replacement]) => ({ replace: [inner, pattern, replacement] }),
    text,
  );

/** An account as `DOMAIN\name`, from its two columns. */
export const account = (domain: ExpressionInput, name: ExpressionInput): ExpressionInput => ({
  join: ["\\", unlessNone(domain), unlessNone(name)],
});

/** The name in `DOMAIN\name`; the whole where there is no domain. */
export const nameOf = (text: ExpressionInput): ExpressionInput => unlessNone({ textAfter: [text, "\\"] });

/** The domain in `DOMAIN\name`; empty where there is none. */
export const domainOf = (text: ExpressionInput): ExpressionInput => unlessNone({ textBefore: [text, "\\"] });

/** A SID, but for the one that says that there is nobody. */
export const sid = (text: ExpressionInput): ExpressionInput => ({ recode: [text, { "-": "", "S-1-0-0": "" }] });

/** The id of a logon session; Windows writes zero where there is none. */
export const session = (text: ExpressionInput): ExpressionInput => ({
  recode: [text, { "-": "", "0": "", "0x0": "", "0x0000000000000000": "" }],
});

/** A process id in decimal digits, whichever way it is written. */
export const pid = (text: ExpressionInput): ExpressionInput => ({ decimal: text });

/**
 * An address. IPv4 written as IPv6 (`::ffff:192.0.2.1`) becomes IPv4; where a logon came from the machine itself,
 * Windows writes a hyphen or `LOCAL`.
 */
export const address = (text: ExpressionInput): ExpressionInput => ({
  recode: [{ replace: [text, "(?i)^::ffff:", ""] }, { "-": "", "?": "", LOCAL: "" }],
});

/** A port; Windows writes a hyphen or 0 where there is none. */
export const port = (text: ExpressionInput): ExpressionInput => ({ recode: [text, { "-": "", "0": "" }] });

/** An integrity level by its English name, from its SID, Sysmon's or ASIM's name, or OCSF's number. */
export const integrity = (text: ExpressionInput): ExpressionInput => ({
  recode: [text, INTEGRITY_NAMES],
});

const INTEGRITY_NAMES: Readonly<Record<string, string>> = {
  "-": "",
  "no level": "",
  Unknown: "",
  ...byWays({ Untrusted: "S-1-16-0" }),
  ...byWays({ Low: "S-1-16-4096" }),
  ...byWays({ Medium: "S-1-16-8192" }),
  ...byWays({ MediumPlus: "S-1-16-8448" }),
  ...byWays({ High: "S-1-16-12288" }),
  ...byWays({ System: "S-1-16-16384" }),
  ...byWays({ Protected: "S-1-16-20480" }),
  "Medium high integrity": "MediumPlus",
  "Protected process": "Protected",
};

/** The ways in which one level is written, each with the level's name. */
function byWays(level: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(level).flatMap(([name, id]) =>
      [id, name.toLowerCase(), name.toUpperCase(), `${name} integrity`, `Mandatory Label\\${name} Mandatory Level`].map(
        (way) => [way, name] as const,
      ),
    ),
  );
}

/** A token's elevation: `Default` (nothing was split off), `Full` (raised) or `Limited`. */
export const elevation = (text: ExpressionInput): ExpressionInput => ({
  recode: [
    text,
    {
      "-": "",
      "%%1936": "Default",
      "%%1937": "Full",
      "%%1938": "Limited",
      "TokenElevationTypeDefault (1)": "Default",
      "TokenElevationTypeFull (2)": "Full",
      "TokenElevationTypeLimited (3)": "Limited",
      TokenElevationTypeDefault: "Default",
      TokenElevationTypeFull: "Full",
      TokenElevationTypeLimited: "Limited",
    },
  ],
});

/** How it went: `success`, `failure` or `unknown`, from the words and numbers that schemas have for it. */
export const outcome = (text: ExpressionInput): ExpressionInput => ({
  recode: [
    { lower: text },
    {
      yes: "success",
      true: "success",
      "1": "success",
      no: "failure",
      false: "failure",
      "0": "failure",
      failed: "failure",
      fail: "failure",
      partial: "unknown",
      na: "unknown",
      other: "unknown",
      "": "unknown",
    },
  ],
});

/** A status code in small letters; empty where it says that nothing went wrong. */
const status = (text: ExpressionInput): ExpressionInput => ({
  recode: [{ lower: text }, { "-": "", "0x0": "", "0x00000000": "" }],
});

/** Why a logon failed, as Windows says it: the sub-status unless that says nothing, else the status, else the message. */
export const failureReason = (
  subStatus: ExpressionInput,
  mainStatus: ExpressionInput,
  message: ExpressionInput,
): ExpressionInput => ({
  firstOf: [status(subStatus), status(mainStatus), unlessNone(message)],
});
