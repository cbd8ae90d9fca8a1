import type { Auth } from '#shared/http/endpoint.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const AUTHS = ['public', 'optional', 'user', 'partner', 'account'] as const satisfies Auth[]
const PATH = /^(\/[a-z0-9.-]+)(\/([a-z0-9.-]+|\{[a-z]\w*\}))*$/

/** What `npm run new` is asked for, and what follows from it. */
export interface Plan {
  method: (typeof METHODS)[number]
  path: string
  auth: Auth
  /** The name of the export, which is also the operationId and the method of the client. */
  name: string
  /** The declaration, its file. */
  file: string
  /** `list tags` */
  words: string
  /** The names of the parameters in the path. */
  params: string[]
  takesBody: boolean
  answers: 'items' | 'one' | 'nothing'
}

/**
 * @param given the method, the path, who may call it, and another name than the one that follows from these
 * @throws Error that says how to call the command
 */
export function planOf(
  [method = '', path = '', ...more]: string[],
  options: { auth?: string; name?: string },
): Plan {
  const verb = METHODS.find(each => each === method)
  if (!verb || more.length > 0) {
    throw new Error(`Give a method (${METHODS.join(', ')}) and a path: npm run new -- GET /tags`)
  }
  if (!PATH.test(path)) {
    throw new Error(`${path || 'The path'} must have the form /tags or /reels/{reelId}/comments.`)
  }
  // What anybody may do must be said: a list that everybody sees is less of a risk than a change.
  const auth = AUTHS.find(each => each === (options.auth ?? (verb === 'GET' ? 'public' : '')))
  if (!auth) {
    throw new Error(`Say who may call it, with --auth= and one of ${AUTHS.join(', ')}.`)
  }
  const segments = path.slice(1).split('/')
  const params = segments.flatMap(segment => (segment.startsWith('{') ? [segment.slice(1, -1)] : []))
  const isOne = segments.at(-1)?.startsWith('{') === true
  const words = options.name ? wordsOf(options.name) : [...nameOf(verb, segments, isOne)]
  const name = words.map((word, n) => (n === 0 ? word : capital(word))).join('')
  return {
    method: verb,
    path,
    auth,
    name,
    file: `functions/${segments[0]}/${words.join('-')}.ts`,
    words: words.join(' '),
    params,
    takesBody: verb === 'POST' || verb === 'PATCH',
    answers: verb === 'GET' && !isOne ? 'items' : verb === 'PUT' || verb === 'DELETE' ? 'nothing' : 'one',
  }
}

function nameOf(method: Plan['method'], segments: string[], isOne: boolean): string[] {
  const noun = (segments.findLast(segment => !segment.startsWith('{')) ?? '').split(/[-.]/)
  const one = [...noun.slice(0, -1), (noun.at(-1) ?? '').replace(/ies$/, 'y').replace(/(?<!s)s$/, '')]
  switch (method) {
    case 'GET':
      return isOne ? ['get', ...one] : ['list', ...noun]
    case 'POST':
      return ['create', ...one]
    case 'PUT':
      return ['put', ...one]
    case 'PATCH':
      return ['update', ...one]
    case 'DELETE':
      return ['delete', ...one]
  }
}

function wordsOf(name: string): string[] {
  return name.split(/(?=[A-Z])|[-_ ]/).map(word => word.toLowerCase())
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
