/**
 * What is blanked out besides the values of a template: who and where. Patterns run over templates in small letters or
 * as written; each stops at what ends a path in a command line.
 */
const MASKS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Everything below a temporary folder but the ending of the file: installers and compilers make names up there.
  [/\\te?mp\\[^\s"',;.]+/giu, "\\temp\\<temp>"],
  [/(\/var)?\/tmp\/[^\s"',;.]+/gu, "/tmp/<temp>"],
  [/\\users\\[^\\\s"']+(?: [^\\\s"'-][^\\\s"']*){0,2}\\/giu, "\\users\\<user>\\"],
  [/\/home\/[^/\s"':]+/gu, "/home/<user>"],
];

/**
 * The family of a command template: the same without temporary names and without whose folder it is. Coarser than the
 * template on purpose: what differs in these alone is one behaviour when it happens often, and still worth telling
 * apart when it happens a few times.
 */
export function familyOf(template: string): string {
  return MASKS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), template);
}
