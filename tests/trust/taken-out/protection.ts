/** A protection, and how it is taken out of the sources: each text stands there exactly once. */
export interface Protection {
  row: number
  /** What is missing once it is out. */
  without: string
  edits: { file: string; take: string; put: string }[]
}

export function out(row: number, without: string, file: string, take: string, put = ''): Protection {
  return { row, without, edits: [{ file, take, put }] }
}
