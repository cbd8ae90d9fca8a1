import { Refusal } from './replies.ts'

const MAX_TAGS_LENGTH = 500

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function missingParameter(name: string): Refusal {
  return new Refusal(400, `Your request is missing ${name} parameter.`)
}

export function invalidParameter(name: string): Refusal {
  return new Refusal(400, `Your request contains invalid ${name} parameter.`)
}

/** The text that a JSON body has under `name`. Throws a `Refusal` if there is none. */
export function requiredText(body: unknown, name: string): string {
  const value = isObject(body) ? body[name] : undefined
  if (typeof value !== 'string' || value === '') throw missingParameter(name)
  return value
}

/** The distinct items of a comma-separated text. */
export function parseList(text: string): string[] {
  const items = text.split(',').map(item => item.trim())
  return [...new Set(items.filter(item => item !== ''))]
}

/** The tags of a comma-separated text, null if it names none. Throws a `Refusal` for text that ImageKit refuses. */
export function parseTags(text: string): string[] | null {
  if (text.length > MAX_TAGS_LENGTH || text.includes('%')) throw invalidParameter('tags')
  const tags = parseList(text)
  return tags.length === 0 ? null : tags
}
