/** Words lying flat on the ground. */

import {
  CanvasTexture,
  type Color,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
} from "three";

const PIXELS = 64;
/** of a line of text, in heights of its digits */
const LINE_HEIGHT = 1.4;
const FONT = `500 ${PIXELS}px "Inter Variable", system-ui, sans-serif`;

export class FlatText {
  readonly mesh: Mesh<PlaneGeometry, MeshBasicMaterial>;
  private readonly height: number;
  private text = "";

  /** @param height of the digits, m */
  constructor(height: number) {
    this.height = height;
    const material = new MeshBasicMaterial({ transparent: true, depthWrite: false, toneMapped: false });
    this.mesh = new Mesh(new PlaneGeometry(1, 1).rotateX(-Math.PI / 2), material);
    this.mesh.renderOrder = -2;
  }

  setText(text: string): void {
    if (text === this.text) return;
    this.text = text;
    const picture = draw(text);
    this.mesh.material.map?.dispose();
    this.mesh.material.map = picture;
    this.mesh.material.needsUpdate = true;
    const size = LINE_HEIGHT * this.height;
    this.mesh.scale.set((size * picture.image.width) / picture.image.height, 1, size);
  }

  setColour(colour: Color): void {
    this.mesh.material.color.copy(colour);
  }

  dispose(): void {
    this.mesh.material.map?.dispose();
    this.mesh.material.dispose();
    this.mesh.geometry.dispose();
  }
}

function draw(text: string): CanvasTexture<HTMLCanvasElement> {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d")!;
  context.font = FONT;
  canvas.width = Math.ceil(context.measureText(text).width) + PIXELS / 4;
  canvas.height = PIXELS;
  context.font = FONT;
  context.fillStyle = "#fff";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, canvas.width / 2, PIXELS / 2);
  const texture = new CanvasTexture(canvas);
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  texture.anisotropy = 4;
  return texture;
}
