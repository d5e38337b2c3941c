import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { isWinnowError } from "@winnow/core";
import type { Report } from "../../state/report.ts";
import { rowMarks, selectedRows } from "../../state/selection.ts";
import { Text } from "../../text/text.tsx";
import { counted } from "../../text/words.ts";
import { readMarks, writeMarks } from "./marks-file.ts";
import { asCsv, asJson, rowsTable } from "./rows-file.ts";
import { saveText } from "./save.ts";

type Scope = "marked" | "selected" | "all";

/** What leaves the page, as files that the reader saves; and marks that come back. */
export function Exports({ report }: { readonly report: Report }): VNode {
  const [scope, setScope] = useState<Scope>("marked");
  const { name } = report.data.profile;
  const rows = rowsIn(report, scope);
  const table = (): ReturnType<typeof rowsTable> => rowsTable(report, rows, rowMarks.value);
  return (
    <section class="panel no-print" aria-labelledby="compare-exports-title">
      <h2 id="compare-exports-title">Take along</h2>
      <div class="panel-body compare-exports">
        <div>
          <h3>Rows</h3>
          <label>
            <span class="hidden-visually">Which rows</span>
            <select value={scope} onChange={({ currentTarget }) => setScope(currentTarget.value as Scope)}>
              <option value="marked">marked ({rowsIn(report, "marked").length})</option>
              <option value="selected">selected ({rowsIn(report, "selected").length})</option>
              <option value="all">all ({report.data.rows.length})</option>
            </select>
          </label>{" "}
          <button
            type="button"
            disabled={rows.length === 0}
            onClick={() => saveText(asCsv(table()), `${name}-rows.csv`, "text/csv")}
          >
            Save as CSV
          </button>{" "}
          <button
            type="button"
            disabled={rows.length === 0}
            onClick={() => saveText(asJson(table()), `${name}-rows.json`, "application/json")}
          >
            Save as JSON
          </button>
          <p class="muted">In CSV, cells that a spreadsheet would run as formulas get an apostrophe in front.</p>
        </div>
        <Marks report={report} />
      </div>
    </section>
  );
}

function rowsIn({ data }: Report, scope: Scope): readonly number[] {
  if (scope === "all") return data.rows.map((_, row) => row);
  return [...(scope === "marked" ? rowMarks.value.keys() : selectedRows.value)].sort((a, b) => a - b);
}

function Marks({ report }: { readonly report: Report }): VNode {
  const [said, setSaid] = useState("");
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    try {
      const { marks, missing } = readMarks(await file.text(), report);
      rowMarks.value = new Map([...rowMarks.peek(), ...marks]);
      setSaid(
        `${counted(marks.size, "mark")} read${missing === 0 ? "" : `, ${counted(missing, "row")} not found here`}.`,
      );
    } catch (error) {
      if (!isWinnowError(error)) throw error;
      setSaid(`${error.code} ${error.message}. ${error.hint}`);
    }
  };
  return (
    <div>
      <h3>Marks</h3>
      <button
        type="button"
        disabled={rowMarks.value.size === 0}
        onClick={() =>
          saveText(writeMarks(report, rowMarks.value), `${report.data.profile.name}-marks.yaml`, "application/yaml")
        }
      >
        Save as YAML
      </button>{" "}
      <label class="button compare-file">
        Read marks
        <input
          type="file"
          accept=".yaml,.yml"
          onChange={async ({ currentTarget }) => {
            await take(currentTarget.files?.[0]);
            currentTarget.value = "";
          }}
        />
      </label>
      <p class="muted" role="status">
        {said === "" ? (
          "Rows are found again by their exemplars, in another run by what they are."
        ) : (
          <Text value={said} />
        )}
      </p>
    </div>
  );
}
