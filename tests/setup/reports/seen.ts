/** Figures of a test for the table of `npm run test:trust`: `task.meta.seen = '…'`. */
declare module 'vitest' {
  interface TaskMeta {
    seen?: string
  }
}

export {}
