import { portablePattern, toRegExp } from "@winnow/expressions";
import type { Feature, FeatureFunction, Value } from "@winnow/core";
import type { Host, ProgramFacts } from "../host.ts";
import { PLACE_UNUSUAL, PLACES } from "../place.ts";
import { remembering } from "../remember.ts";
import { ofText, textOf } from "./value.ts";

const PLACE_NAMES = PLACES.filter((place) => place !== "").join(", ");

/** A document's ending before a program's, many spaces before an ending, or a mark that turns the letters round. */
const DOUBLE_EXTENSION =
  "(?i)\\.(?:pdf|docx?|docm|xlsx?|xlsm|pptx?|rtf|txt|csv|jpe?g|png|gif|bmp|tiff?|mp[34]|avi|mov|zip|rar|7z|html?|xml|log|eml|msg)" +
  "(?: |_|\\.)*\\.(?:exe|com|scr|pif|bat|cmd|vbs|vbe|js|jse|wsf|hta|ps1|lnk|cpl|msi|dll|jar|sh|elf|py|pl|bin|run)(?:[ \"']|$)" +
  "|    \\.[a-z]{2,4}(?:[ \"']|$)|\u202e";

const doubleExtension = toRegExp(portablePattern(DOUBLE_EXTENSION));
const hasDoubleExtension: (text: string) => boolean = remembering((text) => doubleExtension.test(text));

/** A part of the system in its own folder is where it should be, whatever else lies there. */
const placeUnusual = ({ place, isAtHome }: ProgramFacts): number => (isAtHome ? 0 : PLACE_UNUSUAL[place]);

const flag = (condition: boolean): number => (condition ? 1 : 0);

