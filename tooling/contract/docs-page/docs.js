// Runs in the browser as it is. The document is that of this stage. Each request sends its cookies, and no other server
// is offered, because the page must not connect to another one.
const dark = matchMedia('(prefers-color-scheme: dark)')
const colour = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', colour)
colour()

const operations = [...document.querySelectorAll('.operation')]
for (const operation of operations) {
  // Anyone who points at one opens it soon. If this fails, opening it tries again, and says so if that fails too.
  operation.addEventListener('pointerenter', () => void loadSwaggerUi().catch(() => {}), { once: true })
  operation.addEventListener('toggle', () => {
    if (!operation.open) return
    history.replaceState(null, '', `#${operation.id}`)
    void show(operation)
  })
}

/** Opens the operation that the address names. */
function openNamed() {
  const named = document.getElementById(location.hash.slice(1))
  if (named?.matches('.operation')) named.open = true
}
addEventListener('hashchange', openNamed)
openNamed()

const filter = document.querySelector('.filter input')
filter.addEventListener('input', () => {
  const words = filter.value.toLowerCase().split(/\s+/)
  for (const operation of operations) {
    const text = operation.querySelector('summary').textContent + operation.id
    operation.hidden = !words.every(word => text.toLowerCase().includes(word))
  }
  for (const tag of document.querySelectorAll('.tag'))
    tag.hidden = tag.querySelector('.operation:not([hidden])') === null
})

const shown = new Set()

/** Shows what an operation takes and answers, with a form to send it. */
async function show(operation) {
  if (shown.has(operation)) return
  shown.add(operation)
  const place = operation.querySelector('.try')
  place.textContent = 'Loading …'
  try {
    const [contract] = await Promise.all([readContract(), loadSwaggerUi()])
    globalThis.SwaggerUIBundle({
      domNode: place,
      spec: documentOf(contract, operation.dataset),
      plugins: [operationOnly],
      layout: 'OperationOnly',
      docExpansion: 'full',
      displayRequestDuration: true,
      // Its colours are too faint to read.
      syntaxHighlight: false,
      validatorUrl: null,
      withCredentials: true,
    })
  } catch {
    shown.delete(operation)
    place.textContent = 'This part did not load. To try again, close it and open it.'
  }
}

let reading

function readContract() {
  reading ??= fetch('/openapi.json')
    .then(response => response.json())
    .catch(error => {
      reading = undefined
      throw error
    })
  return reading
}

// Swagger UI brings a scrolling of its own for links, which tells nobody of the new address.
globalThis.noZensmooth = true

let loading

/** It is large, so it is loaded when it is needed, and its style sheet stands before that of the page. */
function loadSwaggerUi() {
  const { style, script } = document.querySelector('#operations').dataset
  const css = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style })
  const js = Object.assign(document.createElement('script'), { src: script })
  loading ??= Promise.all([css, js].map(arrival)).catch(error => {
    loading = undefined
    throw error
  })
  return loading
}

function arrival(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener('load', resolve)
    element.addEventListener('error', () => {
      element.remove()
      reject(new Error('A file did not load'))
    })
    document.head.prepend(element)
  })
}

/** The document without the other operations, and without the components that only those name. */
function documentOf({ servers, paths, components, ...contract }, { path, method }) {
  const kept = { securitySchemes: components.securitySchemes }
  const keep = part => {
    for (const [, kind, name] of JSON.stringify(part).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
      kept[kind] ??= {}
      if (name in kept[kind]) continue
      kept[kind][name] = components[kind][name]
      keep(kept[kind][name])
    }
  }
  keep(paths[path][method])
  return {
    ...contract,
    servers: servers.slice(0, 1),
    paths: { [path]: { [method]: paths[path][method] } },
    components: kept,
  }
}

/** Swagger UI without its introduction and its lists: the page has those already. */
function operationOnly({ React }) {
  return {
    components: {
      OperationOnly: ({ getComponent }) =>
        React.createElement(
          'div',
          { className: 'swagger-ui' },
          React.createElement(getComponent('operations', true)),
        ),
    },
    wrapComponents: {
      OperationTag:
        () =>
        ({ children }) =>
          children,
      OperationSummary: () => () => null,
    },
  }
}
