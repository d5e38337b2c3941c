import { z } from "zod";

/** How to sign in. Secrets belong into the environment: `${env:NAME}`. */
export type AuthOptions =
  | { readonly kind: "default" }
  | { readonly kind: "client-secret"; readonly clientId: string; readonly secret: string }
  | {
      readonly kind: "certificate";
      readonly clientId: string;
      readonly certificate: string;
      readonly password?: string | undefined;
    }
  | { readonly kind: "managed-identity"; readonly clientId?: string | undefined }
  | { readonly kind: "token"; readonly token: string };

/** The cloud that a workspace is in. */
export type Cloud = "public" | "us-government" | "china";

/** What every plugin that talks to Azure Monitor needs to know of the way there. */
export interface ConnectionOptions {
  readonly auth: AuthOptions;
  readonly tenant?: string | undefined;
  readonly cloud: Cloud;
  readonly audience?: string | undefined;
  readonly authority?: string | undefined;
  readonly ca?: string | undefined;
}

const text = z.string().min(1);

/** An https address without credentials, query or fragment. */
export const httpsAddress: z.ZodType<string> = z.string().refine(isPlainHttps, "must be an https:// address");

function isPlainHttps(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return (
    url?.protocol === "https:" && url.username === "" && url.password === "" && url.search === "" && url.hash === ""
  );
}

const auth: z.ZodType<AuthOptions> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("default").describe("environment, workload or managed identity, then `az login`") }),
  z.strictObject({
    kind: z.literal("client-secret"),
    clientId: text.describe("application (client) id"),
    secret: text.describe("the secret's value: ${env:NAME}"),
  }),
  z.strictObject({
    kind: z.literal("certificate"),
    clientId: text.describe("application (client) id"),
    certificate: text.describe("PEM file with certificate and private key"),
    password: text.optional().describe("of the private key: ${env:NAME}"),
  }),
  z.strictObject({
    kind: z.literal("managed-identity"),
    clientId: text.optional().describe("of a user-assigned identity; the machine's own when left out"),
  }),
  z.strictObject({ kind: z.literal("token"), token: text.describe("a bearer token: ${env:NAME}") }),
]);

/** Keys of {@link ConnectionOptions}, for the schemas of plugins. */
export const connectionShape: {
  readonly auth: z.ZodType<AuthOptions>;
  readonly tenant: z.ZodType<string | undefined>;
  readonly cloud: z.ZodType<Cloud>;
  readonly audience: z.ZodType<string | undefined>;
  readonly authority: z.ZodType<string | undefined>;
  readonly ca: z.ZodType<string | undefined>;
} = {
  auth: auth.default({ kind: "default" }).describe("how to sign in: `kind` and what it needs"),
  tenant: text.optional().describe("tenant (directory) id or domain; needed for client-secret and certificate"),
  cloud: z.enum(["public", "us-government", "china"]).default("public").describe("which Azure"),
  audience: text.optional().describe("what tokens are made for; by the cloud when left out"),
  authority: httpsAddress.optional().describe("where to sign in; by the cloud when left out"),
  ca: text.optional().describe("PEM file of further certificate authorities to trust"),
};

/** A check for schemas: secrets and certificates belong to one tenant. */
export function tenantIsKnown({ auth: { kind }, tenant }: Pick<ConnectionOptions, "auth" | "tenant">): boolean {
  return tenant !== undefined || (kind !== "client-secret" && kind !== "certificate");
}

export const TENANT_MISSING = "tenant is needed for auth client-secret and certificate";
