import { defineError, didYouMean, type ErrorFactory, LIMITS } from "@winnow/core";
import { listNames } from "@winnow/expressions";

export const duckdbMissing: ErrorFactory<{ reason: string }> = defineError({
  code: "WN1401",
  summary: "The embedded engine cannot be loaded on this machine.",
  message: ({ reason }) => `DuckDB cannot be loaded: ${reason}`,
  hint: () =>
    "Install again without leaving out optional packages (npm install --include=optional); DuckDB needs 64-bit Linux, " +
    "macOS or Windows.",
});

export const duckdbFailed: ErrorFactory<{ doing: string; reason: string }> = defineError({
  code: "WN1402",
  summary: "The embedded engine failed at something that should have worked.",
  message: ({ doing, reason }) => `DuckDB failed while ${doing}: ${reason}`,
  hint: () => "Please report this, with the profile and the source's format.",
});

export const memoryExceeded: ErrorFactory<{ doing: string; limit: string }> = defineError({
  code: "WN1403",
  summary: "The embedded engine ran out of the memory that it may use.",
  message: ({ doing, limit }) => `${limit} of memory do not suffice for ${doing}`,
  hint: () => "Give the engine more memory (memoryLimit), or fewer threads (threads).",
});

export const spillFailed: ErrorFactory<{ directory: string; reason: string }> = defineError({
  code: "WN1404",
  summary: "The directory for temporary files is full or cannot be written.",
  message: ({ directory, reason }) => `temporary files cannot be written to ${directory}: ${reason}`,
  hint: () => "Free some space there, or name another directory (tempDirectory, or the environment's TMPDIR).",
});

export const unknownColumn: ErrorFactory<{ column: string; columns: readonly string[] }> = defineError({
  code: "WN1405",
  summary: "The plan reads a column that the source does not have.",
  message: ({ column }) => `the source has no column "${column}"`,
  hint: ({ column, columns }) => `${didYouMean(column, columns)}Columns: ${listNames(columns)}.`,
});

export const beyondEngine: ErrorFactory<{ key: string }> = defineError({
  code: "WN1406",
  summary: "The plan asks the engine for an expression that only JavaScript can compute.",
  message: ({ key }) => `DuckDB cannot compute ${key}`,
  hint: () => "Split the expression with splitExpression and compute the rest on the groups.",
});

export const noSuchRow: ErrorFactory<{ row: number }> = defineError({
  code: "WN1408",
  summary: "An event was asked for by a data row that does not exist or was rejected.",
  message: ({ row }) => `there is no event at data row ${row}`,
  hint: () => "Data rows count from 0, over all inputs in order; rejected records have numbers but hold no event.",
});

export const emptyFile: ErrorFactory<{ path: string }> = defineError({
  code: "WN1410",
  summary: "An input file has no content.",
  message: ({ path }) => `${path} is empty`,
  hint: () => "There is not even a header. Check how the file was exported.",
});

export const unreadableFile: ErrorFactory<{ path: string; reason: string }> = defineError({
  code: "WN1411",
  summary: "An input file cannot be opened or read.",
  message: ({ path, reason }) => `${path} cannot be read: ${reason}`,
  hint: () => "Check the path and its permissions.",
});

export const wrongFormat: ErrorFactory<{ path: string; format: string; reason: string }> = defineError({
  code: "WN1412",
  summary: "An input file is not in the format that its name, or the profile, says.",
  message: ({ path, format, reason }) => `${path} is not ${format}: ${reason}`,
  hint: () =>
    "Name the format in the source's options (format: csv | tsv | ndjson | json | parquet), or export it again.",
});

export const damagedArchive: ErrorFactory<{ path: string; reason: string }> = defineError({
  code: "WN1413",
  summary: "A compressed input file is damaged or cut off.",
  message: ({ path, reason }) => `${path} cannot be unpacked: ${reason}`,
  hint: () => "The file is damaged or was not copied to its end. Copy or export it again.",
});

export const unwritableFile: ErrorFactory<{ path: string; reason: string }> = defineError({
  code: "WN1414",
  summary: "A result file cannot be written.",
  message: ({ path, reason }) => `${path} cannot be written: ${reason}`,
  hint: () => "Check that the directory exists, may be written to and has free space.",
});

export const inputChanged: ErrorFactory<{ path: string; what: string }> = defineError({
  code: "WN1415",
  summary: "An input file was replaced, shortened or rewritten during the run.",
  message: ({ path, what }) => `${path} ${what} during the run`,
  hint: () =>
    "Run it again on a copy, or when nothing else writes to the file. A file that only grows is read as it was.",
});

export const limitExceeded: ErrorFactory<{ subject: string; limit: string; fix: string }> = defineError({
  code: "WN1416",
  summary: "An input exceeds a limit that protects memory and time.",
  message: ({ subject, limit }) => `${subject}: the limit is ${limit}`,
  hint: ({ fix }) => fix,
});

/** The limit of columns, exceeded by the input `name`. */
export function tooManyColumns(name: string): Error {
  return limitExceeded({
    subject: `${name} has too many columns`,
    limit: LIMITS.columns.toLocaleString("en"),
    fix: "Leave the input out, or export it with fewer columns.",
  });
}

/** The limit of unpacked bytes, exceeded by the file or archive `name`. */
export function expandsTooFar(name: string, maxExpandedBytes: number): Error {
  return limitExceeded({
    subject: `${name} unpacks to too much`,
    limit: `${maxExpandedBytes.toLocaleString("en")} bytes`,
    fix: "If you trust the file, raise maxExpandedBytes or unpack it first.",
  });
}

/** The limit of a record, exceeded by a part of the file `name` that cannot be rejected. */
export function recordTooLong(name: string, what: string): Error {
  return limitExceeded({
    subject: `${name}: ${what} is too long`,
    limit: `${LIMITS.recordBytes.toLocaleString("en")} bytes`,
    fix: "Check that the file has the format that its name, or the profile, says.",
  });
}
