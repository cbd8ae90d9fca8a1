/** The environment of a process that stands in for Lambda. It inherits only PATH. */
export function lambdaEnvironment(entry: string, settings: Record<string, string>): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_REGION: 'eu-west-1',
    ...settings,
    BENCH_ENTRY: entry,
  }
}
