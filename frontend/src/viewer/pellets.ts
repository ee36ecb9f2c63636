/** Pellets of the forage task: a ball on a stalk, the ring within which it counts as reached, and its number. */

import {
  type BufferGeometry,
  CircleGeometry,
  CylinderGeometry,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  SphereGeometry,
} from "three";
import type { Clip, Target } from "../api/clip";
import { FlatText } from "./labels";
import type { Layer } from "./layer";
import { ringGeometry } from "./rings";
import type { Theme } from "./theme";

const BALL_RADIUS = 0.16;
const RING_WIDTH = 0.03;
const HEIGHT = 0.008;
const LABEL_HEIGHT = 0.26;

/** A pellet's state at a moment of the clip. */
export function pelletState(target: Target, frame: number): "hidden" | "present" | "collected" {
  if (frame < target.appeared) return "hidden";
  return target.reached !== null && frame >= target.reached ? "collected" : "present";
}

interface Pellet {
  target: Target;
  group: Group;
  standing: Group;
  collected: Mesh;
  label: FlatText;
}

interface Looks {
  ball: MeshStandardMaterial;
  line: MeshBasicMaterial;
  disc: MeshBasicMaterial;
}

export function pelletLayer(clip: Clip): Layer {
  const object = new Group();
  const looks: Looks = {
    ball: new MeshStandardMaterial({ roughness: 0.45 }),
    line: new MeshBasicMaterial({
      toneMapped: false,
      side: DoubleSide,
      depthWrite: false,
      transparent: true,
    }),
    disc: new MeshBasicMaterial({ toneMapped: false, opacity: 0.16, depthWrite: false, transparent: true }),
  };
  const pellets = clip.targets.map((target, i) => pellet(target, i + 1, looks));
  for (const { group } of pellets) object.add(group);
  return {
    object,
    show: (seconds) => {
      const frame = seconds * clip.hz;
      for (const one of pellets) {
        const state = pelletState(one.target, frame);
        one.group.visible = state !== "hidden";
        one.standing.visible = state === "present";
        one.collected.visible = state === "collected";
      }
    },
    setTheme: (theme) => paint(looks, pellets, theme),
    dispose: () => {
      for (const look of Object.values(looks)) look.dispose();
      for (const { label } of pellets) label.dispose();
      object.traverse((part) => (part as Mesh<BufferGeometry>).geometry?.dispose());
    },
  };
}

function pellet(target: Target, number: number, looks: Looks): Pellet {
  const [x, y, z] = target.position;
  const reach = target.collection_radius;
  const group = new Group();
  const standing = new Group();
  const ball = new Mesh(new SphereGeometry(BALL_RADIUS, 28, 20), looks.ball);
  ball.position.y = y;
  ball.castShadow = true;
  const stalk = new Mesh(new CylinderGeometry(0.007, 0.007, y, 8), looks.ball);
  stalk.position.y = y / 2;
  const disc = flat(new CircleGeometry(reach, 48).rotateX(-Math.PI / 2), looks.disc);
  const label = new FlatText(LABEL_HEIGHT);
  label.setText(String(number));
  label.mesh.position.set(reach + LABEL_HEIGHT, HEIGHT, reach + LABEL_HEIGHT / 2);
  const collected = flat(ringGeometry(reach, RING_WIDTH, true), looks.line);
  standing.add(ball, stalk, disc, flat(ringGeometry(reach, RING_WIDTH), looks.line));
  group.position.set(x, 0, z);
  group.add(standing, collected, label.mesh);
  return { target, group, standing, collected, label };
}

function flat(geometry: BufferGeometry, material: MeshBasicMaterial): Mesh {
  const mesh = new Mesh(geometry, material);
  mesh.position.y = HEIGHT;
  mesh.renderOrder = -1;
  return mesh;
}

function paint(looks: Looks, pellets: Pellet[], theme: Theme): void {
  for (const look of Object.values(looks)) look.color.copy(theme.pellet);
  looks.ball.emissive.copy(theme.pellet);
  looks.ball.emissiveIntensity = theme.dark ? 0.35 : 0.12;
  for (const { label } of pellets) label.setColour(theme.label);
}
