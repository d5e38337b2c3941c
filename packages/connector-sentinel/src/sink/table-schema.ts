import { COLUMNS, DEFAULT_TABLE, streamOf } from "./columns.ts";
import { badTableName } from "./errors.ts";

export type TableSchemaFormat = "bicep" | "json";

const TABLE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,41}_CL$/;

const TABLES_API = "2022-10-01";
const RULES_API = "2023-03-11";
const ROLES_API = "2022-04-01";

/** May send rows to a rule, and nothing else: Monitoring Metrics Publisher. */
const PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";

/**
 * What to deploy so that rows can be written: the custom table, and a data collection rule with an endpoint of its own.
 *
 * @param format Bicep, or the JSON of Azure Resource Manager
 * @param table name of the custom table, `Winnow_CL` where left out
 * @throws `WN1596` for a name that a custom table cannot have
 */
export function tableSchema(format: TableSchemaFormat, table: string = DEFAULT_TABLE): string {
  if (!TABLE_NAME.test(table)) throw badTableName({ table });
  return format === "bicep" ? bicep(table) : `${JSON.stringify(template(table), null, 2)}\n`;
}

/** Tables spell this one type with a capital, streams without. */
function tableType(type: string): string {
  return type === "datetime" ? "dateTime" : type;
}

const PARAMETERS = {
  workspaceName: "Name of the Log Analytics workspace that Sentinel runs on, in this resource group",
  location: "Region of the workspace",
  ruleName: "Name of the data collection rule",
  publisherId: "Object id of the app or identity that writes rows; empty where its role is given otherwise",
} as const;

const DEFAULT_RULE = "winnow-rows";

function template(table: string): object {
  const stream = streamOf(table);
  const workspaceId = "[resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspaceName'))]";
  const ruleId = "resourceId('Microsoft.Insights/dataCollectionRules', parameters('ruleName'))";
  return {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    parameters: {
      workspaceName: { type: "string", metadata: { description: PARAMETERS.workspaceName } },
      location: {
        type: "string",
        defaultValue: "[resourceGroup().location]",
        metadata: { description: PARAMETERS.location },
      },
      ruleName: { type: "string", defaultValue: DEFAULT_RULE, metadata: { description: PARAMETERS.ruleName } },
      publisherId: { type: "string", defaultValue: "", metadata: { description: PARAMETERS.publisherId } },
    },
    resources: [
      {
        type: "Microsoft.OperationalInsights/workspaces/tables",
        apiVersion: TABLES_API,
        name: `[format('{0}/${table}', parameters('workspaceName'))]`,
        properties: {
          plan: "Analytics",
          schema: {
            name: table,
            columns: COLUMNS.map(({ name, type, description }) => ({ name, type: tableType(type), description })),
          },
        },
      },
      {
        type: "Microsoft.Insights/dataCollectionRules",
        apiVersion: RULES_API,
        name: "[parameters('ruleName')]",
        location: "[parameters('location')]",
        kind: "Direct",
        dependsOn: [
          `[resourceId('Microsoft.OperationalInsights/workspaces/tables', parameters('workspaceName'), '${table}')]`,
        ],
        properties: {
          streamDeclarations: { [stream]: { columns: COLUMNS.map(({ name, type }) => ({ name, type })) } },
          destinations: { logAnalytics: [{ workspaceResourceId: workspaceId, name: "workspace" }] },
          dataFlows: [{ streams: [stream], destinations: ["workspace"], transformKql: "source", outputStream: stream }],
        },
      },
      {
        condition: "[not(empty(parameters('publisherId')))]",
        type: "Microsoft.Authorization/roleAssignments",
        apiVersion: ROLES_API,
        scope: `[${ruleId}]`,
        name: `[guid(${ruleId}, parameters('publisherId'), '${PUBLISHER}')]`,
        dependsOn: [`[${ruleId}]`],
        properties: {
          principalId: "[parameters('publisherId')]",
          principalType: "ServicePrincipal",
          roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${PUBLISHER}')]`,
        },
      },
    ],
    outputs: {
      rule: { type: "string", value: `[reference(${ruleId}, '${RULES_API}').immutableId]` },
      endpoint: { type: "string", value: `[reference(${ruleId}, '${RULES_API}').endpoints.logsIngestion]` },
      stream: { type: "string", value: stream },
    },
  };
}

/** A text in Bicep. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("${", "\\${")}'`;
}

function bicep(table: string): string {
  const stream = streamOf(table);
  const tableColumns = COLUMNS.map(
    ({ name, type, description }) =>
      `        { name: ${quoted(name)}, type: ${quoted(tableType(type))}, description: ${quoted(description)} }`,
  );
  const streamColumns = COLUMNS.map(({ name, type }) => `          { name: ${quoted(name)}, type: ${quoted(type)} }`);
  return `@description(${quoted(PARAMETERS.workspaceName)})
param workspaceName string

@description(${quoted(PARAMETERS.location)})
param location string = resourceGroup().location

@description(${quoted(PARAMETERS.ruleName)})
param ruleName string = ${quoted(DEFAULT_RULE)}

@description(${quoted(PARAMETERS.publisherId)})
param publisherId string = ''

resource workspace 'Microsoft.OperationalInsights/workspaces@${TABLES_API}' existing = {
  name: workspaceName
}

resource table 'Microsoft.OperationalInsights/workspaces/tables@${TABLES_API}' = {
  parent: workspace
  name: ${quoted(table)}
  properties: {
    plan: 'Analytics'
    schema: {
      name: ${quoted(table)}
      columns: [
${tableColumns.join("\n")}
      ]
    }
  }
}

resource rule 'Microsoft.Insights/dataCollectionRules@${RULES_API}' = {
  name: ruleName
  location: location
  kind: 'Direct'
  dependsOn: [
    table
  ]
  properties: {
    streamDeclarations: {
      ${quoted(stream)}: {
        columns: [
${streamColumns.join("\n")}
        ]
      }
    }
    destinations: {
      logAnalytics: [
        { workspaceResourceId: workspace.id, name: 'workspace' }
      ]
    }
    dataFlows: [
      {
        streams: [
          ${quoted(stream)}
        ]
        destinations: [
          'workspace'
        ]
        transformKql: 'source'
        outputStream: ${quoted(stream)}
      }
    ]
  }
}

resource publisher 'Microsoft.Authorization/roleAssignments@${ROLES_API}' = if (!empty(publisherId)) {
  name: guid(rule.id, publisherId, ${quoted(PUBLISHER)})
  scope: rule
  properties: {
    principalId: publisherId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ${quoted(PUBLISHER)})
  }
}

output rule string = rule.properties.immutableId
output endpoint string = rule.properties.endpoints.logsIngestion
output stream string = ${quoted(stream)}
`;
}
