import type { ExpressionInput, Feature, Value } from "@winnow/core";
import type { Host } from "../host.ts";
import type { Target } from "../targets.ts";
import { remembering } from "../remember.ts";
import { contentOf } from "../text/content.ts";
import { familyOf } from "../text/family.ts";
import { shapeOf, type Shape } from "../text/shape.ts";
import { ofText } from "./value.ts";

/**
 * In the letters of the command line. Everything here is computed from the template, never from the command line, of
 * which nearly every event has one of its own.
 */
const TEMPLATE: ExpressionInput = { template: "process.command_line" };

/** What a command line does and looks like. */
export function commandFeatures(host: Host, template: ExpressionInput): readonly Feature[] {
  const familyFor = remembering(familyOf);
  const targetsOf: (text: string) => readonly Target[] = remembering((text) => host.targets(text.toLowerCase()));
  return [
    {
      name: "commandTemplate",
      unit: "text",
      says: "command",
      doc:
        `Command line ${host.name === "Windows" ? "in small letters " : ""}with GUIDs, numbers, dates, addresses and encoded content ` +
        "blanked out (<guid>, <number>); empty where it is missing.",
      value: template,
    },
    {
      name: "commandFamily",
      unit: "text",
      says: "command",
      doc: "The command template without temporary names and without whose folder it is; empty where the command line is missing.",
      value: ofText(template, familyFor),
    },
    {
      name: "encodedContent",
      unit: "flag",
      doc: "1 where the command line carries encoded content (base64, character codes) or is escaped or put together from pieces, else 0; 0 where it is missing.",
      says: "carries encoded or escaped content",
      value: ofText(TEMPLATE, (text) => contentOf(text).encoded),
    },
    {
      name: "urls",
      unit: "count",
      doc: "URLs in the command line, 0 or more; 0 where it is missing.",
      value: ofText(TEMPLATE, (text) => contentOf(text).urls),
    },
    {
      name: "addresses",
      unit: "count",
      doc: "IPv4 addresses in the command line, 0 or more; 0 where it is missing.",
      value: ofText(TEMPLATE, (text) => contentOf(text).addresses),
    },
    {
      name: "networkTarget",
      unit: "flag",
      doc: "1 where the command line holds a URL or an address, else 0; 0 where it is missing.",
      says: "names a URL or an address",
      value: ofText(TEMPLATE, (text) => (contentOf(text).urls + contentOf(text).addresses > 0 ? 1 : 0)),
    },
    {
      name: "sensitiveTarget",
      unit: "score",
      doc: "The heaviest worrying thing in the command line, 0 (none), 1 (administrators do it too) or 2 (they hardly ever do); 0 where it is missing.",
      says: "touches what intruders are after",
      which: "sensitiveTargets",
      value: ofText(TEMPLATE, (text) => targetsOf(text)[0]?.weight ?? 0),
    },
    {
      name: "sensitiveTargetCount",
      unit: "count",
      doc: "Kinds of worrying things in the command line, 0 or more; 0 where it is missing.",
      value: ofText(TEMPLATE, (text) => targetsOf(text).length),
    },
    {
      name: "sensitiveTargets",
      unit: "text",
      doc: "The worrying things in the command line, in words, heaviest first; empty where there are none.",
      value: ofText(TEMPLATE, (text) =>
        targetsOf(text)
          .map(({ name }) => name)
          .join(", "),
      ),
    },
    ...shapeFeatures(),
  ];
}

function shapeFeatures(): readonly Feature[] {
  const ofShape = (name: string, unit: string, doc: string, tell: (shape: Shape) => Value): Feature => ({
    name,
    unit,
    doc: `${doc}; 0 where the command line is missing.`,
    value: ofText(TEMPLATE, (text) => tell(shapeOf(text))),
  });
  return [
    {
      name: "templateLength",
      unit: "characters",
      doc: "Length of the command line's template, 0 or more; 0 where the command line is missing.",
      value: { length: TEMPLATE },
    },
    {
      name: "templateLogLength",
      unit: "characters",
      doc: "Decimal logarithm of templateLength, 0 or more; 0 where the command line is missing.",
      value: { log10: { length: TEMPLATE } },
    },
    ofShape("templateTokens", "tokens", "Parts of the template between spaces, 0 or more", ({ tokens }) => tokens),
    ofShape(
      "longestToken",
      "characters",
      "Length of the longest part of the template between spaces, 0 or more",
      (shape) => shape.longestToken,
    ),
    ofShape(
      "templateEntropy",
      "bits",
      "Shannon entropy of the template, bits per character, 0 to about 6",
      ({ entropy }) => entropy,
    ),
    ofShape("slotCount", "count", "Values that the template blanks out, 0 or more", ({ slots }) => slots),
    ofShape(
      "switchCount",
      "count",
      "Parts of the template that start like a switch (-x, /x), 0 or more",
      ({ switches }) => switches,
    ),
    ofShape("letterShare", "share", "Letters a to z in the template, 0 to 1", ({ letterShare }) => letterShare),
    ofShape(
      "signShare",
      "share",
      "Signs (neither letter nor space) in the template, 0 to 1",
      ({ signShare }) => signShare,
    ),
    ofShape(
      "nonAsciiShare",
      "share",
      "Characters beyond ASCII in the template, 0 to 1",
      ({ nonAsciiShare }) => nonAsciiShare,
    ),
    ofShape("upperShare", "share", "Capitals among the template's letters, 0 to 1", ({ upperShare }) => upperShare),
    ofShape(
      "caseChangeShare",
      "share",
      "Small letters followed by a capital, of all pairs of letters in the template, 0 to 1",
      ({ caseChangeShare }) => caseChangeShare,
    ),
    ofShape(
      "escapes",
      "count",
      "Characters that only hide what is run (^, `, quotes inside words), 0 or more",
      ({ escapes }) => escapes,
    ),
  ];
}
