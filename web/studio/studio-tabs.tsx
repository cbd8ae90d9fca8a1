const TABS = [
  { href: '/studio', label: 'Reels' },
  { href: '/studio/statistics', label: 'Statistics' },
  { href: '/studio/sales', label: 'Sales' },
  { href: '/studio/payouts', label: 'Get paid' },
] as const

/** The pages of the studio, with the one that is open. */
export function StudioTabs({ current }: { current: (typeof TABS)[number]['href'] }) {
  return (
    <nav class="tabs" aria-label="Studio">
      {TABS.map(({ href, label }) => (
        <a key={href} href={href} aria-current={href === current ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  )
}
