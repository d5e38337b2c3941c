import type { Target } from "../targets.ts";

export const WINDOWS_TARGETS: readonly Target[] = [
  { name: "memory of lsass", weight: 2, pattern: "lsass|minidump|comsvcs(?:\\.dll)?,|sekurlsa" },
  {
    name: "password hives",
    weight: 2,
    pattern:
      '(?:save|export)[^|&]{0,60}(?:hklm|hkey_local_machine)\\\\(?:sam|security|system)"?(?: |$)|\\\\config\\\\(?:sam|security|system)(?:[ "]|$)',
  },
  { name: "directory database", weight: 2, pattern: "ntds(?:\\.dit|util)|\\bifm\\b|dcsync" },
  {
    name: "shadow copies",
    weight: 2,
    pattern: "shadowcopy|delete shadows|harddiskvolumeshadow|create shadow|resize shadowstorage",
  },
  {
    name: "recovery switched off",
    weight: 2,
    pattern: "recoveryenabled|bootstatuspolicy|delete (?:catalog|systemstatebackup)",
  },
  {
    name: "protection switched off",
    weight: 2,
    pattern:
      "mppreference|disable(?:realtime|antispyware|antivirus|behavior|ioav|script)|exclusion(?:path|process|extension)|amsi(?:utils|init|scanbuffer)|windows defender[^|&]{0,80}(?:stop|disable|delete)|removedefinitions",
  },
  {
    name: "event logs",
    weight: 2,
    pattern: 'clear-eventlog|clear-log|wevtutil(?:\\.exe)?"? +(?:cl|clear-log|sl)|usn +deletejournal',
  },
  {
    name: "download by script",
    weight: 2,
    pattern:
      "download(?:string|file|data)|webclient|invoke-webrequest|invoke-restmethod|(?:^|[ (;|\"'])(?:iwr|irm) |start-bitstransfer|bitstransfer|urlcache|verifyctl|winhttprequest|msxml<number>|/transfer ",
  },
  {
    name: "code run in memory",
    weight: 2,
    pattern:
      "invoke-expression|(?:^|[ |;(\"'{])iex(?:[ (;\"']|$)|frombase<number>string|reflection\\.assembly|virtualalloc|createthread|scriptblock\\]::create|javascript:|vbscript:|scrobj|getobject\\(|add-type ",
  },
  {
    name: "hidden or unguarded shell",
    weight: 1,
    pattern:
      "-w(?:in|indowstyle)? +(?:h|hid|hidden|<number>)(?: |$)|-(?:ep|ex|exec|executionpolicy) +(?:bypass|unrestricted)|-nop(?:rofile)?(?: |$)|-noni",
  },
  {
    name: "start at logon",
    weight: 2,
    pattern:
      'currentversion\\\\(?:run|runonce|runservices|policies\\\\explorer\\\\run)(?:[ "\\\\]|$)|currentversion\\\\winlogon|start menu\\\\programs\\\\startup|image file execution options|silentprocessexit|appinit_dlls|userinitmprlogonscript|\\\\lsa\\\\|sticky|sethc',
  },
  {
    name: "task or service made",
    weight: 1,
    pattern:
      'schtasks(?:\\.exe)?"? [^|&]{0,200}/(?:create|change)|(?:^|[ \\\\"])sc(?:\\.exe)?"? [^|&]{0,80}(?:create|config|failure)|new-service|register-scheduledtask|new-scheduledtask|binpath',
  },
  { name: "event subscription", weight: 2, pattern: "__eventfilter|eventconsumer|filtertoconsumer|\\\\subscription" },
  {
    name: "process made over WMI",
    weight: 2,
    pattern: "process +call +create|win<number>_process|invoke-wmimethod|invoke-cimmethod|/node:",
  },
  {
    name: "accounts changed",
    weight: 2,
    pattern:
      '(?:user|localgroup|group)"? [^|&]{0,120}/(?:add|del|active)|add-localgroupmember|new-localuser|enable-localuser|add-adgroupmember',
  },
  {
    name: "administrators asked for",
    weight: 1,
    pattern: "domain admins|enterprise admins|administrators|domain_trusts|dclist|/domain|localgroup",
  },
  { name: "administrative share", weight: 2, pattern: "\\\\\\\\[^\\\\ ]{1,255}\\\\(?:[a-z]|admin|ipc)\\$" },
  {
    name: "remote shell",
    weight: 1,
    pattern: 'enter-pssession|invoke-command|new-pssession|winrs(?:\\.exe)?"? +[-/]r|psexec|-computername',
  },
  {
    name: "firewall changed",
    weight: 1,
    pattern:
      "firewall +(?:add|set|delete|reset|import)|advfirewall +(?:set|reset|import)|profiles? +state +off|portproxy|(?:set|new|remove|disable)-netfirewall",
  },
  { name: "remote desktop opened", weight: 2, pattern: "fdenytsconnections|terminal server|shadow:<number>|tscon" },
  {
    name: "file from where anything may lie",
    weight: 1,
    pattern:
      "\\\\(?:temp|tmp|downloads|users\\\\public|perflogs|\\$recycle\\.bin|windows\\\\tasks|windows\\\\tracing)\\\\|%(?:temp|tmp|public|appdata)%|\\$env:(?:temp|tmp|public|appdata)",
  },
  {
    name: "script of a user",
    weight: 1,
    pattern:
      '\\\\(?:users|programdata)\\\\[^"|&]{0,200}\\.(?:ps1|ps<number>|vbs|vbe|js|jse|hta|wsf|bat|cmd|scr|dll|sct)(?:[ ",]|$)',
  },
  {
    name: "stream or rights of a file",
    weight: 1,
    pattern: "-stream |:zone\\.identifier|/grant|/setowner|\\+[shr] [^|&]{0,60}\\+[shr]|everyone:",
  },
  {
    name: "passwords searched",
    weight: 2,
    pattern:
      "findstr[^|&]{0,80}(?:passw|cpassword|pwd)|password[^|&]{0,20}\\.(?:txt|xml|ini|config)|unattend\\.xml|cpassword|vault(?:cmd|cli)|credential manager|/listcreds|login data",
  },
];
