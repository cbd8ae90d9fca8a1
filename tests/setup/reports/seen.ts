/** Figures that a test measured, for the table of `npm run test:trust`: `task.meta.seen = '…'`. */
declare module 'vitest' {
  interface TaskMeta {
    seen?: string
  }
}

export {}
