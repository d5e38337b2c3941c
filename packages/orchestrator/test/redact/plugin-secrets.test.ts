import { describe, expect, it } from "vitest";
import { withoutPluginSecrets } from "../../src/redact/plugin-secrets.ts";

describe("the profile in a manifest", () => {
  it("bears no secret of source and sinks that is written out in it", () => {
    const document = {
      name: "p",
      source: { use: "grafana", with: { url: "https://example.com", token: "glsa_written_out", query: "token" } },
      sinks: [
        { use: "sentinel", with: { auth: { kind: "client-secret", clientId: "app", secret: "written out" } } },
        { use: "other", with: { clientSecret: "written out", apiKey: "written out", timeColumn: "t" } },
        "csv",
      ],
    };
    const left = "(left out: a secret)";
    expect(withoutPluginSecrets(document)).toEqual({
      name: "p",
      source: { use: "grafana", with: { url: "https://example.com", token: left, query: "token" } },
      sinks: [
        { use: "sentinel", with: { auth: { kind: "client-secret", clientId: "app", secret: left } } },
        { use: "other", with: { clientSecret: left, apiKey: left, timeColumn: "t" } },
        "csv",
      ],
    });
  });

  it("says from which variables secrets are taken, and keeps everything else", () => {
    const document = {
      source: { use: "grafana", with: { token: "${env:GRAFANA_TOKEN}", tokens: ["a"], limit: 3 } },
      redact: { secrets: ["tokens"] },
      features: [{ use: "text", with: { token: "x" } }],
    };
    expect(withoutPluginSecrets(document)).toEqual(document);
    expect(withoutPluginSecrets({ name: "p" })).toEqual({ name: "p" });
  });
});
