import type { Purchase } from '#client'

interface InWords {
  label: string
  tone: 'ready' | 'waiting' | 'failed'
  /** What it means for the buyer. */
  text: string
}

/** The states of a purchase in words. */
export const STATUS_WORDS: Record<Purchase['status'], InWords> = {
  open: { label: 'Not paid yet', tone: 'waiting', text: 'You have not paid yet.' },
  processing: {
    label: 'Being paid',
    tone: 'waiting',
    text: 'Your bank is still working on it. You can watch the reel as soon as the money has arrived.',
  },
  paid: { label: 'Paid', tone: 'ready', text: 'The reel is in your library.' },
  expired: {
    label: 'Not bought',
    tone: 'failed',
    text: 'The checkout was open for too long. Nothing was charged.',
  },
  failed: {
    label: 'Not bought',
    tone: 'failed',
    text: 'The payment did not go through. Nothing was charged.',
  },
  canceled: { label: 'Not bought', tone: 'failed', text: 'You left the checkout. Nothing was charged.' },
  refunding: { label: 'Refund under way', tone: 'waiting', text: 'Your money is on its way back to you.' },
  refunded: { label: 'Refunded', tone: 'waiting', text: 'You got your money back.' },
  disputed: {
    label: 'Disputed',
    tone: 'failed',
    text: 'Your bank has asked for the money back. Until it has decided, the reel cannot be watched.',
  },
  lost: { label: 'Taken back', tone: 'failed', text: 'Your bank has taken the money back.' },
}
