import type { Plan } from './plan.ts'
import { inputOf } from './texts.ts'

/** Above this line, \`npm run new\` adds the row of an endpoint. */
const MARKER = /^( *)\/\/ `npm run new` adds .*$/m

/** What each table of tests needs for an endpoint, by the file of the table. */
export function rowsOf(plan: Plan): Map<string, string> {
  const { auth, name } = plan
  const input = inputOf(plan)
  const audience = {
    public: 'anyone',
    optional: 'anyone',
    user: 'users',
    partner: 'partners',
    account: 'accounts',
  }[auth]
  const caller = auth === 'partner' ? 'partner' : 'user'
  const sender = auth === 'public' || auth === 'optional' ? 'somebody' : caller
  return new Map([
    [
      'tests/trust/authorization.test.ts',
      `${name}: { who: '${audience}'${input && `, send: () => (${input})`} },`,
    ],
    ['tests/functions/queries.test.ts', `did('${name}', expectOk(await ${caller}.${name}(${input})))`],
    ['tests/contract/examples.test.ts', `await send('${name}', ${sender})`],
  ])
}

/** @throws Error if the table has no place for a row */
export function withRow(table: string, row: string, file: string): string {
  if (!MARKER.test(table)) throw new Error(`${file} has lost the comment above which new rows are added.`)
  return table.replace(MARKER, (marker, indent: string) => `${indent}${row}\n${marker}`)
}
