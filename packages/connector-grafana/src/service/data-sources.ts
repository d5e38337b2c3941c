import { isWinnowError } from "@winnow/core";
import { ambiguousDataSource, noSuchAddress, notPermitted, unknownDataSource, unusableAnswer } from "../errors.ts";
import type { GrafanaClient } from "./client.ts";
import { isObject, type JsonObject, member, textOf } from "./json.ts";

/** A data source of Grafana, as far as asking it needs. */
export interface DataSource {
  readonly uid: string;
  /** What it is called; its uid where the token may not see the name. */
  readonly name: string;
  /** The plugin's id: `loki`, `elasticsearch`, `grafana-azure-monitor-datasource`, … */
  readonly type: string;
  /** Its settings, as far as they are shown. */
  readonly settings: JsonObject;
}

/** Which data source is meant: by its name or uid, or by its uid alone, or by uid and type so that nothing is looked up. */
export type DataSourceChoice = string | { readonly uid: string; readonly type?: string | undefined };

/**
 * @throws `WN1537` when there is no such data source, `WN1538` when several have the name, `WN1535` when the token may not
 *   look them up and the type is not given
 */
export async function findDataSource(client: GrafanaClient, wanted: DataSourceChoice): Promise<DataSource> {
  const found = await find(client, wanted);
  // From here on its name stands in messages only.
  return { ...found, name: client.quote(found.name) };
}

async function find(client: GrafanaClient, wanted: DataSourceChoice): Promise<DataSource> {
  if (typeof wanted === "string") return oneOf(await listDataSources(client), wanted, client);
  const { uid, type } = wanted;
  if (type !== undefined) return { uid, name: uid, type, settings: {} };
  try {
    const found = await client.get(
      `/api/datasources/uid/${encodeURIComponent(uid)}`,
      {},
      { what: `looking up data source ${client.quote(uid)}` },
    );
    return dataSourceOf(found);
  } catch (error) {
    if (!isWinnowError(error) || error.code !== noSuchAddress.spec.code) throw error;
    return oneOf(await listDataSources(client), uid, client);
  }
}

/** All data sources that the token sees. */
export async function listDataSources(client: GrafanaClient): Promise<readonly DataSource[]> {
  const what = "listing the data sources";
  const listed = await client.get("/api/datasources", {}, { what });
  if (!Array.isArray(listed)) throw unusableAnswer({ what, reason: "it is no list" });
  return listed.map(dataSourceOf);
}

/** The number that a data source has besides its uid; `undefined` where the token may not see it. */
export async function numberOf(client: GrafanaClient, { uid }: DataSource): Promise<number | undefined> {
  const path = `/api/datasources/uid/${encodeURIComponent(uid)}`;
  try {
    const id = member(await client.get(path, {}, { what: `looking up data source ${client.quote(uid)}` }), "id");
    return typeof id === "number" ? id : undefined;
  } catch (error) {
    if (isNotPermitted(error) || (isWinnowError(error) && error.code === noSuchAddress.spec.code)) return undefined;
    throw error;
  }
}

function dataSourceOf(found: unknown): DataSource {
  const [uid, type] = [textOf(found, "uid"), textOf(found, "type")];
  if (uid === "" || type === "") {
    throw unusableAnswer({ what: "looking up a data source", reason: "a data source has no uid or no type" });
  }
  const settings = member(found, "jsonData");
  return { uid, type, name: textOf(found, "name") || uid, settings: isObject(settings) ? settings : {} };
}

const MOST_NAMED = 20;

function oneOf(all: readonly DataSource[], wanted: string, client: GrafanaClient): DataSource {
  const byUid = all.find(({ uid }) => uid === wanted);
  const named = all.filter(({ name }) => name === wanted);
  const matches = named.length > 0 ? named : all.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (byUid !== undefined && matches.every(({ uid }) => uid === wanted)) return byUid;
  const quoted = JSON.stringify(client.quote(wanted));
  if (byUid === undefined && matches.length === 1) return matches[0]!;
  if (byUid === undefined && matches.length === 0) {
    const known = all.slice(0, MOST_NAMED).map(({ name, type }) => client.quote(`${name} (${type})`));
    throw unknownDataSource({ wanted: quoted, known: known.join(", ") + (all.length > MOST_NAMED ? ", …" : "") });
  }
  const candidates = new Set([...(byUid === undefined ? [] : [byUid]), ...matches]);
  const described = [...candidates].map(({ uid, name, type }) => client.quote(`${uid} (${name}, ${type})`));
  throw ambiguousDataSource({ wanted: quoted, matches: described.join(", ") });
}

/** Whether an error says that the token may not look data sources up. */
export function isNotPermitted(error: unknown): boolean {
  return isWinnowError(error) && error.code === notPermitted.spec.code;
}
