/**
 * What a function may do beside writing its log and what follows from its declaration: send mail, change files at
 * ImageKit (`media`), sign the addresses of videos (`signing`), use the secret key of Stripe (`payments`), and read what
 * the keys of sessions have signed although nobody logs in (`sessions`). ImageKit has one private key for both.
 */
export type Permission = 'mail' | 'media' | 'payments' | 'sessions' | 'signing'

/** How a function is deployed. */
export interface Deploy {
  /** 512 if left out. Processor time grows with it: passwords need more, and so does a whole video in memory. */
  memoryMegabytes?: number
  /**
   * How much of the database's connections is for this function, compared with the others: more if it is called far more
   * often (`busy`), less if a person does it once in a while (`rare`).
   */
  share?: 'busy' | 'rare'
  permissions?: readonly Permission[]
}
