import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Session } from '#client'
import { api, attempt, type Failure, type Outcome } from '../api.ts'
import { timeAgoText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { deviceOf } from './device.ts'
import { SettingsPage } from './settings-page.tsx'

export function DevicesPage() {
  return (
    <SettingsPage title="Where you are logged in">
      <Devices />
    </SettingsPage>
  )
}

function Devices() {
  const sessions = useSignal<readonly Session[] | null>(null)
  const failure = useSignal<Failure | null>(null)
  const read = async () => {
    failure.value = null
    const outcome = await attempt(api.listSessions())
    if (outcome.ok) sessions.value = outcome.data.items
    else failure.value = outcome.failure
  }
  useEffect(() => void read(), [])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={() => void read()} />
  if (!sessions.value) return <Loading label="Loading your devices" />

  const end = async (
    call: Promise<Outcome<undefined>>,
    stays: (session: Session) => boolean,
    message: string,
  ) => {
    const outcome = await call
    if (!outcome.ok) return toast(outcome.failure.message)
    sessions.value = sessions.value?.filter(stays) ?? null
    toast(message)
  }
  return (
    <>
      <ul class="menu devices">
        {sessions.value.map(session => (
          <Device
            key={session.id}
            session={session}
            onEnd={() =>
              void end(
                attempt(api.endSession({ params: { sessionId: session.id } })),
                ({ id }) => id !== session.id,
                'The device has been logged out.',
              )
            }
          />
        ))}
      </ul>
      {sessions.value.length > 1 && (
        <button
          type="button"
          class="button"
          onClick={() =>
            void end(
              attempt(api.endOtherSessions()),
              ({ current }) => current,
              'All other devices have been logged out.',
            )
          }
        >
          <Icon name="logout" /> Log out on all other devices
        </button>
      )}
    </>
  )
}

function Device({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { name, isHandheld } = deviceOf(session.userAgent)
  return (
    <li class="device" data-session={session.id}>
      <Icon name={isHandheld ? 'phone' : 'desk'} />
      <div>
        <h2>{name}</h2>
        <p class="muted">
          {session.current ? 'Active now' : `Last active ${timeAgoText(session.lastUsedAt)}`}
          {session.ip && ` · ${session.ip}`}
        </p>
      </div>
      {session.current ? (
        <span class="badge" data-status="ready">
          This device
        </span>
      ) : (
        <button type="button" class="button small" aria-label={`Log out ${name}`} onClick={onEnd}>
          Log out
        </button>
      )}
    </li>
  )
}
