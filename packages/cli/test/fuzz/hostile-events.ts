import { PROCESS_COLUMNS } from "../events.ts";

/** Chance, from one seed. */
export class Dice {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A whole number from 0 up to `below`. */
  below(below: number): number {
    return Math.floor(this.#random() * below);
  }

  happens(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  times<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}

/** What an attacker writes into a log to reach a terminal, a spreadsheet, a page, a query or the program itself. */
const HOSTILE = [
  "",
  "-",
  "\u0000",
  "\u001b[2J\u001b]0;title\u0007",
  "\u202egnp.exe",
  "=HYPERLINK(1)",
  "a\n=cmd",
  "__proto__",
  "constructor",
  "<script>alert(1)</script>",
  "'; drop table events; --",
  '"',
  '""',
  "\r",
  "\uD800",
  "\ufeff",
  "{{x}}",
  "${env:HOME}",
  'password=\\"',
  "9999-12-31T23:59:59Z",
  "0001-01-01T00:00:00Z",
  "1e999",
  "%n%s",
];

function text(dice: Dice): string {
  if (dice.happens(0.3)) return dice.pick(HOSTILE);
  if (dice.happens(0.05)) return dice.pick(HOSTILE).repeat(1 + dice.below(2000));
  return dice.pick([
    "C:\\Windows\\System32\\svchost.exe",
    "cmd.exe /c dir",
    "svchost.exe -k netsvcs",
    "x",
    "0x3e7",
    "4688",
  ]);
}

function time(dice: Dice): string {
  return dice.happens(0.1) ? text(dice) : `2024-01-15T08:${String(dice.below(60)).padStart(2, "0")}:00Z`;
}

type HostileEvent = readonly (readonly [column: string, value: string])[];

function event(dice: Dice): HostileEvent {
  return PROCESS_COLUMNS.map((column) => [column, column === "TimeGenerated" ? time(dice) : text(dice)] as const);
}

function cell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function object(fields: HostileEvent): string {
  return `{${fields.map(([column, value]) => `${JSON.stringify(column)}:${JSON.stringify(value)}`).join(",")}}`;
}

/** A file's name and bytes: mostly events, now and then damaged. */
export function hostileFile(dice: Dice): { readonly name: string; readonly bytes: Buffer } {
  const events = dice.times(40, () => event(dice));
  const kind = dice.pick(["csv", "ndjson", "json", "log"] as const);
  return { name: `events.${kind}`, bytes: damaged(dice, Buffer.from(written(kind, events, dice))) };
}

function written(kind: "csv" | "ndjson" | "json" | "log", events: readonly HostileEvent[], dice: Dice): string {
  switch (kind) {
    case "csv":
      return [PROCESS_COLUMNS.join(","), ...events.map((one) => one.map(([, value]) => cell(value)).join(","))].join(
        "\n",
      );
    case "ndjson":
      return events.map((one) => object(one.filter(() => !dice.happens(0.1)))).join("\n");
    case "json":
      return `[${events.map(object).join(",")}]`;
    case "log":
      return events
        .map((one) => `Jan 15 08:00:00 host sshd[12]: ${one.map(([, value]) => value).join(" ")}`)
        .join("\n");
  }
}

/** Cut off, flipped, doubled or zeroed in places. */
function damaged(dice: Dice, bytes: Buffer): Buffer {
  if (bytes.length === 0 || dice.happens(0.5)) return bytes;
  const at = dice.below(bytes.length);
  const end = Math.min(bytes.length, at + 1 + dice.below(50));
  switch (dice.below(4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    case 2:
      return Buffer.from(bytes.fill(0, at, end));
    default:
      bytes[at] = dice.below(256);
      return bytes;
  }
}
