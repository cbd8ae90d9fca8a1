/** The start of Node alone. No function can be faster. */
export async function handler(): Promise<{ statusCode: number; body: string }> {
  return { statusCode: 200, body: '{}' }
}
