import type { DeclaredEndpoint } from './declarations.ts'

/** Folders of functions/ in the order in which a newcomer to the API needs them. Others come last. */
const TAGS: Record<string, string> = {
  auth: 'Accounts and sessions',
  reels: 'Find, like and save reels; publish your own',
  feeds: 'Lists of reels that differ by who asks or by what others do',
  share: 'Links to reels from other places',
  search: 'Find reels and partners by words',
  purchases: 'Buy reels',
  views: 'What was watched',
  me: 'What belongs to the account that is logged in',
  partners: 'The pages of partners',
  service: 'The service itself',
  webhooks: 'Called by the media service and by Stripe',
}

/** The tags of the document. A folder that is not in `TAGS` is described by the paths in it. */
export function tagsOf(contract: readonly DeclaredEndpoint[]) {
  const paths = Map.groupBy(contract, ({ tag }) => tag)
  return tagNames(contract).map(name => ({
    name,
    description: TAGS[name] ?? [...new Set(paths.get(name)?.map(({ endpoint }) => endpoint.path))].join(', '),
  }))
}

export function inReadingOrder(contract: readonly DeclaredEndpoint[]): DeclaredEndpoint[] {
  const tags = tagNames(contract)
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
  // Operations that log in come first, then those without a login.
  const rank = ({ tag, endpoint: { auth, path, method, success, refreshes } }: DeclaredEndpoint) => [
    tags.indexOf(tag),
    success.cookies === 'set' && auth === 'public' && !refreshes ? 0 : 1,
    auth === 'public' ? 0 : 1,
    path.replace('partners', 'users'),
    path,
    methods.indexOf(method),
  ]
  return contract.toSorted((one, other) => {
    const [a, b] = [rank(one), rank(other)]
    const different = a.findIndex((value, index) => value !== b[index])
    return different === -1 ? 0 : (a[different] ?? 0) < (b[different] ?? 0) ? -1 : 1
  })
}

function tagNames(contract: readonly DeclaredEndpoint[]): string[] {
  const others = contract.map(({ tag }) => tag).filter(tag => !(tag in TAGS))
  return [...Object.keys(TAGS), ...new Set(others.sort())]
}
