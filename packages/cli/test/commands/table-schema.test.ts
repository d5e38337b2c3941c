import { describe, expect, it } from "vitest";
import { winnow } from "../io.ts";

describe("winnow sentinel table-schema", () => {
  it("prints Bicep", async () => {
    const { exitCode, stdout, stderr } = await winnow(["sentinel", "table-schema"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("resource table 'Microsoft.OperationalInsights/workspaces/tables@2022-10-01' = {");
    expect(stdout).toContain("name: 'Winnow_CL'");
  });

  it("prints an ARM template for a table of another name", async () => {
    const { exitCode, stdout } = await winnow(["sentinel", "table-schema", "--format", "json", "--table", "Rare_CL"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outputs: { stream: { value: "Custom-Rare_CL" } } });
  });

  it("says which names and formats there are", async () => {
    expect(await winnow(["sentinel", "table-schema", "--table", "Rare"])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        'WN1596 a custom table cannot be called "Rare"\n' +
        "  Use letters, digits and underscores, start with a letter, end in _CL, and stay within 45 characters: Winnow_CL.\n",
    });
    const { exitCode, stderr } = await winnow(["sentinel", "table-schema", "--format", "yaml"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Allowed choices are bicep, json");
  });
});
