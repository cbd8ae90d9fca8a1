import type { ComponentChild } from 'preact'

// Line icons of 24 units, in the colour and size of the text around them.
const shapes = {
  home: <path d="M3 10.8 12 3l9 7.8V20a1 1 0 0 1-1 1h-5v-6.5H9V21H4a1 1 0 0 1-1-1z" />,
  heart: (
    <path d="M12 20.6 4.3 13a5.1 5.1 0 0 1 0-7.2 5 5 0 0 1 7.1 0l.6.6.6-.6a5 5 0 0 1 7.1 0 5.1 5.1 0 0 1 0 7.2z" />
  ),
  bookmark: <path d="M6 4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v17l-6-4.3L6 21z" />,
  share: (
    <>
      <path d="M12 15V3.5M7.5 7.5 12 3l4.5 4.5" />
      <path d="M5 12v7a1.5 1.5 0 0 0 1.5 1.5h11A1.5 1.5 0 0 0 19 19v-7" />
    </>
  ),
  play: (
    <path
      d="M7 4.6c0-.9 1-1.5 1.8-1l11 7.4a1.2 1.2 0 0 1 0 2l-11 7.4c-.8.5-1.8 0-1.8-1z"
      fill="currentColor"
    />
  ),
  chart: <path d="M4 20V11m5.3 9V4m5.4 16v-6M20 20V8" />,
  up: <path d="m5 14.5 7-7 7 7" />,
  down: <path d="m5 9.5 7 7 7-7" />,
  back: <path d="m14.5 5-7 7 7 7" />,
  next: <path d="m9.5 5 7 7-7 7" />,
  plus: <path d="M12 4.5v15M4.5 12h15" />,
  close: <path d="m5.5 5.5 13 13m0-13-13 13" />,
  film: (
    <>
      <rect x="3" y="4" width="18" height="16" rx="3" />
      <path d="M8 4v16M16 4v16M3 9h5m8 0h5M3 15h5m8 0h5" />
    </>
  ),
  user: (
    <>
      <circle cx="12" cy="8" r="4.2" />
      <path d="M4 20.5c.8-4 4-6 8-6s7.2 2 8 6" />
    </>
  ),
  upload: (
    <>
      <path d="M12 16V5m-4.5 4.2L12 4.7l4.5 4.5" />
      <path d="M4 15.5V18a2.5 2.5 0 0 0 2.5 2.5h11A2.5 2.5 0 0 0 20 18v-2.5" />
    </>
  ),
  pencil: <path d="M4 20h4L19.3 8.7a2 2 0 0 0 0-2.8l-1.2-1.2a2 2 0 0 0-2.8 0L4 16zM13.5 6.5l4 4" />,
  trash: (
    <path d="M4 6.5h16M9 6.5V4.3A1.3 1.3 0 0 1 10.3 3h3.4A1.3 1.3 0 0 1 15 4.3v2.2M6 6.5l.8 13a1.5 1.5 0 0 0 1.5 1.5h7.4a1.5 1.5 0 0 0 1.5-1.5l.8-13M10 11v6m4-6v6" />
  ),
  sound: <path d="M4 9.5v5h3.5L12.5 19V5L7.5 9.5zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11" />,
  silence: <path d="M4 9.5v5h3.5L12.5 19V5L7.5 9.5zM16.5 9.5l5 5m0-5-5 5" />,
  offline: (
    <path d="M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4.5-2.6M19 12a10 10 0 0 0-5.5-2.8M2 8.5a14 14 0 0 1 4-2.6M22 8.5a14.3 14.3 0 0 0-11-3.9M12 19.5h.01" />
  ),
  alert: (
    <path d="M12 8.5v4.5m0 3.5h.01M10.3 4 2.6 17.5A2 2 0 0 0 4.3 20.5h15.4a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0z" />
  ),
  retry: <path d="M20 5v5h-5M19.5 10A8 8 0 1 0 20 14" />,
  logout: <path d="M14 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h8M10 12h10.5m-3.5-4 4 4-4 4" />,
  key: (
    <>
      <circle cx="8" cy="16" r="4.5" />
      <path d="M11.3 12.7 20.5 3.5M16 8l3.5 3.5" />
    </>
  ),
  phone: (
    <>
      <rect x="6.5" y="2.5" width="11" height="19" rx="2.5" />
      <path d="M11 18.5h2" />
    </>
  ),
  desk: (
    <>
      <rect x="2.5" y="4" width="19" height="12.5" rx="2" />
      <path d="M8 20.5h8M12 16.5v4" />
    </>
  ),
  mail: (
    <>
      <rect x="2.5" y="4.5" width="19" height="15" rx="2.5" />
      <path d="m3.5 7 8.5 6.5L20.5 7" />
    </>
  ),
  wallet: (
    <>
      <path d="M4 7.5A2.5 2.5 0 0 1 6.5 5H17a1.5 1.5 0 0 1 1.5 1.5v2" />
      <path d="M4 7.5V17a2.5 2.5 0 0 0 2.5 2.5H19a1.5 1.5 0 0 0 1.5-1.5v-8A1.5 1.5 0 0 0 19 8.5H5A1 1 0 0 1 4 7.5z" />
      <path d="M16.5 14h.01" />
    </>
  ),
  search: (
    <>
      <circle cx="10.8" cy="10.8" r="6.8" />
      <path d="m16 16 5 5" />
    </>
  ),
  tag: <path d="M5 9h15M4 15h15M10.5 3.5 8 20.5M16 3.5l-2.5 17" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5.4l3.6 2.1" />
    </>
  ),
  eye: (
    <>
      <path d="M2.5 12C4.8 7.8 8.2 5.5 12 5.5s7.2 2.3 9.5 6.5c-2.3 4.2-5.7 6.5-9.5 6.5S4.8 16.2 2.5 12z" />
      <circle cx="12" cy="12" r="3" />
    </>
  ),
  link: (
    <path d="M10 14a4.5 4.5 0 0 0 6.6.4l3-3a4.5 4.5 0 0 0-6.4-6.4l-1.4 1.4M14 10a4.5 4.5 0 0 0-6.6-.4l-3 3a4.5 4.5 0 0 0 6.4 6.4l1.4-1.4" />
  ),
  hidden: (
    <path d="M4 4l16 16M9.6 5.9A9 9 0 0 1 12 5.5c3.8 0 7.2 2.3 9.5 6.5a17 17 0 0 1-2.6 3.5M6.2 7.7A17 17 0 0 0 2.5 12c2.3 4.2 5.7 6.5 9.5 6.5 1.6 0 3.1-.4 4.5-1.2M10 10.2a2.8 2.8 0 0 0 3.9 3.9" />
  ),
  picture: (
    <>
      <path d="M21 11V6.5A1.5 1.5 0 0 0 19.5 5h-15A1.5 1.5 0 0 0 3 6.5v11A1.5 1.5 0 0 0 4.5 19H10" />
      <rect x="13" y="14" width="8.5" height="6" rx="1" fill="currentColor" />
    </>
  ),
  grow: <path d="M4 9V4.5h5M20 9V4.5h-5M4 15v4.5h5m11-4.5v4.5h-5" />,
  shrink: <path d="M9 4.5V9H4m11-4.5V9h5M9 19.5V15H4m11 4.5V15h5" />,
  keyboard: (
    <>
      <rect x="2.5" y="6" width="19" height="12.5" rx="2" />
      <path d="M6.5 10h.01m3.65 0h.01m3.66 0h.01m3.66 0h.01M8 14.5h8" />
    </>
  ),
  receipt: <path d="M5.5 3h13v18l-2.6-1.7L13.6 21 12 19.5 10.4 21l-2.3-1.7L5.5 21zM9 8h6M9 12h6" />,
  globe: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18" />
    </>
  ),
} satisfies Record<string, ComponentChild>

export type IconName = keyof typeof shapes

export function Icon({ name, filled = false }: { name: IconName; filled?: boolean }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" fill={filled ? 'currentColor' : 'none'} aria-hidden="true">
      {shapes[name]}
    </svg>
  )
}
