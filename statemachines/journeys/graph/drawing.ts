import type { StageStepKind } from '#shared/domain/journey/stage-step.ts';

/** A journey as somebody would draw it on a whiteboard: what happens in boxes, the ways on the arrows. */
export interface JourneyGraph {
  readonly journey: string;
  readonly description: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** What takes a customer out wherever they are: drawn at the side. */
  readonly exits: readonly GraphEvent[];
  /** Conditions that do so before the next step. */
  readonly exitsWhen: readonly string[];
  readonly goal?: GraphEvent & { readonly within: string };
}

export interface GraphNode {
  readonly id: string;
  readonly kind: 'entry' | StageStepKind;
  readonly title: string;
  /** What else is to be said of it, a few words each. */
  readonly details: readonly string[];
  /** When it is reached, if somebody enters on day 1: `Day 3`, or `Day 3+` where it may be later. */
  readonly day?: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Which way this is, where there are several. */
  readonly label?: string;
  /** The condition of that way, where the label is not the condition itself. */
  readonly when?: string;
  /** Not how it is meant to go. */
  readonly exception?: boolean;
}

export interface GraphEvent {
  readonly what: string;
  readonly when?: string;
}

/** How a graph is drawn. */
export interface DrawingOptions {
  /** Show the conditions of arms that have names, too. */
  readonly conditions?: boolean;
}
