import { describe, expect, it } from "vitest";
import { Redactor } from "../../src/redact/redactor.ts";

const redactor = new Redactor({ key: "0123456789abcdef", secrets: ["passwords", "tokens", "keys"], patterns: {} });

/** Of no service, and made of parts: nobody scans this file for tokens in vain. */
const S = "Zx9_Tr0ub4dor";
const hex = (digits: number): string => "0123456789abcdef".repeat(8).slice(3, 3 + digits);
const letters = (count: number): string => "Zx9aTr0bUb4cDor7".repeat(8).slice(0, count);
const NT = hex(32);
const LM = "aad3b435b51404ee".repeat(2);

/** Each text, and the secret in it where that is not {@link S}. */
const SHAPES: readonly (readonly [
  family: string,
  shapes: readonly (string | readonly [text: string, secret: string])[],
])[] = [
  [
    "webhooks",
    [
      [`curl -X POST https://hooks.slack.com/services/T0${letters(8)}/B0${letters(8)}/${letters(24)}`, letters(24)],
      [`curl https://hooks.slack.com/workflows/T0${letters(8)}/A0${letters(8)}/12345/${letters(24)} -d x`, letters(24)],
      [`curl https://<host>/services/t<number>zxa/b<number>zxa/zxatrbubcdor<number>zx`, "zxatrbubcdor"],
      [`iwr https://discord.com/api/webhooks/123456789012345678/${letters(60)} -Method Post`, letters(60)],
      [`iwr https://discordapp.com/api/v10/webhooks/123456789012345678/${letters(60)}`, letters(60)],
      [`iwr https://<host>/api/webhooks/<number>/zxatrbubcdor<number>`, "zxatrbubcdor"],
      [
        `curl https://x.webhook.office.com/webhookb2/${hex(8)}-1@${hex(8)}-2/IncomingWebhook/${hex(32)}/${hex(8)}-3`,
        hex(32),
      ],
      [`curl https://outlook.office.com/webhook/${hex(8)}-1@${hex(8)}-2/IncomingWebhook/${hex(32)}/x`, hex(32)],
      [
        `curl "https://prod-1.westus.logic.azure.com:443/workflows/x/triggers/manual/paths/invoke?api-version=2016&sig=${letters(43)}"`,
        letters(43),
      ],
      [`curl https://api.telegram.org/bot123456789:AA${letters(33)}/sendMessage`, letters(33)],
      [`curl https://<host>/bot<number>:aazxatrbubcdor/sendmessage`, "zxatrbubcdor"],
      [`TELEGRAM=123456789:AA${letters(33)}`, letters(33)],
      [`curl https://chat.example.com/hooks/${letters(26).toLowerCase()} -d x`, letters(26).toLowerCase()],
      [`curl https://hooks.zapier.com/hooks/catch/1234567/${letters(7)}/`, letters(7)],
      [`curl https://open.feishu.cn/open-apis/bot/v2/hook/${hex(8)}-${hex(4)}-${hex(4)}`, hex(8)],
      [`curl https://maker.ifttt.com/trigger/x/with/key/${letters(22)}`, letters(22)],
      [`curl "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${hex(8)}-${hex(4)}"`, hex(8)],
      [`curl https://webexapis.com/v1/webhooks/incoming/${letters(40)}`, letters(40)],
    ],
  ],
  [
    "hashes that serve as passwords",
    [
      [`secretsdump.py -hashes ${LM}:${NT} example/bob@h`, NT],
      [`wmiexec.py -hashes :${NT} example/bob@h`, NT],
      [`psexec.py -hashes '${LM}:${NT}' bob@h`, NT],
      [`crackmapexec smb h -u bob -H ${NT}`, NT],
      [`nxc smb h -u bob -H ${LM}:${NT}`, NT],
      [`evil-winrm -i h -u bob -H ${NT.toUpperCase()}`, NT.toUpperCase()],
      [`evil-winrm -i h -u bob --hash ${NT}`, NT],
      [`Invoke-WMIExec -Target h -Username bob -Hash ${NT} -Command x`, NT],
      [`mimikatz "sekurlsa::pth /user:bob /domain:d /ntlm:${NT} /run:cmd"`, NT],
      [`Rubeus.exe asktgt /user:bob /rc4:${NT} /ptt`, NT],
      [`Rubeus.exe asktgt /user:bob /aes256:${hex(64)} /ptt`, hex(64)],
      [`mimikatz "kerberos::golden /krbtgt:${NT} /user:x"`, NT],
      [`Rubeus.exe ptt /ticket:${letters(90)}`, letters(90)],
      [`getTGT.py -aesKey ${hex(64)} example/bob`, hex(64)],
      [`xfreerdp /u:bob /pth:${NT} /v:h`, NT],
      [`pth-winexe -U bob%${LM}:${NT} //h cmd`, NT],
      [`smbclient --pw-nt-hash -U bob%${NT} //h/s`, NT],
      [`Administrator:500:${LM}:${NT}:::`, NT],
    ],
  ],
  [
    "name and password in one",
    [
      `curl -sku bob:${S} https://h`,
      `curl -fsSLu bob:${S} https://h`,
      `curl.exe -ku "bob:${S}" https://h`,
      `curl -u "bob":"${S}" https://h`,
      `curl -u 'bob':'${S}' https://h`,
      `curl -u bob:"${S}" https://h`,
      `curl --user=bob:${S} https://h`,
      `bash -c "curl -u \\"bob:${S}\\" https://h"`,
      `http -a bob:${S} GET h`,
      `ncat --proxy-auth bob:${S} h 80`,
      `sqlmap --auth-cred=bob:${S} -u h`,
      `lftp -u bob,${S} h`,
      `sqlplus bob/${S}@db`,
      `sqlplus -s bob/${S}@//h:1521/x @q.sql`,
      `sqlplus "bob/${S}@db as sysdba"`,
      `sqlplus bob/${S}`,
      `expdp bob/${S} full=y`,
      `sqlldr userid=bob/${S}@db control=x`,
      `rman target bob/${S}@db`,
      `secretsdump.py 'example/bob:${S}@h'`,
    ],
  ],
  [
    "typeset and escaped commands",
    [
      `tool –password ${S}`,
      `tool —password ${S} -x`,
      `tool ––password=${S}`,
      `psexec \\\\h –u bob –p ${S} cmd`,
      `curl –u bob:${S} h`,
      `tool -password “${S}”`,
      `n^et u^ser bob ${S} /add`,
      `cmd /c "p^s^e^x^e^c \\\\h -u bob -p ${S} cmd"`,
      `cmd /c tool --pass^word ${S}`,
      `n""et u""ser bob ${S} /add`,
      "tool -pass`word " + S,
      `tool --pass"wor"d ${S}`,
    ],
  ],
  [
    "switches of programs",
    [
      `az storage blob list --account-name a --account-key ${S}==`,
      `New-AzStorageContext -StorageAccountName a -StorageAccountKey ${S}==`,
      `az storage blob list --sas-token "${S}"`,
      `redis-cli -h h -a ${S} keys *`,
      `redis-cli.exe -a "${S}" ping`,
      `redis-cli -h h AUTH ${S}`,
      `REDISCLI_AUTH=${S} redis-cli`,
      `mongo -u bob -p ${S} db`,
      `mongosh "mongodb://h" -u bob -p '${S}'`,
      `mongodump -h h -u bob -p ${S} -o x`,
      `mongo -u bob -p${S} db`,
      `rasdial vpn bob ${S}`,
      `netdom join h /domain:d /userd:bob /passwordd:${S}`,
      `db2 connect to x user bob using ${S}`,
      `nmcli dev wifi connect ssid password ${S}`,
      `ssh-keygen -t rsa -N "${S}" -f x`,
      `mc alias set x https://h key ${S}`,
      `smbclient //h/s ${S} -U bob`,
      `openssl enc -aes-256-cbc -pass pass:${S}`,
      `sqlcmd -S h -U sa -P${S}`,
      `ipmitool -H h -U bob -P ${S} power status`,
      `mosquitto_pub -h h -u bob -P ${S}`,
      `hydra -l bob -p ${S} ssh://h`,
      `docker login --username bob --password ${S}`,
    ],
  ],
  [
    "scripts",
    [
      `(New-Object System.Net.NetworkCredential("bob","${S}"))`,
      `New-Object System.Net.NetworkCredential('bob', '${S}', 'd')`,
      `[System.Net.NetworkCredential]::new("bob", "${S}")`,
      `New-Object Net.NetworkCredential -ArgumentList "bob","${S}"`,
      `requests.get(u, auth=("bob", "${S}"))`,
      `HTTPBasicAuth('bob', '${S}')`,
      `python -c "s.login('bob','${S}')"`,
      `"${S}" | ConvertTo-SecureString -AsPlainText -Force`,
      `expect -c 'spawn ssh bob@h; expect "assword:"; send "${S}\\r"; interact'`,
      `expect -c "spawn su; expect \\"Password:\\" { send \\"${S}\\r\\" }"`,
      `expect -c 'spawn ssh h; expect *assword* { send -- {${S}\\r} }'`,
      `python -c "c=pexpect.spawn('ssh h'); c.expect('assword'); c.sendline('${S}')"`,
      `echo '${S}' | su - root -c id`,
      `echo ${S} | docker login -u bob --password-stdin h`,
      `printf '${S}\\n' | sudo -k -S id`,
      `(echo ${S}; echo ${S}) | passwd bob`,
      `<dict><key>Password</key><string>${S}</string></dict>`,
    ],
  ],
  [
    "names of variables",
    [
      `DB_PW=${S} ./run`,
      `export MYSQL_PW="${S}"`,
      `docker run -e ADMIN_PW=${S} x`,
      `set PW=${S}`,
      `rootpw=${S}`,
      `{"db_pw": "${S}"}`,
      `SSHPASS=${S} sshpass -e ssh h`,
      `DB_PASS='${S}'`,
      `pswd=${S}`,
      `Ocp-Apim-Subscription-Key: ${S}`,
      `ENCRYPTION_KEY=${S}`,
    ],
  ],
  [
    "tokens of services",
    [
      [`pip install -i https://x --token pypi-AgE${letters(60)}`, letters(60)],
      [`TWINE=pypi-AgEIcHlwaS5vcmc${letters(60)}`, letters(60)],
      [`x sk_${"live"}_${letters(24)} y`, letters(24)],
      [`x rk_${"test"}_${letters(24)} y`, letters(24)],
      [`x wh${"sec"}_${letters(32)} y`, letters(32)],
      [`x sk_${"live"}_<number>hxq<number>kd<number>abcd y`, "abcd"],
      [`x sk_${"live"}_<number>hxqabcd y`, "hxqabcd"],
      [`x gh${"p"}_${letters(36)} y`, letters(36)],
      [`x gl${"pat"}-${letters(20)} y`, letters(20)],
      [`x xo${"xb"}-1234567890-${letters(24)} y`, letters(24)],
      [`x xa${"pp"}-1-A1-${letters(24)} y`, letters(24)],
      [`x n${"pm"}_${letters(36)} y`, letters(36)],
      [`x dckr_${"pat"}_${letters(27)} y`, letters(27)],
      [`x S${"G"}.${letters(22)}.${letters(43)} y`, letters(43)],
      [`x h${"f"}_${letters(34)} y`, letters(34)],
      [`x AI${"za"}${letters(35)} y`, letters(35)],
      [`x sk-${"ant"}-api03-${letters(40)} y`, letters(40)],
      [`x dapi${hex(32)} y`, hex(32)],
      [`x dop_${"v1"}_${hex(64)} y`, hex(64)],
      [`x ${letters(3)}8Q~${letters(34)} y`, letters(34)],
      [`x shp${"at"}_${hex(32)} y`, hex(32)],
    ],
  ],
];

