/**
 * What a brand has in common with every brand that is the same letter for letter, or looks the same: two names clash
 * if they share one of these. Case does not count, nor do spaces around words, nor invisible characters.
 *
 * There are two, because a letter may look like another in one case only: `PAYPAI` in capitals looks like `paypal`,
 * and `paypai` does not. Skeletons are never shown. UTS 39, section 4.
 */
export async function brandSkeletons(brandName: string): Promise<string[]> {
  const looks = await readLooks()
  const spaced = brandName.normalize('NFKC').replace(/\s+/g, ' ').trim()
  const inLowerCase = skeletonOf(spaced.toLowerCase(), looks)
  const asWritten = skeletonOf(skeletonOf(spaced, looks).toLowerCase(), looks)
  return [...new Set([inLowerCase, asWritten])]
}

function skeletonOf(text: string, looks: ReadonlyMap<string, string>): string {
  const visible = text.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '')
  return [...visible]
    .map(letter => looks.get(letter) ?? letter)
    .join('')
    .normalize('NFD')
}

let known: Map<string, string> | undefined

async function readLooks(): Promise<Map<string, string>> {
  if (known) return known
  // Only a name that is set needs the table.
  const { default: table } = await import('#generated/confusables.json', { with: { type: 'json' } })
  known = new Map()
  for (const [look = '', letters = ''] of table.looks) {
    for (const letter of letters) known.set(letter, look)
  }
  return known
}
