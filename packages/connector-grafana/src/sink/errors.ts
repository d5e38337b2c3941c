import { defineError, type ErrorFactory } from "@winnow/core";

const saying = (said: string): string => (said === "" ? "" : `: ${said}`);

export const noTimes: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1553",
  summary: "Annotations were asked for of a result in which no row has a time.",
  message: () => "Grafana annotations: no row of the result has a time, so there is no place for them",
  hint: () => "Bind @timestamp in the profile's fields to the column that holds the time, or leave this sink out.",
});

export const annotationRefused: ErrorFactory<{ status: number; said: string; done: number; of: number }> = defineError({
  code: "WN1554",
  summary: "Grafana refused an annotation as wrong. Those before it are written; a second run goes on from there.",
  message: ({ status, said, done, of }) =>
    `Grafana annotations: number ${done + 1} of ${of} was refused (${status})${saying(said)}`,
  hint: () => "Check dashboardUid, panelId and tags. Running again doubles nothing.",
});

export const mayNotWrite: ErrorFactory<{ what: string; right: string }> = defineError({
  code: "WN1555",
  summary: "The service account may not write annotations or dashboards.",
  message: ({ what, right }) => `Grafana: the token may not ${what}; it lacks ${right}`,
  hint: () =>
    "Give the service account the role Editor, or these permissions. Reading events needs less: use two tokens.",
});

export const dashboardContested: ErrorFactory<{ uid: string; attempts: number }> = defineError({
  code: "WN1556",
  summary: "The dashboard was changed by others between being read and being written, again and again.",
  message: ({ uid, attempts }) =>
    `Grafana dashboard ${uid}: it was changed by others during each of ${attempts} attempts`,
  hint: () => "Run again when nobody else writes it.",
});

export const foreignDashboard: ErrorFactory<{ uid: string; title: string }> = defineError({
  code: "WN1557",
  summary: "A dashboard of this uid exists that Winnow did not make. It is left as it is.",
  message: ({ uid, title }) => `Grafana dashboard ${uid}: there is one of this uid that is not Winnow's: ${title}`,
  hint: () => 'Choose another uid. To let Winnow replace that dashboard, give it the tag "winnow" in Grafana.',
});

export const noSuchFolder: ErrorFactory<{ folder: string }> = defineError({
  code: "WN1558",
  summary: "The folder that the dashboard shall go to does not exist, or the token does not see it.",
  message: ({ folder }) => `Grafana dashboard: there is no folder with the uid ${folder}`,
  hint: () => "The uid of a folder stands in its address: /dashboards/f/UID. Leave folder out for the top level.",
});

export const dashboardRefused: ErrorFactory<{ uid: string; status: number; said: string }> = defineError({
  code: "WN1559",
  summary: "Grafana refused the dashboard.",
  message: ({ uid, status, said }) => `Grafana dashboard ${uid}: it was refused (${status})${saying(said)}`,
  hint: () => "The text is Grafana's own. Check uid, folder and orgId.",
});

export const noSuchDashboard: ErrorFactory<{ uid: string }> = defineError({
  code: "WN1598",
  summary: "The dashboard for the annotations does not exist, or the token does not see it.",
  message: ({ uid }) => `Grafana annotations: there is no dashboard with the uid ${uid}`,
  hint: () => "The uid of a dashboard is in its address: /d/UID/name. Leave dashboardUid out for all dashboards.",
});