/** What administrators and programs write every day. */
const BENIGN = [
  "sudo: bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/id",
  "PWD=/root OLDPWD=/tmp make",
  "curl -sSL -o /tmp/u https://example.com/x:y",
  'curl -H "Accept: text/html" https://h',
  "curl -fsSLO https://example.com/a.tar.gz",
  "docker run --user 1000:1000 web",
  "sqlplus / as sysdba",
  "sqlplus /nolog @q.sql",
  "sqlplus @/opt/q.sql",
  "redis-cli -h h -p 6379 ping",
  "mongo --host h db",
  "certutil -hashfile C:\\x.exe MD5",
  `pip install x --hash=sha256:${hex(64)}`,
  `git show ${hex(40)}`,
  "ansible-playbook --private-key ~/.ssh/id_rsa site.yml",
  "ansible-playbook --private-key=/etc/x.pem --check site.yml",
  "echo deb https://example.com stable main | sudo tee /etc/apt/sources.list.d/x.list",
  "echo hello | tee x",
  "expect -c 'spawn ssh h; expect ok; send yes'",
  "New-Object System.Net.WebClient",
  "https://example.com/services/status/today",
  "https://example.com/api/webhooks",
  "git config core.hooksPath /srv/git/hooks/pre-receive",
  "npm run pw-test",
  "ssh-keygen -t rsa -f x",
  "net use",
  "net user",
  "net user bob /domain 2>nul",
  "net localgroup administrators bob /add",
  "openssl x509 -in x.pem -noout",
  "bash -c 'it's a test'",
  "tar -czf x.tgz – y",
  "python -m http.server 8000",
  "aws s3 cp x s3://b/key",
  "reg add HKLM\\Software\\X /v Key /d value",
];

describe.each(SHAPES)("redaction of %s", (_, shapes) => {
  it.each(shapes.map((shape) => (typeof shape === "string" ? ([shape, S] as const) : shape)))(
    "does not show the secret in %s",
    (text, secret) => {
      expect(redactor.text(text)).not.toContain(secret);
    },
  );
});

describe("redaction", () => {
  it.each(BENIGN)("leaves %s as it is", (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});
