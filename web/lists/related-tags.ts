const MOST = 8

/** The tags that stand beside a tag, those first that stand there most often. */
export function relatedTags(tagsOfReels: readonly (readonly string[])[], tag: string): string[] {
  const counts = new Map<string, number>()
  for (const other of tagsOfReels.flat()) {
    if (other !== tag) counts.set(other, (counts.get(other) ?? 0) + 1)
  }
  const entries = [...counts].sort(([, one], [, other]) => other - one)
  return entries.slice(0, MOST).map(([other]) => other)
}
