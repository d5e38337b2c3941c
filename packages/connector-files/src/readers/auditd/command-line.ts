import { encodedBytes } from "./record.ts";

type Fields = ReadonlyMap<string, string>;

const ARGUMENT = /^a(\d{1,7})(?:\[(\d{1,7})\])?$/;

/** The arguments of a program from its EXECVE records. Long ones stand in pieces: `a1[0]`, `a1[1]`, over several records. */
export function execveArguments(records: readonly Fields[]): string[] {
  const pieces: { readonly argument: number; readonly piece: number; readonly bytes: Buffer }[] = [];
  for (const fields of records) {
    for (const [name, value] of fields) {
      const match = ARGUMENT.exec(name);
      if (match === null) continue;
      pieces.push({ argument: Number(match[1]), piece: Number(match[2] ?? 0), bytes: encodedBytes(value) });
    }
  }
  pieces.sort((a, b) => a.argument - b.argument || a.piece - b.piece);
  const whole: Buffer[][] = [];
  let last = -1;
  for (const { argument, bytes } of pieces) {
    if (argument !== last) whole.push([]);
    last = argument;
    whole.at(-1)!.push(bytes);
  }
  return whole.map((parts) => Buffer.concat(parts).toString("utf8"));
}

/** The arguments in a PROCTITLE, which the kernel cuts at 128 bytes; programs may change it. */
export function proctitleArguments(value: string): string[] {
  return encodedBytes(value).toString("utf8").replace(/\0+$/, "").split("\0");
}

const PLAIN = /^[\w@%+=:,./-]+$/;

/** A command line that a shell reads as these arguments again. */
export function shellLine(args: readonly string[]): string {
  return args.map((text) => (PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)).join(" ");
}
