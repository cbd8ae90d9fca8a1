import type { Session } from '#client'
import { api, attempt, type Outcome } from '../api/api.ts'
import { timeAgoText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { useRead } from '../ui/use-read.ts'
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
  const { data, failure, retry } = useRead(() => attempt(api.listSessions()), [])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  if (!data.value) return <Loading label="Loading your devices" />

  const end = async (
    call: Promise<Outcome<undefined>>,
    stays: (session: Session) => boolean,
    message: string,
  ) => {
    const outcome = await call
    if (!outcome.ok) return toast(outcome.failure.message)
    if (data.value) data.value = { ...data.value, items: data.value.items.filter(stays) }
    toast(message)
  }
  return (
    <>
      <ul class="menu devices">
        {data.value.items.map(session => (
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
      {data.value.items.length > 1 && (
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
