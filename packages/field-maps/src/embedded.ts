import type { ExpressionInput } from "@winnow/core";
import { replaced, without } from "./values.ts";

/** Names of data are letters and digits: nothing in them means anything in a pattern. */
const ALL = "(?:.|\\n)*";

/** What a Data element of an event's XML holds; empty where there is none of that name. */
export function xmlData(column: string, name: string): ExpressionInput {
  const start = `<Data Name="${name}">`;
  // An element that is not there is added, for a replacement that matches nothing would leave everything.
  const complete: ExpressionInput = { replace: [column, "</EventData>", `${start}</Data></EventData>`] };
  return replaced(
    without(complete, `^(?:.|\\n)*?${start}`, `</Data>${ALL}$`),
    ["&lt;", "<"],
    ["&gt;", ">"],
    ["&quot;", '"'],
    ["&apos;", "'"],
    ["&amp;", "&"],
  );
}

/** Stand for an escaped backslash and quote: JSON never holds these characters as they are. */
const [BACKSLASH, QUOTE] = ["\u0001", "\u0002"];

/** Members that some write as numbers. What is cut off behind a number would be lost at the end of a text. */
const NUMBERS: ReadonlySet<string> = new Set(["LogonType"]);

/** The text of a member of an object that is written as JSON; empty where there is none, or it is no text. */
export function jsonMember(column: string, name: string): ExpressionInput {
  const isNumber = NUMBERS.has(name);
  const start = `"${name}": ?"${isNumber ? "?" : ""}`;
  // First the escapes, so that every quote that is left begins or ends a text, whatever the values hold.
  const plain = replaced(column, ["\\\\\\\\", BACKSLASH], ['\\\\"', QUOTE]);
  const complete: ExpressionInput = { replace: [plain, "\\}[ \\n]*$", `,"${name}":""}`] };
  return replaced(
    without(complete, `^(?:.|\\n)*?${start}`, `"${ALL}$`, ...(isNumber ? [",$"] : [])),
    ["\\\\n", "\n"],
    ["\\\\r", "\r"],
    ["\\\\t", "\t"],
    ["\\\\/", "/"],
    [QUOTE, '"'],
    [BACKSLASH, "\\"],
  );
}
