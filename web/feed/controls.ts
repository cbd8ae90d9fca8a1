import 'media-chrome/media-controller'
import 'media-chrome/media-loading-indicator'
import 'media-chrome/media-time-range'
