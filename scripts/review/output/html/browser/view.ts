/** The part of the drawing that is seen: its point at the top left, and pixels for each of its units. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Area extends Size {
  x: number;
  y: number;
}

const LARGEST = 4;

/** So that all of it is seen, with some room. */
export function fitted(area: Area, window: Size, most = LARGEST, least = 0): View {
  const room = 1.04;
  const scale = Math.min(window.width / (area.width * room), window.height / (area.height * room), most);
  return centred(area, window, Math.max(scale, least));
}

export function centred({ x, y, width, height }: Area, window: Size, scale: number): View {
  return { x: x + (width - window.width / scale) / 2, y: y + (height - window.height / scale) / 2, scale };
}

/** @param point where in the window, in pixels, nothing moves */
export function zoomed(view: View, factor: number, point: { x: number; y: number }, least: number): View {
  const scale = Math.min(Math.max(view.scale * factor, least), LARGEST);
  return {
    x: view.x + point.x / view.scale - point.x / scale,
    y: view.y + point.y / view.scale - point.y / scale,
    scale,
  };
}

/** By pixels. */
export function moved(view: View, x: number, y: number): View {
  return { ...view, x: view.x + x / view.scale, y: view.y + y / view.scale };
}

/** The nearest view that shows the area, which may be larger than the window: then its start. */
export function showing(view: View, area: Area, window: Size): View {
  const margin = 24 / view.scale;
  return {
    ...view,
    x: nearest(view.x, area.x - margin, area.x + area.width + margin - window.width / view.scale),
    y: nearest(view.y, area.y - margin, area.y + area.height + margin - window.height / view.scale),
  };
}

function nearest(value: number, most: number, least: number): number {
  return Math.min(Math.max(value, least), most);
}

/** No view loses the drawing: a part of it stays in the window. */
export function kept(view: View, drawing: Size, window: Size): View {
  const seen = 60 / view.scale;
  return {
    ...view,
    x: Math.min(Math.max(view.x, seen - window.width / view.scale), drawing.width - seen),
    y: Math.min(Math.max(view.y, seen - window.height / view.scale), drawing.height - seen),
  };
}

export function areaOf(boxes: readonly Area[]): Area | null {
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
