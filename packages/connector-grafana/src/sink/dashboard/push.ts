import { saidIn, type GrafanaClient, type Reply } from "../../service/client.ts";
import { isNotPermitted } from "../../service/data-sources.ts";
import { member, parseExactly, textOf } from "../../service/json.ts";
import { permitted } from "../annotations/store.ts";
import { dashboardContested, dashboardRefused, foreignDashboard, mayNotWrite } from "../errors.ts";
import { WINNOW_TAG } from "../identity.ts";

/** A dashboard and where it goes. */
export interface Pushed {
  readonly uid: string;
  readonly folder: string | undefined;
  readonly spec: object;
}

/** Versions of the current API, the newest first: Grafana 13 has the first, 12 the second. */
const VERSIONS = ["v1", "v1beta1"];
/** Annotation that names the folder of a dashboard. */
const FOLDER = "grafana.app/folder";
const ATTEMPTS = 4;
const WHAT = "writing the dashboard";

/**
 * Writes a dashboard, in place of the one that Winnow wrote before, by the current API or, before Grafana 12, by the
 * old one.
 * @throws `WN1555` not permitted, `WN1556` changed by others again and again, `WN1557` not Winnow's, `WN1559` refused
 */
export async function pushDashboard(client: GrafanaClient, pushed: Pushed, namespace: string): Promise<void> {
  for (const version of VERSIONS) {
    const collection = `/apis/dashboard.grafana.app/${version}/namespaces/${namespace}/dashboards`;
    if ((await pushCurrent(client, pushed, collection)) === "done") return;
  }
  await pushLegacy(client, pushed);
}

interface Present {
  readonly resourceVersion: string;
  readonly folder: string | undefined;
}

async function pushCurrent(client: GrafanaClient, pushed: Pushed, collection: string): Promise<"done" | "no such API"> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const present = await lookedUp(client, pushed.uid, collection);
    if (present === "no such API") return present;
    const known = present === "unseen" ? undefined : present;
    const { status, body } = await sent(client, pushed, collection, known);
    if (status >= 200 && status <= 299) return "done";
    if (status === 404 && textOf(body, "kind") !== "Status") return "no such API";
    if (status === 409 && present === "unseen") throw mayNotWrite(UNSEEN);
    // Somebody made or changed it since it was looked up.
    if (status !== 409) throw refused(client, pushed, status, body);
  }
  throw dashboardContested({ uid: pushed.uid, attempts: ATTEMPTS });
}

/** What is lacking where a dashboard is there and may not be seen. */
const UNSEEN = { what: "look up dashboards", right: "dashboards:read" };

/** The dashboard as it is, `undefined` where there is none, `"unseen"` where Grafana does not say. */
async function lookedUp(
  client: GrafanaClient,
  uid: string,
  collection: string,
): Promise<Present | undefined | "unseen" | "no such API"> {
  const found = await asked(client, `${collection}/${uid}`);
  if (found === "unseen") return found;
  const { status, text } = found;
  const body = bodyOf(text);
  if (status === 404) return textOf(body, "kind") === "Status" ? undefined : "no such API";
  // Namespaces that are not the token's, and versions that are not served.
  if (status !== 200 || textOf(body, "kind") !== "Dashboard") return "no such API";
  refuseForeign(client, uid, member(body, "spec"));
  const metadata = member(body, "metadata");
  const folder = textOf(member(metadata, "annotations"), FOLDER);
  return { resourceVersion: textOf(metadata, "resourceVersion"), folder: folder === "" ? undefined : folder };
}

async function sent(
  client: GrafanaClient,
  { uid, folder, spec }: Pushed,
  collection: string,
  present: Present | undefined,
): Promise<Reply> {
  // Without a folder it would move to the top level.
  const place = folder ?? present?.folder;
  const annotations = place === undefined ? {} : { [FOLDER]: place };
  const version = present === undefined ? {} : { resourceVersion: present.resourceVersion };
  const body = { metadata: { name: uid, annotations, ...version }, spec };
  return writing(() =>
    present === undefined
      ? // A second attempt meets the dashboard of the first, which then is replaced.
        client.send("POST", collection, body, { what: WHAT, repeatable: true })
      : client.send("PUT", `${collection}/${uid}`, body, { what: WHAT }),
  );
}

/** `POST /api/dashboards/db`: all there is before Grafana 12, and there afterwards, too. */
async function pushLegacy(client: GrafanaClient, pushed: Pushed): Promise<void> {
  const { uid, folder, spec } = pushed;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const present = await legacyPresent(client, uid);
    const { version, folderUid } = present === "unseen" ? MISSING : present;
    const dashboard = { ...spec, uid, id: null, version };
    // Never by force: old versions would take any dashboard of the same title in the folder for the one to write over.
    const body = { dashboard, folderUid: folder ?? folderUid, overwrite: false, message: "Winnow" };
    const { status, body: said } = await writing(() =>
      client.send("POST", "/api/dashboards/db", body, { what: WHAT, repeatable: true }),
    );
    if (status >= 200 && status <= 299) return;
    if (status === 412 && present === "unseen") throw mayNotWrite(UNSEEN);
    if (status !== 412 || textOf(said, "status") !== "version-mismatch") throw refused(client, pushed, status, said);
  }
  throw dashboardContested({ uid, attempts: ATTEMPTS });
}

interface LegacyPresent {
  readonly version: unknown;
  /** Empty for the top level. */
  readonly folderUid: string;
}

const MISSING: LegacyPresent = { version: 0, folderUid: "" };

/** Version and folder of the dashboard that is replaced. */
async function legacyPresent(client: GrafanaClient, uid: string): Promise<LegacyPresent | "unseen"> {
  const answer = await asked(client, `/api/dashboards/uid/${uid}`);
  if (answer === "unseen") return answer;
  const { status, text } = answer;
  if (status !== 200) return MISSING;
  const body = bodyOf(text);
  const found = member(body, "dashboard");
  refuseForeign(client, uid, found);
  return { version: member(found, "version") ?? 0, folderUid: textOf(member(body, "meta"), "folderUid") };
}

/** While there is no dashboard at all, Grafana answers an editor that looks one up with 403. */
async function asked(
  client: GrafanaClient,
  path: string,
): Promise<{ readonly status: number; readonly text: string } | "unseen"> {
  try {
    return await client.text(path, {}, {}, { what: "looking for the dashboard of earlier runs" });
  } catch (error) {
    if (isNotPermitted(error)) return "unseen";
    throw error;
  }
}

async function writing(work: () => Promise<Reply>): Promise<Reply> {
  return permitted("write dashboards", "dashboards:create and :write", work);
}

function bodyOf(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

function refuseForeign(client: GrafanaClient, uid: string, spec: unknown): void {
  const tags = member(spec, "tags");
  if (Array.isArray(tags) && tags.includes(WINNOW_TAG)) return;
  throw foreignDashboard({ uid, title: JSON.stringify(client.quote(textOf(spec, "title"))) });
}

function refused(client: GrafanaClient, { uid }: Pushed, status: number, body: unknown): Error {
  return dashboardRefused({ uid, status, said: client.quote(saidIn(body)) });
}
