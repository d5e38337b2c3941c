import type { TableSchemaFormat } from "@winnow/connector-sentinel";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";

export interface TableSchemaCommandOptions {
  readonly format: TableSchemaFormat;
  readonly table?: string;
}

/** `winnow sentinel table-schema`: what to deploy before rows can be written to Sentinel. */
export async function tableSchemaCommand({ format, table }: TableSchemaCommandOptions, io: Io): Promise<number> {
  const { tableSchema } = await import("@winnow/connector-sentinel");
  io.stdout.write(tableSchema(format, table));
  return EXIT.done;
}
