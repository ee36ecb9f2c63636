import {
  type AnimationClip,
  AnimationMixer,
  Box3,
  type Group,
  type Mesh,
  type MeshStandardMaterial,
  type Object3D,
  Vector3,
} from "three";
import { type GLTF, GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { beforeAll, expect, test } from "vitest";
import { durationOf } from "../api/clip";
import { belly, bulge } from "../viewer/appearance";
import { Pose } from "../viewer/pose";
import { walkingClip } from "../viewer/synthetic";
import { Ramp } from "../viewer/theme";
import { creatureGlb } from "./creature-gltf";

const friction = new Ramp(["#f1efe8", "#93a9b0", "#3c525b"]);
const ordered = new Ramp(["#c77f12", "#38175a"]);
const pellet = friction.colour(0);
const clip = walkingClip(12);
const facts = { generation: 131, fitness: 212.6 };
let loaded: GLTF;

beforeAll(async () => {
  const file = creatureGlb(
    clip,
    { friction, ordered, pellet, ground: pellet },
    "Creature 131-44 of Walker",
    facts,
  );
  loaded = await new GLTFLoader().parseAsync(file.buffer, "");
});

/** The scene at a moment of its animation. */
function sceneAt(seconds: number): Group {
  const mixer = new AnimationMixer(loaded.scene);
  mixer.clipAction(loaded.animations[0] as AnimationClip).play();
  mixer.setTime(seconds);
  loaded.scene.updateMatrixWorld(true);
  return loaded.scene;
}

function part(scene: Object3D, name: string): Mesh<never, MeshStandardMaterial> {
  return scene.getObjectByName(name.replace(" ", "_")) as Mesh<never, MeshStandardMaterial>;
}

test("another viewer finds every node, muscle and pellet, and an animation as long as the clip", () => {
  const { scene, animations } = loaded;
  expect(scene.name).toBe("Creature_131-44_of_Walker");
  expect(scene.userData).toMatchObject(facts);
  expect(scene.children).toHaveLength(clip.nodes + clip.muscles + clip.targets.length);
  expect(animations).toHaveLength(1);
  expect(animations[0]!.duration).toBeCloseTo(durationOf(clip), 4);
  expect(animations[0]!.tracks).toHaveLength(clip.nodes + 3 * clip.muscles + clip.targets.length);
});

test("at every frame nodes are where the clip has them, in metres and as large; straight lines lie between", () => {
  const pose = new Pose(clip);
  for (const seconds of [0, 1, 3.37, 7.99, 12]) {
    const scene = sceneAt(Math.min(seconds, durationOf(clip) - 1e-4));
    pose.at(Math.min(seconds, durationOf(clip) - 1e-4));
    const room = Number.isInteger(seconds) ? 1e-4 : 0.02; // m, from a straight line to the way a replay shows
    for (let node = 0; node < clip.nodes; node++) {
      const { position, scale } = part(scene, `node ${node}`);
      position.toArray().forEach((value, i) => {
        expect(Math.abs(value - pose.nodes[3 * node + i]!)).toBeLessThan(room);
      });
      expect(scale.x).toBeCloseTo(clip.radius[node]!, 5);
    }
  }
});

test("at every moment, between frames as well, a muscle points from node to node and bulges as it shortens", () => {
  const pose = new Pose(clip);
  for (const seconds of [0, 2, 3.37, 5.49, 8.03, 10.9]) {
    const scene = sceneAt(seconds);
    pose.at(seconds);
    for (let muscle = 0; muscle < clip.muscles; muscle++) {
      const spindle = part(scene, `muscle ${muscle}`);
      const [a, b] = [0, 1].map((end) => {
        const node = clip.ends[2 * muscle + end]!;
        return new Vector3().fromArray(pose.nodes, 3 * node);
      });
      const along = new Vector3(0, 1, 0).transformDirection(spindle.matrixWorld);
      expect(along.angleTo(b!.clone().sub(a!))).toBeLessThan(0.05);
      const length = a!.distanceTo(b!);
      const thick = belly(clip.stiffness[muscle]!) * bulge(length, clip.restLength[muscle]!);
      expect(spindle.scale.x).toBeCloseTo(thick, 2);
    }
  }
});

test("colours tell friction and stiffness; slippery is glossy", () => {
  const [slippery, grippy] = [part(loaded.scene, "node 0"), part(loaded.scene, "node 5")];
  expect(slippery.material.color.getHex()).toBe(friction.colour(0).getHex());
  expect(grippy.material.color.getHex()).toBe(friction.colour(1).getHex());
  expect(slippery.material.roughness).toBeLessThan(grippy.material.roughness);
  expect(part(loaded.scene, "muscle 0").material.color.getHex()).toBe(ordered.colour(0).getHex());
  expect(part(loaded.scene, "muscle 10").material.color.getHex()).toBe(ordered.colour(1).getHex());
});

test("a pellet is there from when it was put up until it was reached", () => {
  const sizes = (seconds: number): number[] => {
    const scene = sceneAt(seconds);
    return [1, 2, 3].map((number) => part(scene, `pellet ${number}`).scale.x);
  };
  expect(sizes(1)).toEqual([1, 0, 0]);
  expect(sizes(6)).toEqual([0, 1, 0]);
  expect(sizes(11)).toEqual([0, 0, 1]);
});

test("ground that is not level comes along", async () => {
  const stairs = { ...walkingClip(2), terrain: { kind: "steps", first: 1, depth: 1, rise: 0.1 } as const };
  const file = creatureGlb(stairs, { friction, ordered, pellet, ground: pellet }, "Climber", {});
  const { scene } = await new GLTFLoader().parseAsync(file.buffer, "");
  expect(new Box3().setFromObject(part(scene, "ground")).max.y).toBeGreaterThan(0.5);
});
