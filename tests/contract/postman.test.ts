import { readFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'
import mongoose from 'mongoose'
import { describe, expect, inject, it } from 'vitest'
import { codeOf } from '#domains/share/code.ts'
import { openBrowser } from '#local/browser.ts'
import { fetchFrom, newAddress } from '../setup/people/addresses.ts'
import { mailedToken } from '../setup/people/mail.ts'
import { database } from '../setup/platform/database.ts'
import { payCheckout } from '../setup/platform/payments-server.ts'
import { confirmEmail, newSeller } from '../setup/selling/partners.ts'
import { publishReel } from '../setup/videos/videos.ts'

interface Item {
  name: string
  event: { listen: string; script: { exec: string[] } }[]
  request: {
    method: string
    header: { key: string; value: string; disabled?: boolean }[]
    url: { raw: string; variable?: { key: string; value: string }[] }
    body?: { raw?: string; formdata?: { key: string; value: string }[] }
  }
}

interface Collection {
  variable: { key: string; value: string }[]
  item: { name: string; item: Item[] }[]
}

const collection: Collection = JSON.parse(await readFile('generated/postman.json', 'utf8'))

/** Runs the collection as Postman does, with variables, cookies, and the scripts before and after a request. */
function openRunner() {
  const variables = new Map(collection.variable.map(({ key, value }) => [key, value]))
  variables.set('baseUrl', inject('apiUrl'))
  const { fetch } = openBrowser(new Map(), fetchFrom(newAddress()))
  const timestamp = String(Date.now())
  const resolved = (text: string) =>
    text.replace(/\{\{([^}]+)\}\}/g, (_, name: string) =>
      name === '$timestamp' ? timestamp : (variables.get(name) ?? `no ${name}`),
    )

  async function run({ name, event, request }: Item): Promise<'sent' | 'skipped'> {
    let skipped = false
    let answer = { status: 0, text: '' }
    const pm = {
      variables: { get: (key: string) => variables.get(key) },
      collectionVariables: { set: (key: string, value: string) => variables.set(key, value) },
      execution: {
        skipRequest: () => {
          skipped = true
        },
      },
      test: (title: string, check: () => void) => {
        expect(check, `${name} ${title}, and not ${answer.status}: ${answer.text}`).not.toThrow()
      },
      response: {
        json: () => JSON.parse(answer.text),
        to: { have: { status: (status: number) => expect(answer.status).toBe(status) } },
      },
    }
    const runScripts = (kind: string) => {
      for (const { listen, script } of event)
        if (listen === kind) runInNewContext(script.exec.join('\n'), { pm })
    }
    runScripts('prerequest')
    if (skipped) return 'skipped'
    const { method, header, url, body } = request
    const path = resolved(url.raw).replace(/(?<=\/):(\w+)/g, (_, key: string) =>
      resolved(url.variable?.find(each => each.key === key)?.value ?? ''),
    )
    const sent = header.filter(each => !each.disabled).map(({ key, value }) => [key, resolved(value)])
    const form = new FormData()
    for (const { key, value } of body?.formdata ?? []) form.append(key, resolved(value))
    const response = body?.formdata
      ? await globalThis.fetch(path, { method, body: form })
      : await fetch(path, {
          method,
          headers: Object.fromEntries(sent),
          ...(body?.raw && { body: resolved(body.raw) }),
        })
    answer = { status: response.status, text: await response.text() }
    runScripts('test')
    return 'sent'
  }

  return { variables, run }
}

/** Requests that need a token from a mail: its variable, and the subject of the mail. */
const FROM_MAIL = new Map([
  ['Confirm an email with the link from the mail', ['emailToken', 'Confirm your email address']],
  ['Set a new password with the link from the mail', ['resetToken', 'Set a new password']],
])

const BUY = 'Buy a reel'
const REFRESH = 'A purchase of mine, after asking Stripe'

const db = database()

async function sessionOf(purchaseId: string): Promise<string> {
  const _id = new mongoose.Types.ObjectId(purchaseId)
  const purchase = await db.collection('purchases').findOne({ _id })
  return String(purchase?.['session'].id)
}

describe('the collection for Postman', () => {
  it('runs from top to bottom, and each request succeeds', { timeout: 60_000 }, async () => {
    const { variables, run } = openRunner()
    const items = collection.item.flatMap(part => part.item)
    for (const item of items) {
      const [token, subject] = FROM_MAIL.get(item.name) ?? []
      if (token !== undefined) {
        expect(await run(item)).toBe('skipped')
        variables.set(token, await mailedToken(variables.get('userEmail') ?? '', subject))
      }
      if (item.name === 'The page of a reel for links') {
        expect(await run(item)).toBe('skipped')
        variables.set('shareCode', codeOf(variables.get('reelId') ?? ''))
      }
      if (item.name === 'Begin to get paid') {
        expect(await run(item)).toBe('skipped')
        await confirmEmail(db, { id: variables.get('partnerId') ?? '' })
        variables.set('partnerIsVerified', 'yes')
      }
      if (item.name === BUY) {
        expect(await run(item)).toBe('skipped')
        const { id } = await publishReel(await newSeller(db), { price: { amount: 499, currency: 'USD' } })
        variables.set('soldReelId', id)
      }
      if (item.name === 'Refund a purchase') {
        expect(await run(item)).toBe('skipped')
        // The purchase before this was closed.
        for (const name of [BUY, REFRESH]) {
          for (const again of items.filter(each => each.name === name)) await run(again)
          const purchaseId = variables.get('purchaseId') ?? ''
          if (name === BUY) await payCheckout(await sessionOf(purchaseId))
          variables.set('paidPurchaseId', purchaseId)
        }
      }
      expect(await run(item), item.name).toBe('sent')
    }
  })
})
