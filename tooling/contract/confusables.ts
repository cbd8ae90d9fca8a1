import confusables from 'unhomoglyph/data.json' with { type: 'json' }

/**
 * Unicode's table of characters that look like others (UTS 39, confusables.txt), with all characters of one look
 * together: most of the file would be repeats.
 */
export function confusablesJson(): string {
  const byLook = Map.groupBy(Object.entries(confusables), ([, look]) => look)
  const looks = [...byLook].map(([look, entries]) => [look, entries.map(([letter]) => letter).join('')])
  return `${JSON.stringify({ notice: 'From confusables.txt, © Unicode, Inc. https://www.unicode.org/license.txt', looks })}\n`
}
