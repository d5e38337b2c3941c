const LINE = 18;
const CHARACTER = 7.83;
const MARGIN = 16;

/** @type {Readonly<Record<string, string>>} */
const STYLES = { 1: "b", 2: "d", 33: "y" };

/**
 * Lines of a terminal as a picture. Knows bold, dim and yellow; any other escape sequence is dropped.
 * @param {readonly string[]} lines
 * @param {string} title for those who cannot see it
 */
export function terminalToSvg(lines, title) {
  const columns = Math.max(...lines.map((line) => [...plain(line)].length));
  const width = Math.ceil(columns * CHARACTER + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  const rows = lines.map((line, i) => `<text x="${MARGIN}" y="${MARGIN + LINE * (i + 0.75)}">${spans(line)}</text>\n`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" aria-label="${escape(title)}">\n` +
    `<style>text{font:13px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d8dee9;white-space:pre}` +
    `.b{font-weight:bold;fill:#eceff4}.d{fill:#7b88a1}.y{fill:#ebcb8b}</style>\n` +
    `<rect width="${width}" height="${height}" rx="8" fill="#20242c"/>\n${rows.join("")}</svg>\n`
  );
}

const ESCAPE = String.fromCodePoint(27);
const SEQUENCE = new RegExp(`${ESCAPE}\\[([0-9;]*)[A-Za-z]`);

/** @param {string} line */
function plain(line) {
  return line
    .split(SEQUENCE)
    .filter((_, i) => i % 2 === 0)
    .join("");
}

/** Text and escape sequences take turns. @param {string} line */
function spans(line) {
  /** @type {string | undefined} */
  let style;
  return line
    .split(SEQUENCE)
    .map((part, i) => {
      if (i % 2 === 1) {
        style = STYLES[part];
        return "";
      }
      if (part === "") return "";
      return style === undefined ? escape(part) : `<tspan class="${style}">${escape(part)}</tspan>`;
    })
    .join("");
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
