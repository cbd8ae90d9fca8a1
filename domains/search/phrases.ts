import { fold } from '#domains/words/fold.ts'

/** Puts what has the words of a query next to each other in its title before the others of a part. */
export function phraseFirst(q: string) {
  const phrase = ` ${plain(q)}`
  const isPhrase = ({ title }: { title: string }) => ` ${plain(title)}`.includes(phrase)
  return <Item extends { title: string }>(items: readonly Item[]): Item[] => [
    ...items.filter(isPhrase),
    ...items.filter(item => !isPhrase(item)),
  ]
}

function plain(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}
