import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Redactor, withoutKey } from "../../src/redact/redactor.ts";
import type { SecretKind } from "../../src/redact/secrets/secrets.ts";

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

/** Further places where the secret stands, and how it may be written there. */
const PLACES = [
  // Quoted in other ways, or not to the end.
  `tool --password="a ${SECRET} b" -x`,
  `tool --password='it is "${SECRET}"' -x`,
  `tool --password=abc"${SECRET}" -x`,
  `tool --password "${SECRET}`,
  `tool --password\n${SECRET}`,
  `{"password": "a\\"${SECRET}"}`,
  `{\\"password\\":\\"${SECRET}\\"}`,
  `{"user":"x","pass" : "${SECRET}"}`,
  `["tool","--password","${SECRET}"]`,
  `<password>${SECRET}</password>`,
  `<add key="password" value="${SECRET}"/>`,
  `password => '${SECRET}'`,
  `password := "${SECRET}"`,
  // By switches of many programs.
  `tool /p:${SECRET} /x`,
  `tool /p:"${SECRET} b" /x`,
  `winrs -r:h -u:bob -p:${SECRET} cmd`,
  `tool --db-pass ${SECRET}`,
  `tool -adminPassword ${SECRET}`,
  `keytool -storepass "${SECRET} b"`,
  `psexec.exe \\\\h -u bob -p "${SECRET} b" cmd`,
  `net use \\\\h\\s /user:bob ${SECRET}`,
  `net use Z: "\\\\h\\a b" ${SECRET} /persistent:no`,
  `net user "bob b" ${SECRET} /add`,
  `net user /add bob ${SECRET}`,
  `mysqldump -uroot -p"${SECRET}" db`,
  `7z a -p${SECRET} x.7z`,
  `unzip -P ${SECRET} x.zip`,
  `sqlcmd -U sa -P "${SECRET} b"`,
  `ldapsearch -x -D cn=x -w ${SECRET}`,
  `smbclient //h/s -U "bob%${SECRET}"`,
  `secretsdump.py example/bob:'${SECRET}'@h`,
  `docker login -u bob -p ${SECRET} example.com`,
  `curl -u 'bob:a ${SECRET}' http://h`,
  `curl -ubob:${SECRET} http://h`,
  `curl -u a:b --proxy-user bob:${SECRET} http://h`,
  `echo ${SECRET} | sudo -S id`,
  `htpasswd -b file bob ${SECRET}`,
  `ConvertTo-SecureString -AsPlainText -Force "${SECRET}"`,
  // In addresses and headers.
  `redis://:${SECRET}@host-a:6379`,
  `https://bob:p@${SECRET}@example.com/`,
  `https://example.com/#access_token=${SECRET}`,
  `curl -H "Authorization: ${SECRET}" http://h`,
  `curl -H "Cookie: a=b; session=${SECRET}" http://h`,
  `tool --auth-token ${SECRET}`,
  `tool --authToken=${SECRET}`,
  `tool --client-secret ${SECRET}`,
  `aws configure set aws_secret_access_key ${SECRET}`,
  `SecretAccessKey=${SECRET}`,
  // Beside what looks like a mask, which anybody can write.
  `tool --password <secret:0123456789>${SECRET}`,
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
    "compass: north",
    "powershell -ExecutionPolicy Bypass -File x.ps1",
    "Failed password for root from 192.0.2.1 port 22 ssh2",
    "a bearer of news",
    "npm-run-all-of-the-scripts --asiatic akiaverylongname",
    "sk-learn-contrib-imbalanced-package",
    "python -u C:\\x\\y.py",
    "docker run -u 1000:1000 web",
    "date -u +%Y-%m-%d",
    "msbuild x.sln /p:Configuration=Release",
    "Loading System.Xml, PublicKeyToken=b77a5c561934e089",
    "mysql -u root -p db",
    "mysql -port=3306",
    "net use Z: \\\\host\\share /persistent:yes",
    "net user bob && whoami",
    "git clone ssh://git@example.com:22/x",
    "tool --password --host h",
  ])("leaves %s as it is", (text) => {
    expect(redactor().text(text)).toBe(text);
  });

  it.each(PLACES)("does not show the secret in %s", (text) => {
    expect(redactor().text(text)).not.toContain(SECRET);
  });

  it.each([
    [`Server=h;Password=${SECRET};Database=d`, /^Server=h;Password=<secret:\w+>;Database=d$/],
    [`mount -o username=bob,password=${SECRET},vers=3 //h/s`, /password=<secret:\w+>,vers=3 \/\/h\/s$/],
    [`https://h/?token=${SECRET}&page=1`, /token=<secret:\w+>&page=1$/],
    [`{"password":"${SECRET}","user":"bob"}`, /^\{"password":"<secret:\w+>","user":"bob"\}$/],
    [`<password>${SECRET}</password>`, /^<password><secret:\w+><\/password>$/],
  ])("masks no more than the secret in %s", (text, masked) => {
    expect(redactor().text(text)).toMatch(masked);
    const hashOf = (shown: string): string => /:(\w{10})>/.exec(redactor().text(shown))![1]!;
    expect(hashOf(text)).toBe(hashOf(`pwd=${SECRET}`));
  });

  it.each([
    "tool --token=zx<number>tr<number>ub<number>dor",
    "curl -h authorization: bearer zx<number>tr<number>ub<number>dor",
    "tool eyjhbgcioijzx<number>nij<number>.eyjzdwiioiixin<number>.c<number>lnbmf<number>dxjl",
    "tool ghp_zx<number>trzxtr<number>ubzx<number>",
    "tool akiazx<number>trzxtr<number>ubzxq",
    "tool sk-proj-zx<number>trzxtr<number>ubzxqzxqz",
    "echo -----begin rsa private key-----zxtr",
  ])("masks what is left of a token in a template: %s", (text) => {
    expect(redactor().text(text)).toMatch(/<secret:[0-9a-f]{10}>$/);
    expect(redactor().text(text)).not.toMatch(/zx|tr|ub/);
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

  it("takes the first group of a profile's own pattern, wherever it stands, and leaves what is empty", () => {
    const own = redactor(undefined, { id: "id (\\d+) (of) \\1?", none: "q*" });
    expect(own.text("id 42 of 42")).toMatch(/^id <id:[0-9a-f]{10}> of 42$/);
  });

  it("masks as one what several patterns find in part", () => {
    const own = redactor(undefined, { left: "abcd", right: "cdefg" });
    expect(own.text("-abcdefg-")).toMatch(/^-<right:[0-9a-f]{10}>-$/);
  });

  it("changes nothing that it masked before", () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS), (a, b) => {
        const once = redactor().text(`${a} ${b}`);
        expect(redactor().text(once)).toBe(once);
      }),
    );
  });

  it("reads long texts in little time, whatever they repeat", () => {
    const pieces = String.raw`-|a-|a.|a:|"|\"|=|password |password=|password="|pass:| -| -p| --a-|net user x |net use \\a `;
    const others =
      "https://a:|://|eyJ|eyJ-|eyJaaaaaaaa.|mysql |sshpass -p |curl -u |-u a:|api-|<password |echo a |cookie:";
    for (const piece of [...pieces.split("|"), ...others.split("|")]) {
      const began = performance.now();
      redactor().text(piece.repeat(32_768 / piece.length));
      expect.soft(performance.now() - began, piece).toBeLessThan(1_000);
    }
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