/** What the program's path, and its parent's, say of it. */
export function programFeatures(host: Host): readonly Feature[] {
  const ofProgram = (tell: (program: ProgramFacts) => Value): FeatureFunction =>
    ofText("process.executable", (path) => tell(host.program(path)));
  const ofParent = (tell: (program: ProgramFacts) => Value): FeatureFunction =>
    ofText({ optional: "process.parent.executable" }, (path) => tell(host.program(path)));
  return [
    {
      name: "parentChild",
      unit: "text",
      says: "parent and program",
      doc: "File names of parent and program in small letters, parent > program; the one that is there where the other is missing.",
      value: {
        lower: {
          join: [" > ", { basename: { optional: "process.parent.executable" } }, { basename: "process.executable" }],
        },
      },
    },
    {
      name: "pathTemplate",
      unit: "text",
      doc: "The program's path in small letters with GUIDs, numbers and other passing details blanked out; empty where it is missing.",
      value: { lower: { template: "process.executable" } },
    },
    {
      name: "pathPlace",
      unit: "text",
      doc: `Where the program lies: ${PLACE_NAMES}; empty where the path is missing or has no folder.`,
      value: ofProgram(({ place }) => place),
    },
    {
      name: "parentPlace",
      unit: "text",
      doc: "Where the parent program lies, as pathPlace says it; empty where its path is missing.",
      value: ofParent(({ place }) => place),
    },
    {
      name: "pathDepth",
      unit: "folders",
      doc: "Slashes in the program's path, 0 or more: the folders above it, the root included; 0 where it is missing.",
      value: { countChars: ["process.executable", "\\/"] },
    },
    {
      name: "placeUnusual",
      unit: "score",
      doc: `How unusual it is that programs lie there, 0 (system, programs, a part of ${host.name} where it belongs) to 2 (temporary, downloads, public, device); 0 where the path is missing.`,
      says: "runs from an unusual place",
      which: "pathPlace",
      value: ofProgram(placeUnusual),
    },
    {
      name: "parentPlaceUnusual",
      unit: "score",
      doc: "placeUnusual of the parent program, 0 to 2; 0 where its path is missing.",
      says: "the parent runs from an unusual place",
      which: "parentPlace",
      value: ofParent(placeUnusual),
    },
    {
      name: "impostor",
      unit: "flag",
      doc: `1 where the program bears the name of a part of ${host.name} and lies where that part never does, else 0; 0 where the path is missing.`,
      says: "bears the name of a part of the system, and lies elsewhere",
      value: ofProgram(({ isImpostor }) => flag(isImpostor)),
    },
    {
      name: "parentImpostor",
      unit: "flag",
      doc: "impostor of the parent program, 0 or 1; 0 where its path is missing.",
      says: "the parent bears the name of a part of the system, and lies elsewhere",
      value: ofParent(({ isImpostor }) => flag(isImpostor)),
    },
    {
      name: "lookAlike",
      unit: "flag",
      doc: `1 where the program's name or folder is easily taken for one of ${host.name}'s own and is another, else 0; 0 where the path is missing.`,
      says: "has a name or folder that is easily taken for one of the system's own",
      which: "lookAlikeOf",
      value: ofProgram(({ lookAlike }) => flag(lookAlike !== undefined)),
    },
    {
      name: "lookAlikeDistance",
      unit: "letters",
      doc: "Letters (optimal string alignment) between the program's name or folder and what it is easily taken for, 0 (looks the same) to 2; 3 where it looks like nothing of the system.",
      value: ofProgram(({ lookAlike }) => lookAlike?.distance ?? 3),
    },
    {
      name: "lookAlikeOf",
      unit: "text",
      doc: "What the program's name or folder is easily taken for; empty where there is nothing.",
      value: ofProgram(({ lookAlike }) => lookAlike?.of ?? ""),
    },
    {
      name: "parentLookAlike",
      unit: "flag",
      doc: "lookAlike of the parent program, 0 or 1; 0 where its path is missing.",
      says: "the parent has a name or folder that is easily taken for one of the system's own",
      value: ofParent(({ lookAlike }) => flag(lookAlike !== undefined)),
    },
    {
      name: "hiddenPath",
      unit: "flag",
      doc: "1 where the program lies in a folder that a listing leaves out or that nobody would name so (dots, spaces), else 0; 0 where the path is missing.",
      says: "lies in a hidden or strangely named folder",
      value: ofProgram(({ isHidden }) => flag(isHidden)),
    },
    {
      name: "doubleExtension",
      unit: "flag",
      doc: "1 where the program, or a file in its command line, ends like a document and then like a program (invoice.pdf.exe), else 0; 0 where both are missing.",
      says: "a file is named like a document and is a program",
      // Each input is of one column: an engine then computes it once per distinct text.
      value: {
        inputs: ["process.executable", { template: "process.command_line" }],
        compute: (path, template) => flag(hasDoubleExtension(textOf(path)) || hasDoubleExtension(textOf(template))),
      },
    },
    {
      name: "interpreter",
      unit: "flag",
      doc: "1 where the program is a shell, a script host or another that runs what it is given, else 0; 0 where the path is missing.",
      says: "is a shell or another program that runs what it is given",
      value: ofProgram(({ isInterpreter }) => flag(isInterpreter)),
    },
    {
      name: "parentInterpreter",
      unit: "flag",
      doc: "interpreter of the parent program, 0 or 1; 0 where its path is missing.",
      says: "was started by a shell or another interpreter",
      value: ofParent(({ isInterpreter }) => flag(isInterpreter)),
    },
    {
      name: "parentOpensDocuments",
      unit: "flag",
      doc: "1 where the parent opens documents, pages or mail, or serves strangers (office, browser, web server, database), else 0; 0 where its path is missing.",
      says: "was started by a program that opens documents or serves strangers",
      value: ofParent(({ opensDocuments }) => flag(opensDocuments)),
    },
    {
      name: "strangersStart",
      unit: "flag",
      doc: "1 where a program that opens documents or serves strangers (parentOpensDocuments) started an interpreter or a dual-use tool, else 0; 0 where a path is missing.",
      says: "a program that opens documents or serves strangers started an interpreter or a tool of intruders",
      value: {
        inputs: ["process.executable", { optional: "process.parent.executable" }],
        compute: (path, parent) => {
          const { isInterpreter, purposes } = host.program(textOf(path));
          return flag((isInterpreter || purposes.length > 0) && host.program(textOf(parent)).opensDocuments);
        },
      },
    },
    {
      name: "dualUse",
      unit: "flag",
      doc: "1 where the program is a tool that administrators and intruders both use, else 0; 0 where the path is missing.",
      says: "is a tool that administrators and intruders both use",
      which: "toolPurpose",
      value: ofProgram(({ purposes }) => flag(purposes.length > 0)),
    },
    {
      name: "toolPurpose",
      unit: "text",
      doc: "What such a tool is good for: discovery, execution, persistence, transfer, credentials, evasion; empty for other programs.",
      value: ofProgram(({ purposes }) => purposes.join(", ")),
    },
  ];
}
