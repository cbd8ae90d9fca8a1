import { letter, unlinked } from '#domains/mails/layout.ts'
import type { Letter } from '#shared/runtime/mail/letter.ts'

/** What was sold, for a mail. Amounts are written, such as `USD 4.99`. */
interface SaleInMail {
  /** The username or the brand of whom the mail is for. */
  name: string
  /** The title of the reel. */
  title: string
  amount: string
}

/** To the buyer, when a reel is paid. */
export function receiptLetter({
  name,
  title,
  amount,
  number,
  date,
  brandName,
  tax,
}: SaleInMail & { number: string; date: string; brandName: string; tax: string | null }): Letter {
  return letter({
    subject: `Your receipt ${number}`,
    preheader: `Thank you for your purchase. You paid ${amount}, and the reel is in your library.`,
    heading: `Your receipt ${number}`,
    paragraphs: [
      `Hi ${unlinked(name)},`,
      `Thank you for your purchase on ${date}. The reel is in your library, and you can watch it as often as you like.`,
      `“${unlinked(title)}” by ${unlinked(brandName)}: ${amount}${tax === null ? '' : ` (with ${tax} tax)`}.`,
      'You asked to watch it at once. If you change your mind within 14 days and have watched less than half of it, you can ask for a refund under your purchases.',
    ],
    closing:
      'You get this mail because you have bought a reel at Reels. The receipt is also under your purchases.',
  })
}

/** To the buyer, when money has gone back. */
export function refundLetter({ name, title, amount, number }: SaleInMail & { number: string }): Letter {
  return letter({
    subject: `Your refund for receipt ${number}`,
    preheader: `You get ${amount} back, the way you paid. It can take your bank a few days.`,
    heading: `Your refund for receipt ${number}`,
    paragraphs: [
      `Hi ${unlinked(name)},`,
      `Your purchase of “${unlinked(title)}” was refunded: ${amount}. The money goes back the way you paid, which can take your bank 5 to 10 days.`,
    ],
    closing: 'You get this mail because you have bought a reel at Reels.',
  })
}

/** To the partner, when the bank of a buyer asks for the money. */
export function disputeLetter({ name, title, amount }: SaleInMail): Letter {
  return letter({
    subject: 'A sale of yours is disputed',
    preheader: `The bank of a buyer has asked for ${amount} back. You need not do anything now.`,
    heading: 'A sale of yours is disputed',
    paragraphs: [
      `Hi ${unlinked(name)},`,
      `The bank of a buyer has asked for the price of “${unlinked(title)}” back: ${amount}. Until the bank has decided, your part of it is taken from your balance, and the buyer cannot watch the reel.`,
      'We answer the bank. If it decides for us, you get your part again.',
    ],
    closing: 'You get this mail because you sell reels at Reels.',
  })
}

/** To a partner whose account at Stripe is not paid any more, or soon will not be. */
export function attentionLetter({ name, isPaid }: { name: string; isPaid: boolean }): Letter {
  const [subject, preheader, fact] = isPaid
    ? [
        'Stripe needs something from you',
        'Please give it soon: otherwise your reels can no longer be bought.',
        'Stripe, which pays you, asks for something more. If it does not get it in time, your reels can no longer be bought.',
      ]
    : [
        'Your reels cannot be bought now',
        'Stripe does not pay you at the moment. Please look at what it asks for.',
        'Stripe, which pays you, has restricted your account. Until this is settled, your reels cannot be bought. What you have sold is yours, and buyers keep their reels.',
      ]
  return letter({
    subject,
    preheader,
    heading: subject,
    paragraphs: [
      `Hi ${unlinked(name)},`,
      fact,
      'Open “Get paid” in your studio to see what Stripe asks for.',
    ],
    closing: 'You get this mail because you sell reels at Reels.',
  })
}

/** To a partner whose bank has sent a payout back. */
export function payoutFailedLetter({ name }: { name: string }): Letter {
  return letter({
    subject: 'A payout could not be made',
    preheader: 'Your bank did not take the money. Please check the bank account that you gave Stripe.',
    heading: 'A payout could not be made',
    paragraphs: [
      `Hi ${unlinked(name)},`,
      'Your bank did not take a payout, so the money is in your balance again. Please check the bank account that you gave Stripe: open “Get paid” in your studio. Stripe tries again after that.',
    ],
    closing: 'You get this mail because you sell reels at Reels.',
  })
}
