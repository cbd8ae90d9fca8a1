/** What a mail says, once for programs that show HTML and once as plain text. */
export interface Letter {
  subject: string
  text: string
  html: string
}
