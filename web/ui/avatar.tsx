import { hueOf } from './amounts.ts'

/** The initials of a name on a colour: partners have no picture. */
export function Avatar({ id, name, large = false }: { id: string; name: string; large?: boolean }) {
  const initials = name
    .split(/[\s_.]+/)
    .filter(word => /^[\p{L}\p{N}]/u.test(word))
    .slice(0, 2)
    .map(word => word.slice(0, 1).toUpperCase())
    .join('')
  return (
    <span class="avatar" data-large={large || undefined} style={{ '--hue': hueOf(id) }} aria-hidden="true">
      {initials}
    </span>
  )
}
