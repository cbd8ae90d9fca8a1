/** What forms say about usernames. */
export const USERNAME = {
  hint: '3 to 30 characters: a–z, 0–9, _ and .',
  taken: { path: 'username', message: 'This username is taken. Try another one.' },
}
