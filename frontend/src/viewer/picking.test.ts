import { PerspectiveCamera, Vector2, Vector3 } from "three";
import { expect, test } from "vitest";
import { pick } from "./picking";
import { Pose } from "./pose";
import { randomNumbers, walkingClip } from "./synthetic";

const clip = walkingClip();

function lookingFrom(x: number, y: number, z: number, at: Vector3): PerspectiveCamera {
  const camera = new PerspectiveCamera(32, 1.6, 0.1, 100);
  camera.position.set(x, y, z);
  camera.lookAt(at);
  camera.updateMatrixWorld();
  return camera;
}

function nodeOf(pose: Pose, node: number): Vector3 {
  return new Vector3().fromArray(pose.nodes, 3 * node);
}

test("what lies in the middle of the picture is picked: each node, and each muscle's middle where nothing hides it", () => {
  const pose = new Pose(clip);
  const random = randomNumbers(3);
  for (let i = 0; i < 300; i++) {
    pose.at(20 * random());
    const node = Math.floor(clip.nodes * random());
    const at = nodeOf(pose, node);
    const away = new Vector3(random() - 0.5, random(), random() - 0.5).setLength(5).add(at);
    const found = pick(pose, lookingFrom(away.x, away.y, away.z, at), new Vector2(0, 0));
    const nearer = found && found.kind === "node" ? nodeOf(pose, found.index).distanceTo(away) : 0;
    expect(found, "there is something").not.toBeNull();
    if (found?.kind === "node" && found.index !== node) expect(nearer).toBeLessThan(at.distanceTo(away));
  }
  const middle = nodeOf(pose, 0).lerp(nodeOf(pose, 2), 0.5);
  const camera = lookingFrom(middle.x, middle.y, middle.z + 4, middle);
  expect(pick(pose, camera, new Vector2(0, 0))).toEqual({ kind: "muscle", index: 1 });
});

test("beside the body nothing is picked", () => {
  const pose = new Pose(clip);
  const camera = lookingFrom(0, 1, 8, new Vector3(0, 0.6, 0));
  for (const corner of [-0.98, 0.98]) expect(pick(pose, camera, new Vector2(corner, 0.98))).toBeNull();
});

test("of two things behind one another the nearer is picked", () => {
  const pose = new Pose(clip);
  const [near, far] = [nodeOf(pose, 2), nodeOf(pose, 0)];
  const along = near.clone().sub(far).setLength(4).add(near);
  const camera = lookingFrom(along.x, along.y, along.z, far);
  expect(pick(pose, camera, new Vector2(0, 0))).toEqual({ kind: "node", index: 2 });
});
