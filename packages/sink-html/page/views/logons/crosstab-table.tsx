import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { facetsOf } from "../../state/facets.ts";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { visible } from "../../text/visible.ts";
import { count, counted } from "../../text/words.ts";
import { asCsv } from "../compare/rows-file.ts";
import { saveText } from "../compare/save.ts";
import { crosstab, sortedRows, type Crosstab, type CrosstabKey } from "./crosstab.ts";
import { typeName } from "./words.ts";

interface Order {
  readonly key: CrosstabKey;
  readonly descending: boolean;
}

/** More rows than anybody reads; the file has all. */
const MOST = 200;

/** How many logons of which type each account has: the seed's table. */
export function CrosstabTable({ report }: { readonly report: Report }): VNode {
  const byType = report.hasField("winlog.logon.type");
  const account = facetsOf(report.data).find(({ id }) => id === "account");
  const rowField = account?.field ?? "user.name";
  const columnField = byType ? "winlog.logon.type" : "event.outcome";
  const table = useMemo(() => crosstab(report.data, rowField, columnField), [report]);
  const [order, setOrder] = useState<Order>({ key: "total", descending: true });
  const rows = sortedRows(table, order.key, order.descending);
  const by = (key: CrosstabKey): void =>
    setOrder({ key, descending: key === order.key ? !order.descending : key !== "name" });
  const title = (column: string): string => columnTitle(column, byType);
  return (
    <section class="panel" aria-labelledby="logons-table-title">
      <header class="logons-table-head">
        <h2 id="logons-table-title">{byType ? "Logon types by account" : "Outcomes by account"}</h2>
        <button
          type="button"
          class="no-print"
          onClick={() => saveText(asCsv(asTable(table, title)), `${report.data.profile.name}-logons.csv`, "text/csv")}
        >
          Save as CSV
        </button>
      </header>
      <div class="panel-body">
        <p class="muted">{sayHow(table)}</p>
        <div class="logons-table-scroll" tabIndex={0} role="region" aria-labelledby="logons-table-title">
          <table class="table logons-table">
            <thead>
              <tr>
                <Head title="Account" name="name" order={order} sort={by} />
                {table.columns.map((column, at) => (
                  <Head key={at} title={title(column)} name={at} order={order} sort={by} />
                ))}
                <Head title="Total" name="total" order={order} sort={by} />
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MOST).map(({ name, counts, total }) => (
                <tr key={name}>
                  <th scope="row">
                    <Text value={name === "" ? null : name} most={80} missing="(none)" />
                  </th>
                  {counts.map((events, at) => (
                    <td key={at} class={`number ${events === 0 ? "muted" : ""}`}>
                      {count(events)}
                    </td>
                  ))}
                  <td class="number">{count(total)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">All {counted(table.rows.length, "account")}</th>
                {table.totals.map((events, at) => (
                  <td key={at} class="number">
                    {count(events)}
                  </td>
                ))}
                <td class="number">{count(table.total)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
        {rows.length > MOST && (
          <p class="muted">
            The first {count(MOST)} of {count(rows.length)} accounts; the file has all.
          </p>
        )}
      </div>
    </section>
  );
}

interface HeadProperties {
  readonly title: string;
  readonly name: CrosstabKey;
  readonly order: Order;
  readonly sort: (key: CrosstabKey) => void;
}

function Head({ title, name, order, sort }: HeadProperties): VNode {
  const sorted = order.key === name;
  return (
    <th
      scope="col"
      class={name === "name" ? "" : "number"}
      aria-sort={sorted ? (order.descending ? "descending" : "ascending") : "none"}
    >
      <button type="button" class="quiet head" onClick={() => sort(name)}>
        <Text value={title} most={40} />
        <span aria-hidden="true" class="arrow">
          {sorted ? (order.descending ? "↓" : "↑") : ""}
        </span>
      </button>
    </th>
  );
}

function columnTitle(column: string, byType: boolean): string {
  if (column === "") return byType ? "No type" : "No outcome";
  const name = byType ? typeName(column) : "";
  return name === "" ? column : `${column} ${name}`;
}

const HOW: Readonly<Record<Crosstab["by"], string>> = {
  event: "Every event counted.",
  groups: "Every event counted, by the groups of equal events.",
  exemplar:
    "The page holds too little to count exactly: events are counted as the one that stands for their group or row.",
};

function sayHow({ by, total }: Crosstab): string {
  return `${counted(total, "logon")}. ${HOW[by]}`;
}

function asTable(
  { columns, rows, totals, total }: Crosstab,
  title: (column: string) => string,
): Parameters<typeof asCsv>[0] {
  return {
    columns: ["Account", ...columns.map((column) => visible(title(column))), "Total"],
    rows: [...rows.map(({ name, counts, total: own }) => [name, ...counts, own]), ["Total", ...totals, total]],
  };
}
