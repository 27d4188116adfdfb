// What the page measures by itself: its round trip through the mesh, and the hash of what arrived.

const EVERY_MS = 1000
const KEPT = 60
const trips = []

async function measure() {
  const begin = performance.now()
  try {
    await (await fetch('icon.svg', { cache: 'no-store' })).arrayBuffer()
  } catch {
    document.getElementById('trip').textContent = 'closed'
    return
  }
  const ms = performance.now() - begin
  trips.push(ms)
  if (trips.length > KEPT) trips.shift()
  document.getElementById('trip').textContent = ms.toFixed(1)
  draw()
}

function draw() {
  const most = Math.max(...trips, 1)
  const points = trips.map((ms, i) => `${(i * 240) / (KEPT - 1)},${46 - (44 * ms) / most}`)
  document.querySelector('#spark polyline').setAttribute('points', points.join(' '))
}

async function hashOfThisPage() {
  const bytes = await (await fetch('index.html', { cache: 'no-store' })).arrayBuffer()
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  document.getElementById('hash').textContent = [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

hashOfThisPage()
measure()
setInterval(measure, EVERY_MS)
