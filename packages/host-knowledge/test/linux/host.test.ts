import { describe, expect, it } from "vitest";
import { LINUX } from "../../src/index.ts";
import type { ProgramFacts } from "../../src/index.ts";

const program = (path: string): ProgramFacts => LINUX.program(path);

describe("places of Linux", () => {
  it.each([
    ["/usr/bin/curl", "system"],
    ["/bin/sh", "system"],
    ["/usr/lib/systemd/systemd", "system"],
    ["/usr/local/bin/app", "programs"],
    ["/opt/app/bin/app", "programs"],
    ["/etc/cron.daily/app", "system-other"],
    ["/var/lib/app/run", "program-data"],
    ["/var/www/html/x", "public"],
    ["/home/u/x", "user"],
    ["/home/u/Downloads/x", "downloads"],
    ["/root/x", "user"],
    ["/tmp/x", "temporary"],
    ["/usr/bin/../../tmp/x", "temporary"],
    ["//tmp//x", "temporary"],
    ["/dev/shm/.x", "temporary"],
    ["/run/user/1000/x", "temporary"],
    ["/mnt/x", "removable"],
    ["/proc/self/fd/3", "device"],
    ["/memfd:x (deleted)", "device"],
    ["/tmp/x (deleted)", "device"],
    ["/x", "root"],
    ["/data/x", "other"],
    ["curl", ""],
    ["/", ""],
    ["", ""],
  ])("%j lies in %j", (path, place) => {
    expect(program(path).place).toBe(place);
  });
});

describe("impostors and look-alikes on Linux", () => {
  it.each([
    ["/tmp/sshd", true, undefined],
    ["/home/u/python3.11", true, undefined],
    ["/usr/sbin/sshd", false, undefined],
    ["/usr/local/bin/python3", false, undefined],
    ["/usr/bin/chronyc", false, undefined],
    ["/tmp/app", false, undefined],
    ["/tmp/systemb", false, { of: "systemd", distance: 1 }],
    ["/usr/bin/5shd", false, { of: "sshd", distance: 0 }],
    ["/tmp/[kworker", false, { of: "kworker", distance: 0 }],
    ["/tmp/[kworker:0]", false, { of: "kworker", distance: 0 }],
    ["", false, undefined],
  ])("%j: %j, %j", (path, isImpostor, lookAlike) => {
    expect(program(path)).toMatchObject({ isImpostor, lookAlike });
  });

  it.each([
    ["/tmp/.x/run", true],
    ["/var/tmp/.../run", true],
    ["/home/u/ /run", true],
    ["/home/u/.local/bin/run", false],
    ["/usr/bin/run", false],
  ])("%j lies hidden: %j", (path, isHidden) => {
    expect(program(path).isHidden).toBe(isHidden);
  });

  it("tells tools and interpreters whatever their version", () => {
    expect(program("/usr/bin/python3.11")).toMatchObject({ isInterpreter: true, purposes: ["execution"] });
    expect(program("/usr/sbin/nginx")).toMatchObject({ opensDocuments: true, purposes: [] });
  });
});
