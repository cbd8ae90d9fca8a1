import type { SESv2Client } from '@aws-sdk/client-sesv2'
import { config } from '#shared/runtime/config.ts'
import type { Letter } from '#shared/runtime/mail/letter.ts'
import { timed } from '#shared/runtime/time-spent.ts'

/** How long sending may take: what takes longer is given up, and sent later by the job. */
export const SEND_MILLISECONDS = 1_200

let client: SESv2Client | undefined

/** Loads the client, which takes a while; the Lambda runtime brings it. */
export async function prepareMail(): Promise<void> {
  await import('@aws-sdk/client-sesv2')
}

/**
 * Sends a mail through Amazon SES. On a laptop `AWS_ENDPOINT_URL_SESV2` points the same client at the local
 * mailbox. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @throws Error of the client, within `SEND_MILLISECONDS`
 */
export async function sendLetter(to: string, { subject, text, html }: Letter): Promise<void> {
  const { SendEmailCommand, SESv2Client } = await import('@aws-sdk/client-sesv2')
  client ??= new SESv2Client({ maxAttempts: 1 })
  const ses = client
  const command = new SendEmailCommand({
    FromEmailAddress: config().mail.from,
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: { Subject: part(subject), Body: { Text: part(text), Html: part(html) } },
    },
  })
  await timed('mail', () => ses.send(command, { abortSignal: AbortSignal.timeout(SEND_MILLISECONDS) }))
}

// Without a character set, SES takes the text as ASCII.
function part(Data: string) {
  return { Data, Charset: 'UTF-8' }
}
