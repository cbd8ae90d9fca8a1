/** Nothing but the start of Node: what no function can be faster than. */
export async function handler(): Promise<{ statusCode: number; body: string }> {
  return { statusCode: 200, body: '{}' }
}
