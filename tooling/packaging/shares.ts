import { parse, stringify } from 'yaml'
import type { Deployment, Share } from './deployment.ts'

/** What infrastructure/stages.yml says of a stage's database. */
export interface Database {
  /** Connections that the cluster takes. */
  connections: number
  /** Connections of one container to the primary. */
  poolSize: number
}

export type Shares = Record<Share, number>

/** A container also watches each of the three members of the replica set, with one connection each. */
const WATCHING = 3
// [107 shares] The rest is for deployments, when old and new containers run side by side, for `db:indexes` and for people.
const GIVEN_AWAY = 0.8
/** An AWS account runs 1,000 containers at once and keeps 100 for functions that have no share. */
const ACCOUNT = 900
/** A run may still go on when the next one begins, or EventBridge delivers an event again. */
const JOB = 2

/** How many containers may be connected to a database at once. */
export function containersFor({ connections, poolSize }: Database): number {
  return Math.min(ACCOUNT, Math.floor((GIVEN_AWAY * connections) / (poolSize + WATCHING)))
}

/**
 * How many containers each kind of function may have at once: the largest share for the busy ones with which the sum
 * over all functions fits, a quarter of that for the usual ones, an eighth for the rare ones, and at least one for each.
 * @throws Error if the database does not have a connection for each function
 */
export function sharesFor(functions: readonly Pick<Deployment, 'share'>[], database: Database): Shares {
  const containers = containersFor(database)
  for (let busy = containers; busy >= 1; busy--) {
    const shares = sharesOf(busy)
    const sum = functions.reduce((total, { share }) => total + (share ? shares[share] : 0), 0)
    if (sum <= containers) return shares
  }
  throw new Error(
    `${functions.length} functions need a larger database than one of ${database.connections} connections`,
  )
}

/** The shares of each stage that has `reservesConcurrency` in `stages`, the text of infrastructure/stages.yml. */
export function concurrencyYml(functions: readonly Pick<Deployment, 'share'>[], stages: string): string {
  const params: Record<string, StageParams> = parse(stages)
  const reserving = Object.entries(params).filter(([, { reservesConcurrency }]) => reservesConcurrency)
  const shares = reserving.map(([stage, own]) => {
    const { databaseConnections, mongodbPoolSize } = { ...params['default'], ...own }
    const database = { connections: Number(databaseConnections), poolSize: Number(mongodbPoolSize) }
    return [stage, sharesFor(functions, database)]
  })
  return (
    '# Made from functions/ and infrastructure/stages.yml by `npm run generate`: docs/operations.md#concurrency\n' +
    stringify(Object.fromEntries(shares))
  )
}

interface StageParams {
  reservesConcurrency?: boolean
  databaseConnections?: number
  mongodbPoolSize?: string
}

function sharesOf(busy: number): Shares {
  const part = (divisor: number) => Math.max(1, Math.floor(busy / divisor))
  return { busy, usual: part(4), rare: part(8), job: JOB }
}
