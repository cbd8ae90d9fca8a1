import { type Document, isDocument } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import { countStages, executionStats, planStages, queryPlanner } from '../query/explain.ts'
import { type FindPlan, type FindQuery, foundRecords, planFind } from '../query/find.ts'
import { splitPipeline } from '../query/pipeline.ts'
import { stagesOf } from './aggregation/aggregate.ts'
import { SERVER_VERSION } from './connecting/handshake.ts'
import { argumentsOf } from './context/arguments.ts'
import type { Commands, Context, Reply } from './context/context.ts'
import { findCollection } from './context/namespaces.ts'
import { collationOf, hintOf, letOf } from './context/query-options.ts'
import { pull } from './context/turns.ts'
import { countFound, countQueryOf, distinctQueryOf, findQueryOf } from './reading/reads.ts'
import { findAndModifyOf } from './writing/find-and-modify.ts'

const VERBOSITIES = ['queryPlanner', 'executionStats', 'allPlansExecution']

interface Explained {
  plan: FindPlan
  write?: (stage: Document) => Document
  rest?: Document[]
  count?: boolean
}

export const explainCommands: Commands = { explain: { known: ['verbosity'], run: explain } }

function firstStatement(inner: Context, field: string): Document {
  const statements = inner.arguments.documents(field) ?? []
  if (statements.length !== 1 || !statements[0]) {
    throw new MongoError('InvalidLength', `explained write batches must be of size 1`)
  }
  return statements[0]
}

function statementQuery(inner: Context, statement: Document): FindQuery {
  const parsed = argumentsOf(inner.name, statement)
  const collection = findCollection(inner)
  return {
    filter: parsed.document('q') ?? {},
    collation: collationOf(parsed.document('collation'), collection),
    hint: hintOf(parsed),
    sort: parsed.document('sort'),
  }
}

/** Explains a command. For a write, its own stage is added around the plan, and nothing is written. */
function planOf(inner: Context): Explained {
  const collection = findCollection(inner)
  const { view } = inner
  switch (inner.name) {
    case 'find':
      return { plan: planFind(view, collection, findQueryOf(inner, collection)) }
    case 'count':
      return { plan: planFind(view, collection, countQueryOf(inner, collection)), count: true }
    case 'distinct': {
      const query = distinctQueryOf(inner, collection)
      const key = inner.arguments.requiredString('key')
      return { plan: planFind(view, collection, { ...query, projection: { _id: 0, [key]: 1 } }) }
    }
    case 'aggregate': {
      const { query, rest } = splitPipeline(stagesOf(inner))
      const plan = planFind(view, collection, {
        ...query,
        collation: collationOf(inner.arguments.document('collation'), collection),
        hint: hintOf(inner.arguments),
        variables: letOf(inner.arguments),
      })
      return { plan, rest }
    }
    case 'update': {
      const statement = firstStatement(inner, 'updates')
      const limit = statement['multi'] === true ? undefined : 1
      const plan = planFind(view, collection, { ...statementQuery(inner, statement), limit })
      return { plan, write: stage => ({ stage: 'UPDATE', inputStage: stage }) }
    }
    case 'delete': {
      const statement = firstStatement(inner, 'deletes')
      const limit = Number(statement['limit']) === 1 ? 1 : undefined
      const plan = planFind(view, collection, { ...statementQuery(inner, statement), limit })
      return { plan, write: stage => ({ stage: 'DELETE', inputStage: stage }) }
    }
    case 'findAndModify':
    case 'findandmodify': {
      const { filter, collation, hint, sort, variables, update } = findAndModifyOf(inner, collection)
      const plan = planFind(view, collection, { filter, collation, hint, sort, variables, limit: 1 })
      return {
        plan,
        write: stage => ({ stage: update === undefined ? 'DELETE' : 'UPDATE', inputStage: stage }),
      }
    }
    default:
      throw new MongoError('CommandNotFound', `Explain failed due to unknown command: ${inner.name}`)
  }
}

async function explain(context: Context): Promise<Reply> {
  const explained = context.arguments.document('explain')
  const verbosity = context.arguments.string('verbosity') ?? 'allPlansExecution'
  if (!explained || !VERBOSITIES.includes(verbosity)) {
    throw new MongoError('FailedToParse', `verbosity string must be one of {${VERBOSITIES.join(', ')}}`)
  }
  const name = Object.keys(explained)[0] ?? ''
  const inner: Context = { ...context, command: explained, name, arguments: argumentsOf(name, explained) }
  const found = planOf(inner)
  const result = await explainPlan(inner, found, { collection: String(explained[name]), verbosity })
  const rest = await Promise.all((found.rest ?? []).map(stage => explainStage(inner, stage, verbosity)))
  const fields = rest.length > 0 ? { stages: [{ $cursor: result }, ...rest] } : result
  return {
    fields: {
      explainVersion: '1',
      ...fields,
      command: { ...explained, $db: context.database },
      serverInfo: {
        host: context.server.host,
        port: context.server.port,
        version: SERVER_VERSION,
        gitVersion: 'none',
      },
    },
  }
}

interface Asked {
  collection: string
  verbosity: string
}

async function explainPlan(inner: Context, explained: Explained, { collection, verbosity }: Asked) {
  const { plan, write, count } = explained
  const around = write ?? ((stage: Document) => stage)
  const stages = count ? countStages : planStages
  const namespace = `${inner.database}.${collection}`
  const result: Document = { queryPlanner: queryPlanner(plan, around(stages(plan, undefined)), namespace) }
  if (verbosity === 'queryPlanner') return result
  const start = performance.now()
  let returned = 0
  if (count) returned = await countFound(inner, plan)
  else await pull(inner, foundRecords(inner.view, plan), () => ++returned > 0)
  const executed = { counts: plan.counts, returned, milliseconds: performance.now() - start }
  return { ...result, executionStats: executionStats(plan, around(stages(plan, executed)), executed) }
}

/** A stage as `explain` shows it: of `$unionWith`, what it reads is explained, too. */
async function explainStage(inner: Context, stage: Document, verbosity: string): Promise<Document> {
  const union = stage['$unionWith']
  if (!isDocument(union) || typeof union['coll'] !== 'string' || !Array.isArray(union['pipeline']))
    return stage
  const { coll, pipeline } = union
  const { query, rest } = splitPipeline(pipeline)
  const collation = collationOf(inner.arguments.document('collation'), undefined)
  const plan = planFind(inner.view, findCollection(inner, coll), { ...query, collation })
  const cursor = await explainPlan(inner, { plan }, { collection: coll, verbosity })
  return { $unionWith: { coll, pipeline: [{ $cursor: cursor }, ...rest] } }
}
