import { randomBytes } from 'node:crypto'
import { invalidParameter } from './parameters.ts'

const MAX_FOLDER_LEVELS = 50
const SUFFIX_LENGTH = 9

/**
 * The name as ImageKit keeps it: letters and digits of any script, `.`, `-` and `_` stay, and every other character
 * becomes `_`. Throws a `Refusal` for a name that consists of dots, because it could lead to another folder.
 */
export function sanitiseFileName(name: string): string {
  const clean = name.replace(/[^\p{L}\p{M}\p{N}._-]/gu, '_')
  if (/^\.*$/.test(clean) || clean.length > 255) throw invalidParameter('fileName')
  return clean
}

/** `clip.mp4` → `clip_PQAqezxlK.mp4`. */
export function withUniqueSuffix(name: string): string {
  const suffix = randomBytes(SUFFIX_LENGTH).toString('base64url').slice(0, SUFFIX_LENGTH)
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? `${name}_${suffix}` : `${name.slice(0, dot)}_${suffix}${name.slice(dot)}`
}

/**
 * `a/b/` and `/a/b` → `/a/b`. Nothing and `/` → `/`. Characters other than letters, digits, `_` and `-` become `_`,
 * dots included.
 */
export function normaliseFolder(folder: string): string {
  const levels = folder.split('/').filter(level => level !== '')
  if (levels.length > MAX_FOLDER_LEVELS || folder.length > 2000) throw invalidParameter('folder')
  return `/${levels.map(level => level.replace(/[^\p{L}\p{M}\p{N}_-]/gu, '_')).join('/')}`
}

export function joinPath(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`
}

/** `/a/b` → `/a`, `/a/b`: the folder and all above it, without the root. */
export function withParents(folder: string): string[] {
  const levels = folder.split('/').filter(level => level !== '')
  return levels.map((_, index) => `/${levels.slice(0, index + 1).join('/')}`)
}

/** 24 lower-case hex characters, as ImageKit's file and version ids are. */
export function newId(): string {
  return randomBytes(12).toString('hex')
}
