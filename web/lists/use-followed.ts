import { useSignal } from '@preact/signals'
import type { Partner } from '#client'

/** Whether the user follows a partner and how many do, as the page shows it and changes it. */
export function useFollowed(partner: Partner) {
  const followers = useSignal(partner.followers)
  const isFollowing = useSignal(partner.viewer?.following ?? false)
  function change(isOn: boolean, count: number) {
    isFollowing.value = isOn
    followers.value = count
  }
  return { followers, isFollowing, change }
}
