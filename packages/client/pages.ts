import type { Problem } from './operations.ts'

type PageResult<Item> =
  | { ok: true; data: { items: Item[]; nextCursor: string | null } }
  | { ok: false; problem: Problem }

/** Thrown where a page could not be read, with what the API said. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  declare readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/**
 * Every item of a list, page after page, each page read when its first item is asked for:
 * `for await (const reel of everyItem(at => api.listReels({ query: { tag: 'sea', ...at } })))`.
 * @throws ProblemError where the API refuses a page, and what `fetch` throws
 */
export async function* everyItem<Item>(
  readPage: (at: { cursor?: string }) => Promise<PageResult<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | null = null
  do {
    const result = await readPage(cursor === null ? {} : { cursor })
    if (!result.ok) throw new ProblemError(result.problem)
    yield* result.data.items
    cursor = result.data.nextCursor
  } while (cursor !== null)
}
