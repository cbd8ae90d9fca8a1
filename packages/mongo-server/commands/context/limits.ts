/** Bytes of a document. */
export const LARGEST_DOCUMENT = 16 * 1024 * 1024

/** Inserts, updates and deletes in one command. */
export const MOST_STATEMENTS = 100_000
