import type { ProcessNode, SessionNode } from "@winnow/process-graph";
import type { ComponentChildren, VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { Command } from "../../text/command.tsx";
import { Text } from "../../text/text.tsx";
import { count, counted, time } from "../../text/words.ts";
import { RowList } from "../map/row-list.tsx";
import type { ProcessTree } from "./model.ts";

interface DetailProperties {
  readonly report: Report;
  readonly tree: ProcessTree;
  readonly line: number;
}

/** Everything about the line that the reader is at. */
export function LineDetail({ report, tree, line }: DetailProperties): VNode {
  const known = tree.lines[line];
  const rows = known === undefined ? [] : tree.rowsOf(line);
  return (
    <aside class="processes-detail" aria-label="The line in the tree" tabIndex={0}>
      {known === undefined ? (
        <p class="muted">Nothing to describe.</p>
      ) : known.node === null ? (
        <HostFacts tree={tree} line={line} />
      ) : known.node.kind === "session" ? (
        <SessionFacts node={known.node} user={tree.forest.userOf(known.key)} />
      ) : (
        <ProcessFacts tree={tree} node={known.node} line={line} />
      )}
      {rows.length > 0 && (
        <>
          <h3>{rows.length === 1 ? "Its row" : "Its rows"}</h3>
          {rows.some(({ shown }) => shown) ? null : (
            <p class="muted">One of the events behind it; another one is shown.</p>
          )}
          <RowList report={report} rows={rows.map(({ row }) => row)} label="Rows of the process" selectable={false} />
        </>
      )}
    </aside>
  );
}

function HostFacts({ tree, line }: Omit<DetailProperties, "report">): VNode {
  const { host, end } = tree.lines[line]!;
  const below = tree.lines.slice(line + 1, end);
  return (
    <>
      <h2>
        <Text value={host === "" ? "(no host)" : host} />
      </h2>
      <Facts
        list={[
          ["Processes", count(below.filter(({ kind }) => kind === "process").length)],
          ["Sessions", count(below.filter(({ kind }) => kind === "session").length)],
        ]}
      />
    </>
  );
}

function SessionFacts({ node, user }: { readonly node: SessionNode; readonly user: string }): VNode {
  return (
    <>
      <h2>
        Session <Text value={node.name === "" ? node.logonId : node.name} />
      </h2>
      {!node.wellKnown && node.time === null && (
        <p class="muted">Known by its id alone: its logon is not among this run's events.</p>
      )}
      {node.wellKnown && <p class="muted">Every machine has it; nobody logs on to it.</p>}
      <Facts
        list={[
          ["Logon id", <Text key="id" value={node.logonId} />],
          ["Account", user === "" ? null : <Text key="user" value={user} />],
          ["Host", <Text key="host" value={node.host} />],
          ["First seen", node.seen === null ? null : `${time(node.seen, 3)} UTC`],
          ["Processes", count(node.processes)],
        ]}
      />
    </>
  );
}

function ProcessFacts({
  tree,
  node,
  line,
}: {
  readonly tree: ProcessTree;
  readonly node: ProcessNode;
  readonly line: number;
}): VNode {
  const { graph, sessionOf } = tree.forest.linked;
  const key = tree.lines[line]!.key;
  const session = sessionOf(key);
  const inside = session === undefined ? undefined : (graph.getNodeAttributes(session) as SessionNode);
  const uncertain = graph.inEdges(key).some((edge) => graph.getEdgeAttribute(edge, "ambiguous"));
  const children = graph.outDegree(key);
  return (
    <>
      <h2>
        <Text value={node.name === "" ? "(no name)" : node.name} />
      </h2>
      {node.kind === "missing" && (
        <p class="notice">
          Nobody recorded its start: it is known only from what {counted(children, "child", "children")} say.
        </p>
      )}
      {uncertain && <p class="notice">Several processes could be its parent; the records do not tell which.</p>}
      {node.commandLine !== "" && (
        <p class="mono processes-command">
          <Command value={node.commandLine} />
        </p>
      )}
      <Facts
        list={[
          ["Started", node.time === null ? null : `${time(node.time, 3)} UTC`],
          ["First child", node.kind === "missing" && node.seen !== null ? `${time(node.seen, 3)} UTC` : null],
          ["Program", node.executable === "" ? null : <Text key="program" value={node.executable} />],
          ["Process id", node.pid === "" ? null : <Text key="pid" value={node.pid} />],
          ["Account", node.user === "" ? null : <Text key="user" value={node.user} />],
          [
            "Session",
            inside === undefined ? null : (
              <span key="session">
                <Text value={inside.logonId} />
                {inside.name !== "" && (
                  <>
                    {" "}
                    (<Text value={inside.name} />)
                  </>
                )}
              </span>
            ),
          ],
          ["Host", node.host === "" ? null : <Text key="host" value={node.host} />],
          ["Started by it", counted(children, "process", "processes")],
          ["Records", node.events.length > 1 ? count(node.events.length) : null],
        ]}
      />
    </>
  );
}

/** What is `null` is left out. */
function Facts({ list }: { readonly list: readonly (readonly [title: string, value: ComponentChildren])[] }): VNode {
  return (
    <dl class="facts">
      {list.map(([title, value]) =>
        value === null ? null : (
          <div key={title} class="fact">
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
