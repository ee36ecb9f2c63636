import { Matrix4, Vector3 } from "three";
import { expect, test } from "vitest";
import { belly, bulge, contraction, INSET, profile } from "./appearance";
import { writeSpindle } from "./muscles";
import { Pose } from "./pose";
import { spindleGeometry } from "./spindle";
import { walkingClip } from "./synthetic";

test("a spindle is thickest in its middle and alike at both ends", () => {
  expect(profile(0.5)).toBeCloseTo(1);
  expect(profile(0)).toBeCloseTo(0.46);
  expect(profile(0.2)).toBeCloseTo(profile(0.8));
});

test("stiffer is thicker, between 3 and 8 cm", () => {
  expect(belly(50)).toBeCloseTo(0.03);
  expect(belly(125)).toBeCloseTo(0.055);
  expect(belly(500)).toBeCloseTo(0.08);
});

test("contracting bulges, stretching thins, within bounds", () => {
  expect(bulge(1, 1)).toBe(1);
  expect(bulge(0.8, 1)).toBeGreaterThan(1);
  expect(bulge(0.01, 1)).toBe(1.4);
  expect(bulge(100, 1)).toBe(0.72);
});

test("the colour scale runs from 40 % longer to 40 % shorter", () => {
  expect(contraction(1.4, 1)).toBeCloseTo(0);
  expect(contraction(1, 1)).toBeCloseTo(0.5);
  expect(contraction(0.6, 1)).toBeCloseTo(1);
  expect(contraction(9, 1)).toBe(0);
});

test("the geometry's belly has radius 1 and its length is 1", () => {
  const geometry = spindleGeometry();
  geometry.computeBoundingBox();
  expect(geometry.boundingBox!.max.x).toBeCloseTo(1, 1);
  expect(geometry.boundingBox!.max.y - geometry.boundingBox!.min.y).toBeCloseTo(1);
});

test("a muscle is laid from inside one node to inside the other, whatever its direction", () => {
  const clip = walkingClip();
  const pose = new Pose(clip);
  pose.at(3.21);
  const matrix = new Matrix4();
  for (let muscle = 0; muscle < clip.muscles; muscle++) {
    const length = pose.lengths[muscle]!;
    writeSpindle(matrix.elements, 0, pose, muscle);
    const [first, second] = [clip.ends[2 * muscle]!, clip.ends[2 * muscle + 1]!];
    const start = new Vector3(0, 0, 0).applyMatrix4(matrix);
    const end = new Vector3(0, 1, 0).applyMatrix4(matrix);
    const a = new Vector3().fromArray(pose.nodes, 3 * first);
    const b = new Vector3().fromArray(pose.nodes, 3 * second);
    expect(start.distanceTo(a)).toBeCloseTo(INSET * clip.radius[first]!, 4);
    expect(end.distanceTo(b)).toBeCloseTo(INSET * clip.radius[second]!, 4);
    expect(matrix.determinant()).toBeGreaterThan(0);
    const thick = belly(clip.stiffness[muscle]!) * bulge(length, clip.restLength[muscle]!);
    expect(new Vector3(1, 0, 0).applyMatrix4(matrix).distanceTo(start)).toBeCloseTo(thick, 4);
    expect(new Vector3(0, 0, 1).applyMatrix4(matrix).distanceTo(start)).toBeCloseTo(thick, 4);
  }
});
