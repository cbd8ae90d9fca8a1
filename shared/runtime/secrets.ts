/**
 * The secrets of a stage from SSM Parameter Store: every parameter directly below a path, decrypted, by the
 * last part of its name. One call at cold start; ten parameters come in one answer.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 * @throws Error that names the path, if it cannot be read
 */
export async function readSecrets(path: string): Promise<Record<string, string>> {
  // Only a deployed stage loads the client, which the Lambda runtime brings.
  const { GetParametersByPathCommand, SSMClient } = await import('@aws-sdk/client-ssm')
  const client = new SSMClient({ maxAttempts: 3 })
  const secrets: Record<string, string> = {}
  let NextToken: string | undefined
  try {
    do {
      const page = await client.send(
        new GetParametersByPathCommand({ Path: path, WithDecryption: true, ...(NextToken && { NextToken }) }),
      )
      for (const { Name, Value } of page.Parameters ?? []) {
        if (Name && Value !== undefined) secrets[Name.slice(Name.lastIndexOf('/') + 1)] = Value
      }
      NextToken = page.NextToken
    } while (NextToken)
  } catch (cause) {
    throw new Error(`The secrets below ${path} cannot be read`, { cause })
  }
  return secrets
}
