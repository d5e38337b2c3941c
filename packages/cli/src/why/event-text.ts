/** The fields that describe an event on their own, the best first. */
const SUFFICIENT = ["process.command_line", "process.executable", "process.name"];
/** Fields that describe other events together. */
const TOGETHER = ["event.outcome", "user.account", "user.name", "winlog.logon.type", "source.ip", "source.host"];
/** Columns of events for which no field above is mapped. */
const MOST_COLUMNS = 4;

/**
 * One line about an event: its command line, or who, how and from where.
 * @param fields field → the column that it is read from, as in the manifest; those read by an expression are skipped
 * @param cell the event's cell in a column of the source
 */
export function eventText(
  fields: Readonly<Record<string, unknown>>,
  columns: readonly string[],
  cell: (column: string) => string | null | undefined,
): string {
  const valueOf = (field: string): string => {
    const source = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return typeof source === "string" ? (cell(source) ?? "") : "";
  };
  const alone = SUFFICIENT.map(valueOf).find((value) => value !== "");
  if (alone !== undefined) return alone;
  const together = pairs(TOGETHER, valueOf);
  return (together.length > 0 ? together : pairs(columns, (column) => cell(column) ?? "").slice(0, MOST_COLUMNS)).join(
    " ",
  );
}

function pairs(names: readonly string[], valueOf: (name: string) => string): string[] {
  return names.flatMap((name) => (valueOf(name) === "" ? [] : [`${name}=${valueOf(name)}`]));
}
