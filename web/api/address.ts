/** The address of the API. */
export const apiUrl = import.meta.env.VITE_API_URL ?? 'http://localhost:3000'
