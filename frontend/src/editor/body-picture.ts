/** The picture of a body as its genome draws it; moved in place while only places and forces change. */

import type { Clip } from "../api/clip";
import { Cast } from "../viewer/cast";
import { clipOfGenome } from "../viewer/genome";
import { muscleLayer } from "../viewer/muscles";
import { nodeLayer } from "../viewer/nodes";
import { Pose } from "../viewer/pose";
import type { Theme } from "../viewer/theme";
import type { GenomeBody } from "../viewer/types";
import type { Genome } from "./genome";

export class BodyPicture {
  readonly cast: Cast;
  readonly pose: Pose;
  private readonly drawn: Genome;

  constructor(genome: Genome, theme: Theme) {
    this.drawn = genome;
    this.pose = new Pose(clipAsDrawn(genome));
    const muscles = muscleLayer([this.pose], () => null, theme);
    this.cast = new Cast([this.pose], muscles, [nodeLayer([this.pose], () => null), muscles], theme);
  }

  /** Show another genome, if that takes no other shapes than these. */
  follow(genome: Genome): boolean {
    if (!sameShapes(this.drawn, genome)) return false;
    write(genome, this.pose.clip);
    this.cast.show(0);
    return true;
  }
}

function sameShapes(a: Genome, b: Genome): boolean {
  return (
    a.nodes.length === b.nodes.length &&
    a.muscles.length === b.muscles.length &&
    a.nodes.every(
      ({ size, friction }, i) => size === b.nodes[i]!.size && friction === b.nodes[i]!.friction,
    ) &&
    a.muscles.every(({ ends }, i) => ends.every((end, side) => end === b.muscles[i]!.ends[side]))
  );
}

/** A clip of one frame in which nodes are where the genome puts them, whether or not they stand on the ground. */
function clipAsDrawn(genome: Genome): Clip {
  const clip = { ...clipOfGenome(genome as unknown as GenomeBody), centre: new Float32Array(3) };
  write(genome, clip);
  return clip;
}

function write(genome: Genome, clip: Clip): void {
  genome.nodes.forEach(({ position }, i) => {
    for (let axis = 0; axis < 3; axis++) clip.offsets[3 * i + axis] = Math.round(1000 * position[axis]!);
  });
  genome.muscles.forEach((muscle, i) => {
    clip.restLength[i] = muscle.rest_length;
    clip.stiffness[i] = muscle.stiffness;
  });
}
