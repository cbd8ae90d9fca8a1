import { useSignal } from '@preact/signals'
import type { Account } from '#client'
import { api, attempt } from '../api/api.ts'
import { navigate } from '../routing/router.ts'
import { Field, type FieldProps } from '../ui/field.tsx'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { useRead } from '../ui/use-read.ts'
import { BRAND_TAKEN } from './brand.ts'
import { languageOptions, timeZoneOptions } from './choices.ts'
import { changeProfile } from './session.ts'
import { SettingsPage } from './settings-page.tsx'
import { USERNAME } from './username.ts'

export function ProfilePage() {
  return (
    <SettingsPage title="Profile">
      <Profile />
    </SettingsPage>
  )
}

function Profile() {
  const { data, failure, retry } = useRead(() => attempt(api.getMe()), [])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  return data.value ? <ProfileForm account={data.value.account} /> : <Loading label="Loading your profile" />
}

type ProfileField = Omit<FieldProps, 'value' | 'onInput' | 'fault'>

const FIELDS: Record<Account['role'], readonly ProfileField[]> = {
  user: [
    {
      name: 'username',
      label: 'Username',
      ...USERNAME.field,
      autoComplete: 'username',
      required: true,
    },
  ],
  partner: [
    { name: 'brandName', label: 'Brand name', autoComplete: 'organization', required: true },
    { name: 'bio', label: 'About', rows: 4, hint: 'Shown on your public page' },
    {
      name: 'website',
      label: 'Website',
      hint: 'Shown on your public page. Example: https://brand.example',
      inputMode: 'url',
      autoComplete: 'url',
    },
    {
      name: 'timeZone',
      label: 'Time zone',
      hint: 'Your statistics have its days, and reels are scheduled in it',
      required: true,
    },
    {
      name: 'language',
      label: 'Language of your reels',
      hint: 'A search finds other forms of a word in this language, too',
      required: true,
    },
    { name: 'contactName', label: 'Contact name', hint: 'Not public', autoComplete: 'name' },
    { name: 'phone', label: 'Phone', hint: 'Not public', inputMode: 'tel', autoComplete: 'tel' },
  ],
}

function ProfileForm({ account }: { account: Account }) {
  const fields = FIELDS[account.role]
  const draft = useSignal(textsOf(account))
  const form = useForm({
    send: () => changeProfile(changesOf(fields, draft.value)),
    onDone: () => {
      toast('Saved.')
      navigate('/account')
    },
    ofField: { UsernameTaken: USERNAME.taken, BrandTaken: BRAND_TAKEN },
  })
  return (
    <form class="card" {...form.props}>
      <p class="known">
        <span class="muted">Email</span> {account.email}
      </p>
      {fields.map(field => (
        <Field
          key={field.name}
          {...field}
          {...choiceOf(field.name, account)}
          value={draft.value.get(field.name) ?? ''}
          onInput={text => (draft.value = new Map(draft.value).set(field.name, text))}
          fault={form.faultOf(field.name)}
        />
      ))}
      <FormAlert form={form} />
      <div class="buttons">
        <a class="button" href="/account">
          Cancel
        </a>
        <Submit form={form}>Save</Submit>
      </div>
    </form>
  )
}

function choiceOf(name: string, account: Account): Pick<FieldProps, 'options'> {
  if (account.role !== 'partner') return {}
  if (name === 'timeZone') return { options: timeZoneOptions(account.timeZone) }
  return name === 'language' ? { options: languageOptions(account.language) } : {}
}

function textsOf(account: Account): ReadonlyMap<string, string | null> {
  return new Map(
    Object.entries(account).flatMap(([name, value]) => (typeof value === 'boolean' ? [] : [[name, value]])),
  )
}

/** An optional field that was emptied becomes null, which deletes it. */
function changesOf(fields: readonly ProfileField[], draft: ReadonlyMap<string, string | null>) {
  return Object.fromEntries(
    fields.map(({ name, required }) => {
      const text = draft.get(name)?.trim() ?? ''
      return [name, text === '' && !required ? null : text]
    }),
  )
}
