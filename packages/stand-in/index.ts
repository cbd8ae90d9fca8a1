// What the servers that stand in for a service may use.
export { ClientGone, readBody } from './body.ts'
export { type ControlsOptions, openControls, type Received, type TestControls } from './controls.ts'
export type { Wording } from './fault-effects.ts'
export { answerFailure, answerThroughFault } from './middleware.ts'
export { type Listening, type Service, startListening } from './start.ts'
