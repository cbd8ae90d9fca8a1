import { onTestFinished, vi } from 'vitest'

/** Captures what this process writes to its terminal until the test ends. */
export function captureLog(): { text(): string } {
  let text = ''
  const take = (chunk: string | Uint8Array): boolean => {
    text += chunk.toString()
    return true
  }
  const spies = [process.stdout, process.stderr].map(stream =>
    vi.spyOn(stream, 'write').mockImplementation(take),
  )
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return { text: () => text }
}
