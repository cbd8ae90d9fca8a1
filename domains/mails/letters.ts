import { letter, unlinked } from '#domains/mails/layout.ts'
import type { Role } from '#shared/contract/viewer.ts'
import type { Letter } from '#shared/runtime/mail/letter.ts'

interface Addressee {
  role: Role
  /** The username or the brand. */
  name: string
}

const ACCOUNT: Record<Role, string> = { user: 'Reels account', partner: 'Reels partner account' }

/** To the address of an account: is it really theirs? */
export function verificationLetter({ role, name, link }: Addressee & { link: string }): Letter {
  return letter({
    subject: 'Confirm your email address',
    preheader: 'One click, and we know that this address is yours. The link works for a day.',
    heading: 'Confirm your email address',
    paragraphs: [
      `Hi ${unlinked(name)},`,
      `Please confirm that this address belongs to your ${ACCOUNT[role]}. The link works once, and for a day.`,
    ],
    action: { label: 'Confirm email address', url: link },
    closing:
      'You get this mail because somebody used this address for an account at Reels. If it was not you, ignore it: without the link, the address stays unconfirmed.',
  })
}

/** To an address that an account is to have from now on. */
export function newAddressLetter({ role, name, link }: Addressee & { link: string }): Letter {
  return letter({
    subject: 'Confirm your new email address',
    preheader: 'Your email address changes as soon as you open the link. It works for a day.',
    heading: 'Confirm your new email address',
    paragraphs: [
      `Hi ${unlinked(name)},`,
      `You asked to use this address for your ${ACCOUNT[role]}. It changes as soon as you open the link, which works once, and for a day. Until then you log in with the old one.`,
    ],
    action: { label: 'Use this address', url: link },
    closing:
      'You get this mail because somebody who is logged in to an account at Reels entered this address. If it was not you, ignore it: nothing changes without the link.',
  })
}

/** To the address that an account has until the change is confirmed. */
export function oldAddressLetter({ role, name, newEmail }: Addressee & { newEmail: string }): Letter {
  return letter({
    subject: 'Your email address is about to change',
    preheader: 'If it was not you, set a new password now: that stops the change.',
    heading: 'Your email address is about to change',
    paragraphs: [
      `Hi ${unlinked(name)},`,
      `Somebody who knows your password, probably you, asked to change the email address of your ${ACCOUNT[role]} to ${newEmail}. It changes when the link in the mail to that address is opened.`,
      'If it was not you, change your password in your account settings, or choose “Forgot your password?” at the login. A new password stops the change.',
    ],
    closing: 'You get this mail because this is the email address of an account at Reels.',
  })
}

/** To somebody who has forgotten the password. */
export function passwordResetLetter({ role, name, link }: Addressee & { link: string }): Letter {
  return letter({
    subject: 'Set a new password',
    preheader: 'The link works once, and for an hour.',
    heading: 'Set a new password',
    paragraphs: [
      `Hi ${unlinked(name)},`,
      `Somebody, probably you, asked to set a new password for your ${ACCOUNT[role]}. The link works once, and for an hour.`,
    ],
    action: { label: 'Set a new password', url: link },
    closing:
      'You get this mail because this is the email address of an account at Reels. If it was not you, ignore it: your password stays as it is.',
  })
}

/** To somebody whose password was changed or reset. */
export function passwordChangedLetter({ role, name }: Addressee): Letter {
  return letter({
    subject: 'Your password was changed',
    preheader: 'If it was not you, set a new password now.',
    heading: 'Your password was changed',
    paragraphs: [
      `Hi ${unlinked(name)},`,
      `The password of your ${ACCOUNT[role]} was changed. All other devices were logged out, and links that were mailed before do not work any more.`,
      'If it was not you, choose “Forgot your password?” at the login and set a new one now.',
    ],
    closing: 'You get this mail because this is the email address of an account at Reels.',
  })
}
