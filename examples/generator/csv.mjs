/**
 * RFC 4180 with line feeds: quotes only where a value needs them.
 * @param {readonly string[]} columns
 * @param {readonly Readonly<Record<string, string>>[]} rows
 */
export function toCsv(columns, rows) {
  const lines = rows.map((row) => columns.map((column) => cell(row[column] ?? "")).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

/** @param {string} value */
function cell(value) {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
