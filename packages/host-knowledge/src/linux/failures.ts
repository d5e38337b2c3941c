/** What sshd, PAM and audit say when a logon fails, in one wording; the first that fits counts. */
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/invalid user|illegal user|unknown user|user not known|no such user/, "no such user"],
  [
    /maximum authentication attempts|too many authentication failures|max(?:imum)? (?:tries|attempts)/,
    "too many attempts",
  ],
  [/locked|faillock|tally/, "account locked out"],
  [/expired/, "account or password expired"],
  [/not allowed|denied|refused|not listed|no shell|shell .*not executable/, "not allowed"],
  [/disabled/, "account disabled"],
  [/publickey|key/, "wrong key"],
  [/preauth|connection (?:closed|reset)|disconnect/, "gone before the password"],
  [/password|authentication failure|auth(?:entication)? fail|incorrect|failed/, "wrong password"],
];

/** Why a logon failed, in one wording for all programs; as written where it says something else. */
export function linuxFailureReason(written: string): string {
  const small = written.trim().slice(0, 1_000).toLowerCase();
  return REASONS.find(([pattern]) => pattern.test(small))?.[1] ?? written.trim();
}
