import { type Area, areaOf, centred, fitted, kept, moved, type Size, showing, type View, zoomed } from './view.ts';

/** The window through which the drawing is seen. */
export interface Viewport {
  zoom(factor: number, point?: { x: number; y: number }): void;
  move(x: number, y: number): void;
  /** As wide as the window, from the top; or so that all is seen. */
  showWidth(): void;
  showAll(): void;
  /** What stands in these boxes, in a size that can be read. */
  showAreas(areas: readonly Area[]): void;
  /** Moves no further than it must. */
  reveal(area: Area): void;
  /** Shows an area, and as much of what is around it as there is room for. */
  bring(area: Area, around: Area, isCentred: boolean): void;
}

const READABLE = { least: 0.6, most: 1.25 };
const STEPS_MS = 220;

export function viewportOf(frame: HTMLElement, svg: SVGSVGElement): Viewport {
  const { width, height } = svg.viewBox.baseVal;
  const drawing: Area = { x: 0, y: 0, width, height };
  const { view, size, set, lead } = cameraOf(frame, svg, drawing);
  const least = () => Math.min(fitted(drawing, size()).scale, READABLE.least) / 1.5;
  const middle = () => ({ x: size().width / 2, y: size().height / 2 });
  return {
    zoom: (factor, point = middle()) => set(zoomed(view(), factor, point, least())),
    move: (x, y) => set(moved(view(), x, y)),
    showWidth: () => set(widthView(drawing, size())),
    showAll: () => set(fitted(drawing, size())),
    showAreas: (areas) => {
      const area = areaOf(areas);
      if (area !== null) set(fitted(area, size(), READABLE.most, READABLE.least));
    },
    reveal: (area) => set(showing(view(), area, size())),
    bring: (area, around, isCentred) => lead(brought(view(), area, around, size(), isCentred)),
  };
}

function cameraOf(frame: HTMLElement, svg: SVGSVGElement, drawing: Area) {
  let now: View = { x: 0, y: 0, scale: 1 };
  let steps = 0;
  const size = (): Size => ({ width: frame.clientWidth || 1, height: frame.clientHeight || 1 });
  const put = (next: View) => {
    const { width, height } = size();
    now = kept(next, drawing, { width, height });
    svg.setAttribute('viewBox', `${now.x} ${now.y} ${width / now.scale} ${height / now.scale}`);
  };
  const set = (next: View) => {
    cancelAnimationFrame(steps);
    put(next);
  };
  /** In steps, so that the eye follows; at once for who asked for less motion. */
  const lead = (next: View) => {
    set(now);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return put(next);
    const [start, from, to] = [performance.now(), now, kept(next, drawing, size())];
    const step = (time: number) => {
      const part = Math.min(Math.max((time - start) / STEPS_MS, 0), 1);
      put(between(from, to, 1 - (1 - part) ** 3));
      if (part < 1) steps = requestAnimationFrame(step);
    };
    steps = requestAnimationFrame(step);
  };
  // What is on its way goes on: the panel that opens makes the window narrower.
  new ResizeObserver(() => put(now)).observe(frame);
  svg.setAttribute('preserveAspectRatio', 'xMinYMin meet');
  return { view: () => now, size, set, lead };
}

function brought(view: View, area: Area, around: Area, window: Size, isCentred: boolean): View {
  const widest = fitted({ ...around, height: 1 }, window).scale;
  const scale = Math.max(Math.min(view.scale, widest), READABLE.least);
  const start = isCentred ? centred(area, window, scale) : zoomedTo(view, area, scale);
  return showing(showing(start, around, window), area, window);
}

/** The middle of the area stays where it is. */
function zoomedTo(view: View, { x, y, width, height }: Area, scale: number): View {
  const [left, top] = [x + width / 2, y + height / 2];
  const part = view.scale / scale;
  return { x: left - (left - view.x) * part, y: top - (top - view.y) * part, scale };
}

function widthView(drawing: Area, window: Size): View {
  const scale = Math.min(Math.max(window.width / drawing.width, READABLE.least), READABLE.most);
  const isNarrower = drawing.width * scale < window.width;
  return { x: isNarrower ? (drawing.width - window.width / scale) / 2 : 0, y: 0, scale };
}

function between(from: View, to: View, part: number): View {
  const mix = (one: number, other: number) => one + (other - one) * part;
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), scale: mix(from.scale, to.scale) };
}
