import type { SESv2Client } from '@aws-sdk/client-sesv2'
import { config } from '#shared/config.ts'

export interface Mail {
  to: string
  subject: string
  text: string
}

const SEND_MILLISECONDS = 3_000

let client: SESv2Client | undefined

/**
 * Sends a mail through Amazon SES. On a laptop `AWS_ENDPOINT_URL_SESV2` points the same client at the local
 * mailbox. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @throws Error of the client, within 3 s
 */
export async function sendMail({ to, subject, text }: Mail): Promise<void> {
  // Loaded when a mail is sent; the Lambda runtime brings it.
  const { SendEmailCommand, SESv2Client } = await import('@aws-sdk/client-sesv2')
  client ??= new SESv2Client({ maxAttempts: 1 })
  const command = new SendEmailCommand({
    FromEmailAddress: config().mail.from,
    Destination: { ToAddresses: [to] },
    Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
  })
  await client.send(command, { abortSignal: AbortSignal.timeout(SEND_MILLISECONDS) })
}
