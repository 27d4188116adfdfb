/**
 * "Scan": a text from a QR code that the camera sees.
 *
 * Owns the camera while its dialog is open; no picture leaves the page. What reads codes is loaded when somebody scans. There is no
 * button where the browser has no camera for this page.
 */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Problem } from '../state/client.ts'
import { t } from '../words/language.ts'
import { Dialog } from './dialog.tsx'
import { ProblemBox } from './problem.tsx'

/** Between two looks at the picture, in milliseconds. */
const lookMs = 150

/** A permit is a large code: the camera is to tell its modules apart. */
const wish: MediaStreamConstraints = { video: { facingMode: 'environment', width: { ideal: 1920 } } }

interface ScanProps {
  /** Of a code that was read; scanning is over with the first for which it answers true. */
  onText: (text: string) => boolean
}

export function ScanButton({ onText }: ScanProps) {
  const isScanning = useSignal(false)
  if (!navigator.mediaDevices?.getUserMedia) return null
  const take = (text: string) => {
    if (onText(text)) isScanning.value = false
  }
  return (
    <>
      <button type="button" onClick={() => (isScanning.value = true)}>
        {t('scan')}
      </button>
      {isScanning.value && <Scanner onText={take} onClose={() => (isScanning.value = false)} />}
    </>
  )
}

function Scanner({ onText, onClose }: { onText: (text: string) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const problem = useSignal<Problem | undefined>(undefined)
  useEffect(() => {
    const stop = new AbortController()
    if (video.current) {
      scan(video.current, stop.signal, onText).catch(caught => {
        if (!stop.signal.aborted) problem.value = problemOf(caught)
      })
    }
    return () => stop.abort()
  }, [])
  return (
    <Dialog title={t('scanTitle')} onClose={onClose}>
      <p class="quiet">{t('scanText')}</p>
      <ProblemBox problem={problem.value} />
      <video ref={video} class="camera" muted playsInline aria-label={t('scanTitle')} />
      <div class="buttons">
        <button type="button" onClick={onClose}>
          {t('cancel')}
        </button>
      </div>
    </Dialog>
  )
}

/** Reads codes until it is stopped; the camera is off then. */
async function scan(video: HTMLVideoElement, signal: AbortSignal, onText: (text: string) => void): Promise<void> {
  const [{ decodeQR }, stream] = await Promise.all([import('qr/decode.js'), navigator.mediaDevices.getUserMedia(wish)])
  const off = () => {
    for (const track of stream.getTracks()) track.stop()
  }
  if (signal.aborted) return off()
  signal.addEventListener('abort', off)
  video.srcObject = stream
  await video.play()
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  while (context && !signal.aborted) {
    const text = look(video, context, decodeQR)
    if (text) onText(text)
    await new Promise(resolve => setTimeout(resolve, lookMs))
  }
}

type Decode = (image: ImageData) => string

/** The code in the picture of now; '' where none can be read. */
function look(video: HTMLVideoElement, context: CanvasRenderingContext2D, decode: Decode): string {
  const { videoWidth: width, videoHeight: height } = video
  if (width === 0) return ''
  Object.assign(context.canvas, { width, height })
  context.drawImage(video, 0, 0)
  try {
    return decode(context.getImageData(0, 0, width, height))
  } catch {
    return ''
  }
}

function problemOf(caught: unknown): Problem {
  const isDenied = caught instanceof DOMException && caught.name === 'NotAllowedError'
  const message = caught instanceof Error ? caught.message : String(caught)
  return { code: isDenied ? 'access-denied' : 'not-found', message, hint: t(isDenied ? 'cameraDenied' : 'cameraNone') }
}
