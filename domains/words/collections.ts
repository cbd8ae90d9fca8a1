import type { Term } from '#domains/words/term-model.ts'
import { defineCollection } from '#shared/runtime/database/collections.ts'

export const terms = defineCollection<Term>('terms')
