// @ts-check
import { defineFieldMap } from "@winnow/core";

/** What the columns mean, ECS style; what ECS has no name for, by Zeek's. */
export const fieldMap = defineFieldMap({
  name: "zeek-conn",
  summary: "Connections in Zeek's conn.log",
  event: "network-connection",
  requires: ["ts", "id.orig_h", "id.resp_h", "id.resp_p", "proto", "conn_state"],
  fields: {
    "@timestamp": "ts",
    "event.id": "uid",
    "source.ip": "id.orig_h",
    "source.port": "id.orig_p",
    "source.bytes": "orig_bytes",
    "destination.ip": "id.resp_h",
    "destination.port": "id.resp_p",
    "destination.bytes": "resp_bytes",
    "network.transport": "proto",
    "network.protocol": "service",
    "zeek.connection.duration": "duration",
    "zeek.connection.state": "conn_state",
    "zeek.connection.history": "history",
    "zeek.connection.local_responder": "local_resp",
    "zeek.pair.connections": "pair_connections",
    "zeek.pair.interval": "pair_interval",
    "zeek.pair.regularity": "pair_regularity",
  },
});
