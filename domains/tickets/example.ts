/** A ticket as a player gets it with a reel. */
export const EXAMPLE_TICKET = 'EAAnABdGm2FgZ1ChssPU5fYHGCk6Z1ChssPU5fYHGCk7kq1Yw0uVbGd3nR5cJx2t'
