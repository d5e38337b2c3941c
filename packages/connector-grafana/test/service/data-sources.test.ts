import { isWinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { type DataSourceChoice, findDataSource } from "../../src/service/data-sources.ts";
import { answer, type Handler, withService } from "../support/service.ts";

const ALL = [
  { uid: "a1", name: "Loki", type: "loki" },
  { uid: "a2", name: "Twin", type: "loki" },
  { uid: "a3", name: "Twin", type: "mysql", jsonData: { timeField: "t" } },
  { uid: "Loki2", name: "Other", type: "loki" },
  { uid: "a5", name: "Loki2", type: "loki" },
];

const grafana: Handler = ({ url: { pathname } }, response) => {
  if (pathname === "/api/datasources") return answer(response, ALL);
  const found = ALL.find(({ uid }) => pathname === `/api/datasources/uid/${uid}`);
  return found === undefined ? answer(response, { message: "Data source not found" }, 404) : answer(response, found);
};

async function find(wanted: DataSourceChoice, handler: Handler = grafana): Promise<string> {
  let found = "";
  await withService(handler, async (client) => {
    try {
      const { uid, name, type } = await findDataSource(client, wanted);
      found = `${uid} ${name} ${type}`;
    } catch (error) {
      if (!isWinnowError(error)) throw error;
      found = error.format();
    }
  });
  return found;
}

describe("a data source", () => {
  it.each<[DataSourceChoice, string]>([
    ["Loki", "a1 Loki loki"],
    ["loki", "a1 Loki loki"],
    ["a3", "a3 Twin mysql"],
    [{ uid: "a2" }, "a2 Twin loki"],
    [{ uid: "zz", type: "loki" }, "zz zz loki"],
  ])("is found by name, uid, or taken as told: %j", async (wanted, found) => {
    expect(await find(wanted)).toBe(found);
  });

  it("has a name that does nothing in messages, whatever it is called", async () => {
    const hostile = [{ uid: "u", name: "a\u001b[31m\u202eb\nc", type: "loki" }];
    expect(await find("u", (_, response) => answer(response, hostile))).toBe("u a [31m b c loki");
  });

  it("of whose name there are several must be told by its uid", async () => {
    expect(await find("Twin")).toBe(
      'WN1538 Grafana: several data sources are called "Twin"\n' +
        "  Say which by its uid: a2 (Twin, loki), a3 (Twin, mysql).",
    );
    expect(await find("Loki2")).toContain('WN1538 Grafana: several data sources are called "Loki2"');
  });

  it.each<[DataSourceChoice]>([["Nothing"], [{ uid: "Nothing" }]])("that there is not: %j", async (wanted) => {
    expect(await find(wanted)).toBe(
      'WN1537 Grafana: there is no data source "Nothing"\n' +
        "  The token sees: Loki (loki), Twin (loki), Twin (mysql), Other (loki), Loki2 (loki). If it is one of another organisation, set orgId.",
    );
    expect(
      await find(wanted, (asked, response) =>
        asked.url.pathname.includes("uid") ? grafana(asked, response) : answer(response, []),
      ),
    ).toContain("The token sees no data source at all.");
  });

  it("of an answer that is none is an error", async () => {
    expect(await find("x", (_, response) => answer(response, {}))).toContain(
      "WN1544 Grafana: the answer cannot be used: it is no list (while listing the data sources)",
    );
    expect(await find("x", (_, response) => answer(response, [{ name: "x" }]))).toContain(
      "WN1544 Grafana: the answer cannot be used: a data source has no uid or no type (while looking up a data source)",
    );
  });
});
