import {
  describeSid,
  LOGON_TYPE_NAMES,
  readAddress,
  windowsFailureReason,
  type AddressKind,
} from "@winnow/host-knowledge";
import { sessionKey, wellKnownSession } from "@winnow/process-graph";

/** One line of what is known of a logon. */
export interface Detail {
  readonly title: string;
  /** From the log; `null` where it says nothing. */
  readonly value: string | null;
  /** What that means, in the page's own words. */
  readonly meaning: string;
}

/** Text of a canonical field; `null` where the event has none. */
export type FieldText = (field: string) => string | null;

function plain(title: string, value: string | null, meaning = ""): Detail {
  return { title, value, meaning };
}

/** A logon in words: who, how, into which session, asked for by whom, from where, and with what result. */
export function logonDetails(field: FieldText): readonly Detail[] {
  const sid = field("user.id");
  const session = field("winlog.logon.id");
  const from = field("source.ip");
  const details = [
    plain("Account", field("user.name") ?? field("user.account")),
    plain("Domain", field("user.domain")),
    plain("Logon type", field("winlog.logon.type"), typeName(field("winlog.logon.type"))),
    plain("User id", sid, describeSid(sid ?? "")),
    plain("Session", session, sessionMeaning(session, isWindows(field))),
    plain("Subject", joined(field("winlog.subject.domain"), field("winlog.subject.name")), subjectMeaning(field)),
    plain("Logon process", field("winlog.logon.process")),
    plain("Authentication", field("winlog.logon.package")),
    plain("Program", field("process.executable") ?? field("process.name")),
    plain("Source address", from, ADDRESSES[readAddress(from ?? "").kind]),
    plain("Source host", field("source.host")),
    plain("Host", field("host.name")),
    statusOf(field),
  ];
  // What no Windows logon lacks is said to be missing; of other systems what is not known is left out.
  return isWindows(field) ? details : details.filter(({ value, meaning }) => value !== null || meaning !== "");
}

export function typeName(type: string | null): string {
  return type !== null && Object.hasOwn(LOGON_TYPE_NAMES, type) ? LOGON_TYPE_NAMES[type]! : "";
}

function isWindows(field: FieldText): boolean {
  return field("winlog.logon.type") !== null;
}

function joined(domain: string | null, name: string | null): string | null {
  if (name === null) return null;
  return domain === null ? name : `${domain}\\${name}`;
}

function subjectMeaning(field: FieldText): string {
  const session = field("winlog.subject.logon.id");
  const what = describeSid(field("winlog.subject.id") ?? "");
  const system = session === null ? undefined : wellKnownSession(sessionKey(session), isWindows(field));
  return [what, system === undefined ? "" : `session of ${system}`].filter((part) => part !== "").join(", ");
}

function sessionMeaning(session: string | null, windows: boolean): string {
  const name = session === null ? undefined : wellKnownSession(sessionKey(session), windows);
  return name === undefined ? "" : name === "no logon" ? name : `session of ${name}`;
}

const ADDRESSES: Readonly<Record<AddressKind, string>> = {
  loopback: "this host itself",
  "link-local": "link-local: the same network segment",
  private: "private network",
  shared: "a carrier's shared network",
  public: "public: the Internet",
  reserved: "reserved: no host could have it",
  name: "a name, not an address",
  "": "",
};

function statusOf(field: FieldText): Detail {
  const outcome = field("event.outcome");
  const codes = [field("winlog.sub_status"), field("winlog.status")].filter((code) => code !== null);
  const said = codes.filter((code) => !isZero(code));
  const reason = field("event.reason") ?? (outcome === "failure" ? windowsFailureReason(codes) : "");
  const value = outcome ?? said[0] ?? null;
  const meaning = [reason === value ? "" : reason, said.length > 0 && outcome !== null ? `code ${said[0]}` : ""];
  // A code without words stands for itself once.
  return {
    title: "Status",
    value,
    meaning: [...new Set(meaning)].filter((part) => part !== "" && part !== `code ${reason}`).join(", "),
  };
}

function isZero(code: string): boolean {
  return /^(?:0x)?0*$/i.test(code.trim()) || code.trim() === "-";
}
