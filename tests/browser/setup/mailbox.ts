import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { mailsTo } from '../../setup/people/mail.ts'
import type { Visitor } from './visitor.ts'

/** Opens the latest mail of this subject in the mailbox, and its button in a new tab, as its recipient does. */
export async function openMail(visitor: Visitor, email: string, subject: string): Promise<Page> {
  const tab = await visitor.openTab()
  await expect.poll(() => mailsTo(email, subject)).not.toEqual([])
  await tab.goto(inject('mailboxUrl'))
  await tab
    .getByRole('link')
    .filter({ hasText: email })
    .filter({ has: tab.getByText(subject, { exact: true }) })
    .first()
    .click()
  const frame = tab.frameLocator('iframe')
  const [opened] = await Promise.all([
    visitor.context.waitForEvent('page'),
    // The first link is the button; the second shows the address.
    frame.getByRole('link').first().click(),
  ])
  await tab.close()
  return opened
}
