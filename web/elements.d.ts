import type { HTMLAttributes } from 'preact'

type ChromeElement = HTMLAttributes<HTMLElement>

// The custom elements of media-chrome that the player uses, with their attributes.
declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'media-controller': ChromeElement & {
        nohotkeys?: boolean
        gesturesdisabled?: boolean
      }
      'media-time-range': ChromeElement
      'media-loading-indicator': ChromeElement
    }
  }
}
