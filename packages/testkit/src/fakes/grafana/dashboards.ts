import { forbidden, type FakeToken } from "./access.ts";
import { bodyOf, json, type Answer, type FakeRequest } from "./answer.ts";

/** A dashboard as the service keeps it. */
export interface StoredDashboard {
  readonly uid: string;
  readonly folder: string | undefined;
  /** Counts how often it was written. */
  readonly version: number;
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface Folder {
  readonly uid: string;
  readonly title: string;
}

const GROUP = "dashboard.grafana.app";

/** The dashboards of one organisation, behind both of their APIs. */
export class DashboardStore {
  readonly #dashboards = new Map<string, StoredDashboard>();
  readonly #folders: readonly Folder[];
  /** Versions of the current API that are there; none before Grafana 12. */
  readonly #versions: readonly string[];
  readonly #namespace: string;

  constructor(majorVersion: number, namespace: string, folders: readonly Folder[] = []) {
    this.#versions = majorVersion >= 13 ? ["v1", "v1beta1"] : majorVersion === 12 ? ["v1beta1"] : [];
    this.#namespace = namespace;
    this.#folders = folders;
  }

  all(): readonly StoredDashboard[] {
    return [...this.#dashboards.values()];
  }

  has(uid: string): boolean {
    return this.#dashboards.has(uid);
  }

  answer(caller: FakeToken, path: string, request: FakeRequest): Answer {
    if (request.method === "GET" && this.#isHidden(caller)) return forbidden("dashboards:read");
    if (path.startsWith("/apis/")) return this.#answerCurrent(path, request);
    if (path === "/api/dashboards/db" && request.method === "POST") return this.#saveLegacy(request);
    const uid = /^\/api\/dashboards\/uid\/([^/]+)$/.exec(path)?.[1];
    const stored = uid === undefined ? undefined : this.#dashboards.get(uid);
    if (stored === undefined) return json({ message: "Dashboard not found", status: "not-found" }, 404);
    if (request.method === "DELETE") {
      this.#dashboards.delete(stored.uid);
      return json({ title: stored.spec["title"], message: "Dashboard deleted" });
    }
    return json({
      dashboard: { ...stored.spec, uid, version: stored.version },
      meta: { folderUid: stored.folder ?? "" },
    });
  }

  answerFolder({ role }: FakeToken, path: string): Answer {
    if (path === "/api/folders") return json(this.#folders);
    const folder = this.#folders.find(({ uid }) => path === `/api/folders/${uid}`);
    // Permissions on a folder are those of the folder, which is not there.
    if (folder === undefined && role !== "Admin") return forbidden("folders:read");
    return folder === undefined ? json({ message: "folder not found", status: "not-found" }, 404) : json(folder);
  }

  /** While there is no dashboard at all, those who are no administrators are refused rather than told. */
  #isHidden({ role }: FakeToken): boolean {
    return this.#dashboards.size === 0 && role !== "Admin";
  }

  #answerCurrent(path: string, request: FakeRequest): Answer {
    const found = /^\/apis\/dashboard\.grafana\.app\/([^/]+)\/namespaces\/([^/]+)\/dashboards(?:\/([^/]+))?$/.exec(
      path,
    );
    if (found === null || !this.#versions.includes(found[1]!)) return notServed();
    if (found[2] !== this.#namespace) return status(403, "Forbidden", `user is not allowed in namespace ${found[2]}`);
    const [, version, , uid] = found;
    if (request.method === "POST" && uid === undefined) return this.#create(version!, request);
    if (uid === undefined) return status(405, "MethodNotAllowed", "the server does not allow this method");
    const stored = this.#dashboards.get(uid);
    if (stored === undefined) return status(404, "NotFound", `dashboards.${GROUP} "${uid}" not found`);
    if (request.method === "GET") return json(this.#resource(version!, stored));
    if (request.method === "PUT") return this.#update(version!, stored, request);
    return status(405, "MethodNotAllowed", "the server does not allow this method");
  }

  #create(version: string, request: FakeRequest): Answer {
    const { metadata, spec } = resourceOf(request);
    const uid = metadata.name ?? `generated-${this.#dashboards.size + 1}`;
    if (this.#dashboards.has(uid)) {
      return status(409, "AlreadyExists", `dashboards.${GROUP} "${uid}" already exists`);
    }
    const folder = metadata.annotations?.["grafana.app/folder"];
    return this.#refusedFolder(folder) ?? json(this.#resource(version, this.#put(uid, folder, spec)), 201);
  }

  #update(version: string, stored: StoredDashboard, request: FakeRequest): Answer {
    const { metadata, spec } = resourceOf(request);
    if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== String(stored.version)) {
      const message = `Operation cannot be fulfilled on dashboards.${GROUP} "${stored.uid}": the object has been modified`;
      return status(409, "Conflict", message);
    }
    const folder = metadata.annotations?.["grafana.app/folder"];
    return this.#refusedFolder(folder) ?? json(this.#resource(version, this.#put(stored.uid, folder, spec)));
  }

  #saveLegacy(request: FakeRequest): Answer {
    const { dashboard, folderUid, overwrite } = bodyOf(request);
    const spec = dashboard as Readonly<Record<string, unknown>>;
    if (typeof spec?.["title"] !== "string" || spec["title"] === "") {
      return json({ message: "Dashboard title cannot be empty", status: "empty-name" }, 400);
    }
    const uid = typeof spec["uid"] === "string" ? spec["uid"] : `generated-${this.#dashboards.size + 1}`;
    const stored = this.#dashboards.get(uid);
    if (stored !== undefined && overwrite !== true && spec["version"] !== stored.version) {
      const message = "The dashboard has been changed by someone else";
      return json({ message, status: "version-mismatch" }, 412);
    }
    const folder = typeof folderUid === "string" && folderUid !== "" ? folderUid : undefined;
    if (folder !== undefined && !this.#hasFolder(folder)) return json({ message: "folder not found" }, 400);
    const { version } = this.#put(uid, folder, spec);
    return json({ id: 1, uid, url: `/d/${uid}/dashboard`, status: "success", version, slug: "dashboard" });
  }

  #put(uid: string, folder: string | undefined, spec: StoredDashboard["spec"]): StoredDashboard {
    const stored = { uid, folder, spec, version: (this.#dashboards.get(uid)?.version ?? 0) + 1 };
    this.#dashboards.set(uid, stored);
    return stored;
  }

  #refusedFolder(folder: string | undefined): Answer | undefined {
    if (folder === undefined || this.#hasFolder(folder)) return undefined;
    return status(404, "NotFound", `folders.folder.grafana.app "${folder}" not found`);
  }

  #hasFolder(folder: string): boolean {
    return this.#folders.some(({ uid }) => uid === folder);
  }

  #resource(version: string, { uid, folder, spec, version: count }: StoredDashboard): unknown {
    return {
      kind: "Dashboard",
      apiVersion: `${GROUP}/${version}`,
      metadata: {
        name: uid,
        namespace: this.#namespace,
        uid: `${uid}-uid`,
        resourceVersion: String(count),
        generation: count,
        annotations: folder === undefined ? {} : { "grafana.app/folder": folder },
      },
      spec,
    };
  }
}

interface Resource {
  readonly metadata: {
    readonly name?: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

function resourceOf(request: FakeRequest): Resource {
  const { metadata, spec } = bodyOf(request);
  return { metadata: (metadata ?? {}) as Resource["metadata"], spec: (spec ?? {}) as Resource["spec"] };
}

function notServed(): Answer {
  return { status: 404, body: "404 page not found\n", headers: { "content-type": "text/plain; charset=utf-8" } };
}

function status(code: number, reason: string, message: string): Answer {
  return json({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code }, code);
}
