import type { Problem } from './operations.ts'

type PageResult<Item> =
  | { ok: true; data: { items: Item[]; nextCursor: string | null } }
  | { ok: false; problem: Problem }

/** Thrown if the API refuses a page. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  declare readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/**
 * Every item of a list. A page is read when its first item is asked for:
 * `for await (const reel of everyItem(at => api.listReels({ query: { tag: 'sea', ...at } })))`.
 * @throws ProblemError if the API refuses a page, and what a call of the client throws
 */
export async function* everyItem<Item>(
  readPage: (at: { cursor?: string }) => Promise<PageResult<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | null | undefined
  do {
    const result = await readPage(cursor ? { cursor } : {})
    if (!result.ok) throw new ProblemError(result.problem)
    yield* result.data.items
    cursor = result.data.nextCursor
  } while (cursor)
}
