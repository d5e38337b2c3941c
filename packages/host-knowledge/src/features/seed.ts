import type { Feature } from "@winnow/core";

/** Process features of msticpy's event clustering, under its names and with its values, for any operating system. */
export function seedProcessFeatures(isSystemSession: Feature): readonly Feature[] {
  return [
    {
      name: "processName",
      unit: "text",
      doc: "File name of the program; empty where the path is missing.",
      value: { basename: "process.executable" },
    },
    {
      name: "processNameLen",
      unit: "characters",
      doc: "Length of the program's full path, 0 or more; 0 where it is missing.",
      value: { length: "process.executable" },
    },
    {
      name: "processNameTokens",
      unit: "tokens",
      doc: "Parts of the program's path between slashes, 1 or more; 1 where it is missing.",
      value: { plus: [{ countChars: ["process.executable", "\\/"] }, 1] },
    },
    {
      name: "pathScore",
      unit: "score",
      doc: "Sum of the code points of the program's path, 0 or more; 0 where it is missing.",
      value: { charScore: "process.executable" },
    },
    {
      name: "pathLogScore",
      unit: "score",
      doc: "Decimal logarithm of pathScore, 0 or more; 0 where the path is missing.",
      value: { log10: { charScore: "process.executable" } },
    },
    {
      name: "pathHash",
      unit: "hash",
      doc: "CRC-32 of the program's path in UTF-8, 0 to 4294967295; 0 where it is missing.",
      value: { crc32: "process.executable" },
    },
    {
      name: "commandlineLen",
      unit: "characters",
      doc: "Length of the command line, 0 or more; 0 where it is missing.",
      value: { length: "process.command_line" },
    },
    {
      name: "commandlineLogLen",
      unit: "characters",
      doc: "Decimal logarithm of commandlineLen, 0 or more; 0 where the command line is missing.",
      value: { log10: { length: "process.command_line" } },
    },
    {
      name: "commandlineTokensFull",
      unit: "tokens",
      doc: "Delimiters (white space and - \\ / . , \" ' | & : ; % $ ( )) in the command line, 0 or more; 0 where it is missing.",
      value: { countChars: "process.command_line" },
    },
    {
      name: "commandlineTokens",
      unit: "tokens",
      doc: "Parts of the command line between single spaces, 1 or more; 1 where it is missing.",
      value: { tokens: "process.command_line" },
    },
    {
      name: "commandlineScore",
      unit: "score",
      doc: "Sum of the code points of the command line, 0 or more; 0 where it is missing.",
      value: { charScore: "process.command_line" },
    },
    {
      name: "commandlineLogScore",
      unit: "score",
      doc: "Decimal logarithm of commandlineScore, 0 or more; 0 where the command line is missing.",
      value: { log10: { charScore: "process.command_line" } },
    },
    {
      name: "commandlineTokensHash",
      unit: "hash",
      doc: "CRC-32 of the command line's delimiters in their order, 0 to 4294967295; 0 where there are none.",
      value: { delimiterHash: "process.command_line" },
    },
    isSystemSession,
    {
      name: "processFolder",
      unit: "text",
      doc: "Folder of the program; empty where the path is missing.",
      value: { dirname: "process.executable" },
    },
    {
      name: "parentName",
      unit: "text",
      doc: "File name of the parent program; empty where its path is missing.",
      value: { basename: "process.parent.executable" },
    },
    {
      name: "parentAndName",
      unit: "text",
      doc: "File names of parent and program, parent > program; the one that is there where the other is missing.",
      value: { join: [" > ", { basename: "process.parent.executable" }, { basename: "process.executable" }] },
    },
  ];
}
