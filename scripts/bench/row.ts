/** One thing that was measured. */
export interface Row {
  id: string;
  what: string;
  figure: number;
  unit: '/s' | 'ms' | 's' | 'MB';
  goal: Goal | null;
  /** Null without a goal. */
  met: boolean | null;
  peer: Peer | null;
  /** What a reader needs to understand the figure, for example which cases were slowest. */
  note: string | null;
}

/** In the row's unit. */
interface Goal {
  bound: 'at least' | 'at most';
  value: number;
}

/** What else was measured in the same run, in the row's unit. */
interface Peer {
  name: string;
  figure: number;
  /** The row's figure in figures of the peer. */
  ratio: number;
}

interface Measured extends Pick<Row, 'id' | 'what' | 'figure' | 'unit'> {
  goal?: Goal;
  peer?: Omit<Peer, 'ratio'>;
  note?: string;
}

export function rowOf({ goal, peer, note, ...measured }: Measured): Row {
  return {
    ...measured,
    goal: goal ?? null,
    met: goal ? meets(measured.figure, goal) : null,
    peer: peer ? { ...peer, ratio: measured.figure / peer.figure } : null,
    note: note ?? null,
  };
}

function meets(figure: number, { bound, value }: Goal): boolean {
  return bound === 'at least' ? figure >= value : figure <= value;
}
