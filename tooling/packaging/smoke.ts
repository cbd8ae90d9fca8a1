/** The result of one step of the smoke test. */
interface Finding {
  step: string
  fault: string | null
}

interface Step {
  step: string
  method?: string
  path: string
  headers?: Record<string, string>
  /** What is wrong with the answer; null if nothing is. */
  judge(answer: Response, text: string): string | null
}

const MILLISECONDS = 15_000
const NOBODY = 'https://nobody.invalid'

const steps: Step[] = [
  {
    step: 'is healthy, with its database and the indexes',
    path: '/health',
    judge: (answer, text) => expectStatus(answer, text, 200) ?? (/"status":"ok"/.test(text) ? null : text),
  },
  {
    step: 'shows its limits to everyone',
    path: '/config',
    judge: (answer, text) => expectStatus(answer, text, 200) ?? expectJson(text),
  },
  {
    step: 'shows the feed',
    path: '/reels?limit=1',
    judge: (answer, text) => expectStatus(answer, text, 200) ?? (/"items":\[/.test(text) ? null : text),
  },
  {
    step: 'answers an unknown path with a problem',
    path: '/no-such-path',
    judge: (answer, text) => expectStatus(answer, text, 404) ?? expectProblem(answer, text, 'NotFound'),
  },
  {
    step: 'asks for a login if an endpoint needs one',
    path: '/auth/me',
    judge: (answer, text) =>
      expectStatus(answer, text, 401) ?? expectProblem(answer, text, 'NotAuthenticated'),
  },
  {
    step: 'does not allow a foreign website by CORS',
    method: 'OPTIONS',
    path: '/reels',
    headers: { origin: NOBODY, 'access-control-request-method': 'POST' },
    judge: (answer, text) =>
      (answer.ok ? null : expectStatus(answer, text, 204)) ??
      (answer.headers.get('access-control-allow-origin') === NOBODY ? `allows ${NOBODY}` : null) ??
      (answer.headers.get('access-control-max-age') ? null : 'has no access-control-max-age'),
  },
  {
    step: 'shows its documentation',
    path: '/docs',
    judge: (answer, text) =>
      expectStatus(answer, text, 200) ?? (/<html/i.test(text) ? null : 'is not an HTML page'),
  },
  {
    step: 'shows its OpenAPI document',
    path: '/openapi.json',
    judge: (answer, text) =>
      expectStatus(answer, text, 200) ??
      (/"openapi":\s*"3\.1/.test(text) ? null : 'is not an OpenAPI document'),
  },
]

/** Sends a stage the first requests of a client. Changes nothing. */
export async function smoke(url: string): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { step, method = 'GET', path, headers = {}, judge } of steps) {
    findings.push({ step, fault: await tryStep(new URL(path, url), { method, headers }, judge) })
  }
  return findings
}

async function tryStep(url: URL, init: RequestInit, judge: Step['judge']): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(MILLISECONDS),
    })
    const fault = judge(answer, await answer.text())
    if (fault) return fault
    return answer.headers.get('x-request-id') ? null : 'has no x-request-id: not this API'
  } catch (error) {
    return error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error)
  }
}

function expectStatus({ status }: Response, text: string, expected: number): string | null {
  return status === expected ? null : `is ${status} and not ${expected}: ${text.slice(0, 300)}`
}

function expectJson(text: string): string | null {
  return text.startsWith('{') ? null : `is not JSON: ${text.slice(0, 100)}`
}

function expectProblem({ headers }: Response, text: string, code: string): string | null {
  const type = headers.get('content-type')
  if (type !== 'application/problem+json') return `is ${type} and no problem: ${text.slice(0, 100)}`
  return text.includes(`"code":"${code}"`) ? null : `has another code than ${code}: ${text.slice(0, 300)}`
}

// `npm run smoke -- https://…`
if (import.meta.main) {
  const [url] = process.argv.slice(2)
  if (!url) throw new Error('Name the address of the API')
  const findings = await smoke(url)
  for (const { step, fault } of findings) console.log(fault ? `FAILED  ${step}: ${fault}` : `ok      ${step}`)
  if (findings.some(({ fault }) => fault)) process.exitCode = 1
}
