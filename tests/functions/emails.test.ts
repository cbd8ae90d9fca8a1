import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, inject, it } from 'vitest'
import { mailedToken, mailsTo } from '../setup/people/mail.ts'
import { expectOk, newPartner, newUser, type Person, problemOf, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'

const db = database()

const VERIFICATION = 'Confirm your email address'
const NEW_ADDRESS = 'Confirm your new email address'
const OLD_ADDRESS = 'Your email address is about to change'
const NEW_PASSWORD = 'nine-green-ladders'

const newAddress = () => `${randomUUID()}@example.com`
const use = (token: string) => stranger().api.verifyEmail({ body: { token } })
const ask = ({ api, password }: Person, newEmail: string) => api.changeEmail({ body: { password, newEmail } })
const accountOf = async ({ api }: Person) => expectOk(await api.getMe()).account

describe('the address of a new account', () => {
  it.for(['user', 'partner'] as const)(
    'of a %s is confirmed by the link in the first mail, once',
    async role => {
      const person = role === 'user' ? await newUser() : await newPartner()
      expect(await accountOf(person)).toMatchObject({ email: person.email, emailVerified: false })
      const [mail] = await mailsTo(person.email, VERIFICATION)
      const page = `${inject('settings')['EMAIL_VERIFICATION_URL']}#token=`
      expect(mail?.text).toContain(page)
      expect(mail?.html).toContain(page)
      const token = await mailedToken(person.email)
      expect((await use(token)).status).toBe(204)
      expect(await accountOf(person)).toMatchObject({ email: person.email, emailVerified: true })
      expect(problemOf(await use(token))).toBe('400 InvalidToken')
    },
  )

  it('is confirmed by exactly one of two uses at once', async () => {
    const { email } = await newUser()
    const token = await mailedToken(email)
    const outcomes = await Promise.all([use(token), use(token)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual([204, 400])
  })

  it('gets another link on demand, up to five an hour, and none once it is confirmed', async () => {
    const user = await newUser()
    const asked = []
    for (let count = 0; count < 6; count += 1) asked.push((await user.api.requestVerification()).status)
    expect(asked).toEqual([202, 202, 202, 202, 202, 429])
    expect(await mailsTo(user.email, VERIFICATION)).toHaveLength(6)
    expect((await use(await mailedToken(user.email))).status).toBe(204)
    expect((await user.api.requestVerification()).status).toBe(204)
    expect(await mailsTo(user.email, VERIFICATION)).toHaveLength(6)
  })

  it('is not confirmed by a link that is a day old, or made up', async () => {
    const user = await newUser()
    const token = await mailedToken(user.email)
    const _id = createHash('sha256').update(token).digest('base64url')
    const links = db.collection<{ _id: string; expiresAt: Date }>('emailLinks')
    const link = await links.findOne({ _id })
    expect(Math.abs((link?.expiresAt.getTime() ?? 0) - Date.now() - 24 * 60 * 60 * 1_000)).toBeLessThan(
      60_000,
    )
    await links.updateOne({ _id }, { $set: { expiresAt: new Date(Date.now() - 1_000) } })
    expect(problemOf(await use(token))).toBe('400 InvalidToken')
    expect(problemOf(await use('a'.repeat(43)))).toBe('400 InvalidToken')
    expect(await accountOf(user)).toMatchObject({ emailVerified: false })
  })

  it('counts as not confirmed if the account is older than the field', async () => {
    const user = await newUser()
    await db
      .collection('users')
      .updateOne({ email: user.email }, { $unset: { emailVerified: '', expectedEmail: '' } })
    expect(await accountOf(user)).toMatchObject({ emailVerified: false })
    expect((await use(await mailedToken(user.email))).status).toBe(204)
    expect(await accountOf(user)).toMatchObject({ emailVerified: true })
  })
})

describe('another address', () => {
  it('is taken when its link is used; the old one is told, and sessions stay', async () => {
    const partner = await newPartner()
    const newEmail = newAddress()
    expect((await ask(partner, newEmail)).status).toBe(202)
    expect(await accountOf(partner)).toMatchObject({ email: partner.email })
    const [told] = await mailsTo(partner.email, OLD_ADDRESS)
    expect(told?.text).toContain(newEmail)
    expect(told?.text).not.toContain('token=')
    expect((await use(await mailedToken(newEmail, NEW_ADDRESS))).status).toBe(204)
    expect(await accountOf(partner)).toMatchObject({ email: newEmail, emailVerified: true })
    const { api } = stranger()
    const { email, password } = partner
    expect((await api.loginPartner({ body: { email: newEmail, password } })).status).toBe(200)
    expect(problemOf(await api.loginPartner({ body: { email, password } }))).toBe('401 InvalidCredentials')
  })

  it('needs the password, and an address that no account of the role has', async () => {
    const [user, other, partner] = [await newUser(), await newUser(), await newPartner()]
    const wrong = { password: 'not-the-password', newEmail: newAddress() }
    expect(problemOf(await user.api.changeEmail({ body: wrong }))).toBe('401 InvalidCredentials')
    expect(problemOf(await ask(user, other.email.toUpperCase()))).toBe('409 EmailTaken')
    expect(await mailsTo(wrong.newEmail)).toEqual([])
    // A user and a partner may have the same one.
    expect((await ask(user, partner.email)).status).toBe(202)
  })

  it('is refused by its link if somebody has registered with it meanwhile', async () => {
    const user = await newUser()
    const newEmail = newAddress()
    expectOk(await ask(user, newEmail))
    const token = await mailedToken(newEmail, NEW_ADDRESS)
    const username = randomUUID().slice(0, 13).replace('-', '_')
    expectOk(
      await stranger().api.registerUser({
        body: { username, email: newEmail.toUpperCase(), password: user.password },
      }),
    )
    expect(problemOf(await use(token))).toBe('409 EmailTaken')
    expect(await accountOf(user)).toMatchObject({ email: user.email, emailVerified: false })
  })

  it('is the latest that was asked for: the link to an earlier one does nothing', async () => {
    const user = await newUser()
    const [mistyped, meant] = [newAddress(), newAddress()]
    expectOk(await ask(user, mistyped))
    expectOk(await ask(user, meant))
    expect(problemOf(await use(await mailedToken(mistyped)))).toBe('400 InvalidToken')
    expect((await use(await mailedToken(meant))).status).toBe(204)
    expect(await accountOf(user)).toMatchObject({ email: meant })
    // The link of the first mail is for an address that the account does not have any more.
    expect(problemOf(await use(await mailedToken(user.email, VERIFICATION)))).toBe('400 InvalidToken')
  })

  it('ends links to set a new password that went to the old one', async () => {
    const user = await newUser()
    const newEmail = newAddress()
    expectOk(await stranger().api.forgotPassword({ body: { email: user.email, role: 'user' } }))
    const token = await mailedToken(user.email, 'Set a new password')
    expectOk(await ask(user, newEmail))
    expect((await use(await mailedToken(newEmail))).status).toBe(204)
    const reset = await stranger().api.resetPassword({ body: { token, newPassword: NEW_PASSWORD } })
    expect(problemOf(reset)).toBe('400 InvalidToken')
  })

  it('is not taken any more once the password was changed', async () => {
    const user = await newUser()
    const newEmail = newAddress()
    expectOk(await ask(user, newEmail))
    const token = await mailedToken(newEmail)
    expectOk(
      await user.api.changePassword({ body: { currentPassword: user.password, newPassword: NEW_PASSWORD } }),
    )
    expect(problemOf(await use(token))).toBe('400 InvalidToken')
    expect(await accountOf({ ...user })).toMatchObject({ email: user.email })
  })

  it('is only confirmed if the account has it already, whatever its case', async () => {
    const user = await newUser()
    expect((await ask(user, user.email.toUpperCase())).status).toBe(202)
    expect(await mailsTo(user.email, VERIFICATION)).toHaveLength(2)
    expect((await use(await mailedToken(user.email))).status).toBe(204)
    expect((await ask(user, user.email)).status).toBe(202)
    expect(await mailsTo(user.email)).toHaveLength(2)
  })

  it('can be asked for five times an hour, also if it is taken', async () => {
    const [user, other] = [await newUser(), await newUser()]
    const outcomes = []
    for (let count = 0; count < 6; count += 1) outcomes.push(problemOf(await ask(user, other.email)))
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('409 EmailTaken'))
    expect(outcomes[5]).toBe('429 TooManyRequests')
  })
})
