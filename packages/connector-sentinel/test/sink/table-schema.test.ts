import { describe, expect, it } from "vitest";
import { tableSchema } from "../../src/index.ts";
import { COLUMNS } from "../../src/sink/columns.ts";

interface Column {
  readonly name: string;
  readonly type: string;
}

interface Template {
  readonly parameters: Readonly<Record<string, { readonly defaultValue?: string }>>;
  readonly resources: readonly {
    readonly type: string;
    readonly name: string;
    readonly kind?: string;
    readonly properties: {
      readonly schema?: { readonly name: string; readonly columns: readonly Column[] };
      readonly streamDeclarations?: Readonly<Record<string, { readonly columns: readonly Column[] }>>;
      readonly dataFlows?: readonly object[];
    };
  }[];
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
}

const NAMES = COLUMNS.map(({ name }) => name);

describe("the table's definition", () => {
  it("as JSON has table, rule and role, all of one list of columns", () => {
    const template = JSON.parse(tableSchema("json")) as Template;
    const [table, rule, role] = template.resources;
    expect(template.resources.map(({ type }) => type)).toEqual([
      "Microsoft.OperationalInsights/workspaces/tables",
      "Microsoft.Insights/dataCollectionRules",
      "Microsoft.Authorization/roleAssignments",
    ]);
    expect(table!.properties.schema!.name).toBe("Winnow_CL");
    expect(table!.properties.schema!.columns.map(({ name }) => name)).toEqual(NAMES);
    expect(table!.properties.schema!.columns[0]).toMatchObject({ name: "TimeGenerated", type: "dateTime" });
    expect(rule!.kind).toBe("Direct");
    const stream = rule!.properties.streamDeclarations!["Custom-Winnow_CL"]!;
    expect(stream.columns).toEqual(COLUMNS.map(({ name, type }) => ({ name, type })));
    expect(rule!.properties.dataFlows).toEqual([
      {
        streams: ["Custom-Winnow_CL"],
        destinations: ["workspace"],
        transformKql: "source",
        outputStream: "Custom-Winnow_CL",
      },
    ]);
    expect(role!.name).toContain("3913510d-42f4-4e42-8a64-420c390055eb");
    expect(Object.keys(template.outputs)).toEqual(["rule", "endpoint", "stream"]);
    expect(Object.keys(template.parameters)).toEqual(["workspaceName", "location", "ruleName", "publisherId"]);
  });

  it("as Bicep says the same, bracket for bracket", () => {
    const text = tableSchema("bicep");
    const inTable = text.slice(text.indexOf("resource table"), text.indexOf("resource rule"));
    const inRule = text.slice(text.indexOf("resource rule"), text.indexOf("resource publisher"));
    const columnsIn = (part: string): string[] =>
      [...part.matchAll(/\{ name: '(\w+)', type: '(\w+)'/g)].map(([, name, type]) => `${name}:${type}`);
    expect(columnsIn(inTable)).toEqual(
      COLUMNS.map(({ name, type }) => `${name}:${type === "datetime" ? "dateTime" : type}`),
    );
    expect(columnsIn(inRule)).toEqual(COLUMNS.map(({ name, type }) => `${name}:${type}`));
    const outside = text.replaceAll(/'(?:[^'\\]|\\.)*'/g, "''");
    for (const [open, close] of ["{}", "[]", "()"]) {
      expect(outside.split(open!).length).toBe(outside.split(close!).length);
    }
    expect(text).toContain("output endpoint string = rule.properties.endpoints.logsIngestion");
  });

  it("takes another name, in every place", () => {
    for (const format of ["bicep", "json"] as const) {
      const text = tableSchema(format, "Rare_CL");
      expect(text).not.toContain("Winnow_CL");
      expect(text).toContain("Custom-Rare_CL");
    }
  });

  it.each(["Winnow", "1_CL", "a'b_CL", "x".repeat(43) + "_CL", ""])("refuses the name %j", (table) => {
    expect(() => tableSchema("bicep", table)).toThrow(
      expect.objectContaining({
        code: "WN1596",
        message: `a custom table cannot be called ${JSON.stringify(table)}`,
        hint: "Use letters, digits and underscores, start with a letter, end in _CL, and stay within 45 characters: Winnow_CL.",
      }),
    );
  });
});
