import { paths } from '../routing/paths.ts'
import { partsOf } from './text-parts.ts'

/** A text that somebody has written, with its addresses and tags as links. */
export function RichText({ text }: { text: string }) {
  return (
    <>
      {partsOf(text).map((part, index) => {
        if (part.kind === 'text') return part.text
        if (part.kind === 'tag') {
          return (
            <a key={index} href={paths.tag(part.tag)}>
              {part.text}
            </a>
          )
        }
        // What is behind it was written by somebody whom the platform does not vouch for.
        return (
          <a key={index} href={part.text} target="_blank" rel="nofollow ugc noopener">
            {part.text}
          </a>
        )
      })}
    </>
  )
}
