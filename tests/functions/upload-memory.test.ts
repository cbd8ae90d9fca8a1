import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, inject, it } from 'vitest'
import { newPartner } from '../setup/people/people.ts'
import { FREE, readClip } from '../setup/videos/videos.ts'

const MEBIBYTE = 1024 * 1024

it('publishes 4 MiB of Base64 with less than 128 MiB of memory above idle', async () => {
  const partner = await newPartner()
  const cookie = [...partner.browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')
  const clip = await readClip('ocean-waves.mp4')
  // A free box at the end makes an MP4 of any size (ISO/IEC 14496-12, 8.1.2).
  const padding = Buffer.alloc(4 * MEBIBYTE - clip.length)
  padding.writeUInt32BE(padding.length, 0)
  padding.write('free', 4)
  const base64 = Buffer.concat([clip, padding]).toString('base64')
  const body = JSON.stringify({ title: 'Four mebibytes', price: FREE, video: { base64 } })

  // In its own process, like a Lambda, so that the peak is only its own.
  const child = spawn(process.execPath, ['tests/setup/videos/upload-once.ts'], {
    env: { ...process.env, ...inject('settings') },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify({ cookie, body }))
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  await once(child, 'close')
  const report = output.split('\n').find(line => line.startsWith('{"idleBytes"')) ?? '{}'
  const { idleBytes, peakBytes, status }: Record<string, number> = JSON.parse(report)
  expect(status).toBe(201)
  expect(((peakBytes ?? Infinity) - (idleBytes ?? 0)) / MEBIBYTE).toBeLessThan(128)
})
