import { describe, expect, it } from "vitest";
import { grafanaConnector } from "../../src/index.ts";

const BASE = { url: "https://grafana.example.com", token: "t", dataSource: "Loki" };

async function issuesOf(options: unknown): Promise<readonly string[]> {
  const result = await grafanaConnector.options["~standard"].validate(options);
  return result.issues?.map(({ message, path }) => `${(path ?? []).join(".")}: ${message}`) ?? [];
}

describe("the options of the connector", () => {
  it.each([
    BASE,
    { ...BASE, url: "http://localhost:3000/grafana/", query: "{a=`b`}", since: "7d", until: "2024-05-01", lag: "30s" },
    {
      ...BASE,
      dataSource: { uid: "u", type: "loki" },
      parse: { pattern: "<a> <b>" },
      unpack: true,
      transport: "query",
    },
    { ...BASE, parse: { regexp: "(?P<a>.)" }, widestSlice: "6h", limit: 1000 },
    { ...BASE, model: { anything: [1] }, timeColumn: "t" },
  ])("take %j", async (options) => {
    expect(await issuesOf(options)).toEqual([]);
  });

  it.each<[object, readonly string[]]>([
    [{ ...BASE, url: "ftp://x" }, ["url: must be an http or https address without user, password, query and fragment"]],
    [
      { ...BASE, url: "https://user:secret@x" },
      ["url: must be an http or https address without user, password, query and fragment"],
    ],
    [{ ...BASE, token: "a b" }, ["token: must be a token: printable ASCII without spaces"]],
    [{ ...BASE, query: "a", model: {} }, [": query and model exclude each other"]],
    [{ ...BASE, since: "yesterday" }, ["since: must be an ISO 8601 time, or an age such as 30m, 12h, 7d or 2w"]],
    [{ ...BASE, lag: "1" }, ["lag: must be a duration such as 30m, 12h, 7d or 2w"]],
    [{ ...BASE, quer: "a" }, [': Unrecognized key: "quer"']],
  ])("refuse %j", async (options, issues) => {
    expect(await issuesOf(options)).toEqual(issues);
  });

  it("refuse patterns that capture nothing or cannot be told apart", async () => {
    expect(await issuesOf({ ...BASE, parse: { pattern: "<a><b>" } })).not.toEqual([]);
    expect(await issuesOf({ ...BASE, parse: { pattern: "none" } })).not.toEqual([]);
  });

  it("describe themselves to editors", () => {
    const schema = grafanaConnector.options["~standard"].jsonSchema.input({ target: "draft-07" });
    expect(Object.keys((schema as { properties: object }).properties)).toEqual(
      expect.arrayContaining(["url", "token", "dataSource", "query", "model", "since", "parse"]),
    );
  });
});
