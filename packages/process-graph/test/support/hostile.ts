/** What an attacker may write into a command line. */
export const HOSTILE = [
  "</data></node><node id='x'>",
  "]]>&amp;&#0;&lt;",
  '"><script>alert(1)</script>',
  "\0\u0001\b\u000b\u000c\u001f\u007f\u0085",
  "tab\tline\nreturn\r\nend\r",
  "\ud800 \udc00 \ufffe \uffff",
  "\u202ecod.exe \u2028\u2029\ufeff",
  "__proto__",
  "🦊 ſK ß İ",
  "<!-- -- --> <?xml?> <![CDATA[ ]]>",
] as const;
