import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Redactor, withoutKey } from "../../src/redact/redactor.ts";
import type { SecretKind } from "../../src/redact/secrets.ts";

const ALL: readonly SecretKind[] = ["passwords", "tokens", "keys"];
const redactor = (key: string | null = "0123456789abcdef", patterns: Record<string, string> = {}): Redactor =>
  new Redactor({ key, secrets: ALL, patterns });

/** Every text holds the secret once; the rest of it stays. */
const SECRET = "Zx9_Tr0ub4dor";
const TEXTS = [
  `net user bob ${SECRET} /add`,
  `net.exe use \\\\host\\share ${SECRET} /user:bob`,
  `cmd /c tool --password ${SECRET} --host h`,
  `tool /password:${SECRET}`,
  `tool -Pass="${SECRET}" -x`,
  `PGPASSWORD=${SECRET} psql -h h`,
  `schtasks /create /tn t /ru bob /rp ${SECRET} /tr x.exe`,
  `sshpass -p ${SECRET} ssh h`,
  `plink.exe -ssh h -pw ${SECRET} id`,
  `mysql -u root -p${SECRET} db`,
  `curl -u bob:${SECRET} http://192.0.2.1/`,
  `git clone https://bob:${SECRET}@example.com/r.git`,
  `powershell ConvertTo-SecureString "${SECRET}" -AsPlainText -Force`,
  `curl -H "Authorization: Bearer ${SECRET}" http://192.0.2.1/`,
  `tool --api-key ${SECRET}`,
  `tool client_secret=${SECRET}&grant_type=x`,
  `connect "DefaultEndpointsProtocol=https;AccountKey=${SECRET};"`,
  `export AWS_SECRET_ACCESS_KEY=${SECRET}`,
];

describe("a redactor", () => {
  it.each(TEXTS)("masks the secret in %s and leaves the rest", (text) => {
    const [before = "", after = ""] = text.split(SECRET);
    const masked = redactor().text(text);
    expect(masked).not.toContain(SECRET);
    expect(masked.startsWith(before)).toBe(true);
    expect(masked).toMatch(/<secret:[0-9a-f]{10}>/);
    // What a secret ends at is not always known: rather too much is masked than too little.
    expect(masked.endsWith(/\s.*$/.exec(after)?.[0] ?? "")).toBe(true);
  });

  it.each([
    "ssh -p 22 host-a",
    "C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Schedule",
    "net user bob /add",
    "net use * \\\\host\\share",
    "passwd bob",
    "docker run -p 8080:80 web",
    "find / -name password.txt",
    "tail -f /var/log/secure",
  ])("leaves %s as it is", (text) => {
    expect(redactor().text(text)).toBe(text);
  });

  it("masks tokens that are known by their form", () => {
    const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    for (const text of [jwt, `AKIA${"ABCD".repeat(4)}`, "ghp_" + "a".repeat(36)]) {
      expect(redactor().text(`x ${text} y`)).toMatch(/^x <secret:[0-9a-f]{10}> y$/);
    }
    expect(redactor().text("echo -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- z")).toMatch(
      /^echo <secret:[0-9a-f]{10}> z$/,
    );
  });

  it("shows one secret alike wherever it stands, and by another key otherwise", () => {
    const hashOf = (text: string, key?: string): string => /<secret:(\w+)>/.exec(redactor(key).text(text))![1]!;
    expect(hashOf(TEXTS[0]!)).toBe(hashOf(TEXTS[3]!));
    expect(hashOf(TEXTS[0]!)).not.toBe(hashOf(TEXTS[0]!.replace(SECRET, "other")));
    expect(hashOf(TEXTS[0]!)).not.toBe(hashOf(TEXTS[0]!, "another key, as long"));
  });

  it("makes a key of its own where none is given", () => {
    expect(redactor(null).text(TEXTS[0]!)).not.toBe(redactor(null).text(TEXTS[0]!));
  });

  it("masks what the profile's own patterns find, by its name", () => {
    const own = redactor(undefined, { ticket: "INC(\\d+)", badge: "B-\\d+" });
    expect(own.text("INC123 B-7")).toMatch(/^INC<ticket:[0-9a-f]{10}> <badge:[0-9a-f]{10}>$/);
  });

  it("changes nothing that it masked before", () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS), (a, b) => {
        const once = redactor().text(`${a} ${b}`);
        expect(redactor().text(once)).toBe(once);
      }),
    );
  });

  it("reads long texts in little time", () => {
    const began = performance.now();
    for (const piece of ["-", "password ", "net user x ", "a=", "https://a:", "eyJ", "mysql "]) {
      redactor().text(piece.repeat(32_768 / piece.length));
    }
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe("a profile in the manifest", () => {
  it("has no key that stands in it, and keeps the name of the variable that holds one", () => {
    expect(withoutKey({ name: "p", redact: { key: "0123456789abcdef", secrets: ["keys"] } })).toEqual({
      name: "p",
      redact: { secrets: ["keys"] },
    });
    const named = { redact: { key: "${env:KEY}" } };
    expect(withoutKey(named)).toBe(named);
    expect(withoutKey({ name: "p" })).toEqual({ name: "p" });
  });
});
