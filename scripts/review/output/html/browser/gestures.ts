import type { Viewport } from './viewport.ts';

const DRAG = 4;
const LINE = 16;

/**
 * Wheel, pinch and drag. `onPick` is told what was pressed, unless it was dragged; null for the ground.
 */
export function listenToPointers(frame: HTMLElement, viewport: Viewport, onPick: (on: Element | null) => void): void {
  const down = new Map<number, { x: number; y: number }>();
  let isDragged = false;
  frame.addEventListener('wheel', (event) => turnWheel(event, frame, viewport), { passive: false });
  frame.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) isDragged = false;
    down.set(event.pointerId, pointIn(frame, event));
  });
  frame.addEventListener('pointermove', (event) => {
    const before = down.get(event.pointerId);
    if (before === undefined) return;
    const now = pointIn(frame, event);
    if (!isDragged && down.size === 1 && Math.hypot(now.x - before.x, now.y - before.y) < DRAG) return;
    isDragged = true;
    frame.setPointerCapture(event.pointerId);
    frame.classList.add('dragging');
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) viewport.move(before.x - now.x, before.y - now.y);
    else pinch(viewport, other, before, now);
    down.set(event.pointerId, now);
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    frame.addEventListener(type, (event) => {
      down.delete(event.pointerId);
      if (down.size === 0) frame.classList.remove('dragging');
    });
  }
  frame.addEventListener('click', ({ target }) => {
    if (!isDragged) onPick(target instanceof Element ? target.closest('[data-node], [data-link]') : null);
    isDragged = false;
  });
}

type Point = { x: number; y: number };

function turnWheel(event: WheelEvent, frame: HTMLElement, viewport: Viewport): void {
  event.preventDefault();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
  const [x, y] = [event.deltaX * unit, event.deltaY * unit];
  if (event.shiftKey || Math.abs(x) > Math.abs(y)) {
    viewport.move(x || y, 0);
    return;
  }
  // Browsers tell a pinch on a touchpad as a wheel with Ctrl, in smaller steps.
  viewport.zoom(Math.exp(-y * (event.ctrlKey ? 0.01 : 0.0015)), pointIn(frame, event));
}

function pinch(viewport: Viewport, still: Point, before: Point, now: Point): void {
  const [old, wide] = [before, now].map(({ x, y }) => Math.max(Math.hypot(x - still.x, y - still.y), 1)) as [
    number,
    number,
  ];
  viewport.move((before.x - now.x) / 2, (before.y - now.y) / 2);
  viewport.zoom(wide / old, { x: (still.x + now.x) / 2, y: (still.y + now.y) / 2 });
}

function pointIn(frame: HTMLElement, { clientX, clientY }: MouseEvent): Point {
  const { left, top } = frame.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
