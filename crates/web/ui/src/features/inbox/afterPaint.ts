// What may wait until the answer to a click or key is on the screen.
const LONGEST = 150;
const idle = (work: () => void): (() => void) => {
  if (!globalThis.requestIdleCallback) {
    const timer = setTimeout(work);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: LONGEST });
  return () => cancelIdleCallback(handle);
};

/** Runs the work when the frame that is being made has been shown. The returned function calls it off. */
export function afterPaint(work: () => void): () => void {
  let cancel = () => cancelAnimationFrame(frame);
  const later = () => {
    cancel = idle(work);
  };
  // A hidden page has no frames.
  const frame = document.visibilityState === "visible" ? requestAnimationFrame(later) : 0;
  if (frame === 0) later();
  return () => cancel();
}
