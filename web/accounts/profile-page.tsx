import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Account } from '#client'
import { api, attempt, type Failure } from '../api.ts'
import { navigate } from '../router.ts'
import { Field, type FieldProps, faultOf } from '../ui/field.tsx'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { changeProfile } from './session.ts'
import { SettingsPage } from './settings-page.tsx'

export function ProfilePage() {
  return (
    <SettingsPage title="Profile">
      <Profile />
    </SettingsPage>
  )
}

function Profile() {
  const account = useSignal<Account | null>(null)
  const failure = useSignal<Failure | null>(null)
  const read = async () => {
    failure.value = null
    const outcome = await attempt(api.getMe())
    if (outcome.ok) account.value = outcome.data.account
    else failure.value = outcome.failure
  }
  useEffect(() => void read(), [])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={() => void read()} />
  return account.value ? <ProfileForm account={account.value} /> : <Loading label="Loading your profile" />
}

type ProfileField = Omit<FieldProps, 'value' | 'onInput' | 'fault'>

const FIELDS: Record<Account['role'], readonly ProfileField[]> = {
  user: [
    {
      name: 'username',
      label: 'Username',
      hint: '3 to 30 characters: a–z, 0–9, _ and .',
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
    { name: 'contactName', label: 'Contact name', hint: 'Not public', autoComplete: 'name' },
    { name: 'phone', label: 'Phone', hint: 'Not public', inputMode: 'tel', autoComplete: 'tel' },
  ],
}

function ProfileForm({ account }: { account: Account }) {
  const fields = FIELDS[account.role]
  const draft = useSignal(new Map(Object.entries(account)))
  const form = useForm({
    send: () => changeProfile(changesOf(fields, draft.value)),
    onDone: () => {
      toast('Saved.')
      navigate('/account')
    },
    ofField: { UsernameTaken: { path: 'username', message: 'This username is taken. Try another one.' } },
  })
  return (
    <form class="card" ref={form.element} onSubmit={form.submit}>
      <p class="known">
        <span class="muted">Email</span> {account.email}
      </p>
      {fields.map(field => (
        <Field
          key={field.name}
          {...field}
          value={draft.value.get(field.name) ?? ''}
          onInput={text => (draft.value = new Map(draft.value).set(field.name, text))}
          fault={faultOf(form.failure.value?.faults ?? [], field.name)}
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

/** An optional field that was emptied is taken away. */
function changesOf(fields: readonly ProfileField[], draft: ReadonlyMap<string, string | null>) {
  return Object.fromEntries(
    fields.map(({ name, required }) => {
      const text = draft.get(name)?.trim() ?? ''
      return [name, text === '' && !required ? null : text]
    }),
  )
}
