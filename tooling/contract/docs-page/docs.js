// Runs in the browser as it is. The document is that of this stage. Each request sends its cookies, and no other server
// is offered, because the page must not connect to another one.
const dark = matchMedia('(prefers-color-scheme: dark)')
const colour = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', colour)
colour()

const response = await fetch('/openapi.json')
const spec = await response.json()
spec.servers = spec.servers.slice(0, 1)
// A browser sends these cookies by itself, and scripts can neither read nor set them.
for (const [name, scheme] of Object.entries(spec.components.securitySchemes)) {
  if (scheme.in === 'cookie') scheme.description = `Nothing to fill in: log in below. ${scheme.description}`
  else if (name === 'webhookSignature') delete spec.paths['/webhooks/imagekit']
}

globalThis.SwaggerUIBundle({
  dom_id: '#operations',
  spec,
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  filter: true,
  validatorUrl: null,
  withCredentials: true,
})
