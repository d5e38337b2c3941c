// @ts-check
import { defineFieldMap } from "@winnow/core";

/** What the columns of the connector mean, ECS style. */
export const fieldMap = defineFieldMap({
  name: "web-access",
  summary: "Requests in web access logs",
  event: "web-request",
  requires: ["client", "status", "agent"],
  fields: {
    "@timestamp": "time",
    "source.ip": "client",
    "user.name": "user",
    "http.request.method": "method",
    "http.request.referrer": "referer",
    "http.response.status_code": "status",
    "http.response.bytes": "bytes",
    "url.original": "path",
    "user_agent.original": "agent",
  },
});
