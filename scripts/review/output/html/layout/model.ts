/** Where everything of the drawing stands, in its own units (pixels at zoom 1), from its top left corner. */
export interface Drawing {
  width: number;
  height: number;
  columns: Column[];
  bands: Band[];
  /** By node and by link, in the order of the data. */
  boxes: Box[];
  routes: Route[];
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A stack, or what belongs to none. */
export interface Band extends Box {
  title: string;
}

export interface Column {
  x: number;
  title: string;
}

export interface Point {
  x: number;
  y: number;
}

/** Curves from point to point; what is level is straight. */
export interface Route {
  from: Point;
  /** Between boxes of the middle column, for those that pass it. */
  by: [Point, Point] | null;
  to: Point;
  /** It leaves and arrives at the right side of boxes of one column. */
  isLoop: boolean;
}
