/** What a function may do in AWS beside writing its log and, if it uses the database, reading the secrets of its stage. */
export type Permission = 'mail'

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
