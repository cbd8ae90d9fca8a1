import { compileExpression } from '../expressions/expression.ts'
import { newScope, REDACTIONS, type Scope } from '../expressions/scope.ts'
import { type Document, isDocument, setField } from '../values/bson.ts'
import { MongoError } from '../values/errors.ts'
import type { PipelineContext, Stage } from './stage.ts'

export function redactStage(operand: unknown, context: PipelineContext): Stage {
  const decide = compileExpression(operand, context)

  function redacted(doc: Document, outer: Scope): Document | undefined {
    const scope = { ...outer, current: doc }
    const decision = decide(scope)
    if (decision === REDACTIONS.KEEP) return doc
    if (decision === REDACTIONS.PRUNE) return undefined
    if (decision !== REDACTIONS.DESCEND) {
      throw new MongoError(17053, '$redact must be a $$KEEP, $$DESCEND, or $$PRUNE expression')
    }
    const result: Document = {}
    for (const name of Object.keys(doc)) {
      const value = inside(doc[name], scope)
      if (value !== undefined) setField(result, name, value)
    }
    return result
  }

  function inside(value: unknown, scope: Scope): unknown {
    if (isDocument(value)) return redacted(value, scope)
    if (!Array.isArray(value)) return value
    return value.map(item => inside(item, scope)).filter(item => item !== undefined)
  }

  return function* (input) {
    for (const doc of input) {
      const result = doc && redacted(doc, newScope(doc, context.variables, context.now))
      if (doc === undefined || result !== undefined) yield result
    }
  }
}
