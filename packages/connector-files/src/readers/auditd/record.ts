/** How a line of an audit log begins: which event the record belongs to. */
export interface AuditHeader {
  readonly node: string | null;
  readonly type: string;
  /** Seconds since 1970, with milliseconds, as written. */
  readonly stamp: string;
  readonly serial: string;
  /** Where the record's fields begin in the line. */
  readonly length: number;
}

/** One line of an audit log. */
export interface AuditRecord extends AuditHeader {
  /** As written: quoted values keep their quotes, so that encoded ones can be told apart. */
  readonly fields: ReadonlyMap<string, string>;
  /** What auditd itself looked up (`log_format = ENRICHED`), as written: `AUID` → `"root"`. */
  readonly enriched: ReadonlyMap<string, string>;
}

const HEADER = /^(?:node=(\S+) )?type=(\S+) msg=audit\((\d+\.\d{3}):(\d+)\): ?/;

/** `undefined` where the line is no audit record. */
export function parseHeader(line: string): AuditHeader | undefined {
  const match = HEADER.exec(line);
  if (match === null) return undefined;
  const [all, node, type, stamp, serial] = match;
  return { node: node ?? null, type: type!, stamp: stamp!, serial: serial!, length: all.length };
}

/** Begins the part that auditd adds to a record with what it looked up. */
const ENRICHMENT = "\x1d";

const NOTHING: ReadonlyMap<string, string> = new Map();

export function parseRecord(line: string, header: AuditHeader): AuditRecord {
  const body = line.slice(header.length);
  const split = body.indexOf(ENRICHMENT);
  return {
    ...header,
    fields: parseFields(split < 0 ? body : body.slice(0, split)),
    enriched: split < 0 ? NOTHING : parseFields(body.slice(split + 1)),
  };
}

const MESSAGE = " msg='";

/** The fields of a user-space message (`msg='op=… res=success'`) count as fields of the record. The first of a name stays. */
function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const part of messageParts(text)) addFields(part, fields);
  return fields;
}

/** Cuts `name=value name="value with spaces"`, looking at each character once however the text is made. */
function addFields(text: string, fields: Map<string, string>): void {
  for (let at = 0; at < text.length;) {
    const equals = text.indexOf("=", at);
    if (equals < 0) return;
    const before = text.slice(at, equals);
    const name = before.slice(before.lastIndexOf(" ") + 1);
    const quoted = text[equals + 1] === '"';
    const end = quoted ? text.indexOf('"', equals + 2) : text.indexOf(" ", equals + 1);
    at = end < 0 ? text.length : end + 1;
    const value = text.slice(equals + 1, quoted || end < 0 ? at : end);
    if (!fields.has(name)) fields.set(name, value);
  }
}

function messageParts(text: string): readonly string[] {
  const start = ` ${text}`.indexOf(MESSAGE);
  if (start < 0) return [text];
  const inside = text.slice(start + MESSAGE.length - 1);
  const end = inside.lastIndexOf("'");
  return [text.slice(0, Math.max(0, start - 1)), end < 0 ? inside : inside.slice(0, end)];
}

export function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, value.endsWith('"') && value.length > 1 ? -1 : undefined) : value;
}

function isHexadecimal(value: string): boolean {
  return value !== "" && value.length % 2 === 0 && !/[^0-9A-F]/.test(value);
}

/** The bytes of a value that the kernel writes in quotes, or as hexadecimal digits where it holds anything unusual. */
export function encodedBytes(value: string): Buffer {
  if (isHexadecimal(value)) return Buffer.from(value, "hex");
  return Buffer.from(unquoted(value), "utf8");
}

export function decoded(value: string): string {
  return encodedBytes(value).toString("utf8");
}
