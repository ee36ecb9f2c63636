/** The page's one WebGL renderer; it paints scenes and copies them into the 2D canvases of the views. */

import {
  type Camera,
  NeutralToneMapping,
  PCFShadowMap,
  PMREMGenerator,
  type Scene,
  type Texture,
  WebGLRenderer,
} from "three";
import { RoomEnvironment } from "three/addons/environments/RoomEnvironment.js";

const ENVIRONMENT_BLUR = 0.04;
/** Paintings over which the largest size is remembered. */
const MEMORY = 24;
/** Names under which browsers draw on the processor where there is no graphics card. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export const NO_WEBGL =
  "This browser offers no WebGL 2, so creatures cannot be drawn here. Figures, charts and tables still work; " +
  "to see creatures move, switch hardware acceleration on or open the page in another browser.";
export const LOST_WEBGL =
  "The browser took the graphics card away. The replay is still loaded and is drawn again as soon as it comes back; " +
  "if it does not, reload the page.";

export class Painter {
  /** Why nothing can be drawn now, in words; empty while all is well. */
  trouble = "";
  readonly renderer: WebGLRenderer;
  /** Whether the processor draws: no smoothed edges, smaller shadow maps, no mirrored surroundings. */
  readonly software: boolean;
  private environment: Texture | null;
  private readonly listeners = new Set<() => void>();
  private paintings = 0;
  private widest = 0;
  private highest = 0;
  /** passed when the last painting is done; kept only where the processor draws */
  private fence: WebGLSync | null = null;

  constructor(rendererName: string) {
    this.software = SOFTWARE.test(rendererName);
    this.renderer = new WebGLRenderer({ antialias: !this.software, alpha: true });
    this.renderer.toneMapping = NeutralToneMapping;
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.environment = this.roomEnvironment();
    const canvas = this.renderer.domElement;
    canvas.addEventListener("webglcontextlost", () => this.setTrouble(LOST_WEBGL));
    canvas.addEventListener("webglcontextrestored", () => {
      this.environment = this.roomEnvironment();
      this.setTrouble("");
    });
  }

  /** Call `listener` when drawing stops or starts being possible; returns the way to stop. */
  onTrouble(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether a processor is still at the last painting: more of them would queue up, and delay what a person does next. */
  get busy(): boolean {
    if (!this.fence) return false;
    const gl = this.renderer.getContext() as WebGL2RenderingContext;
    const waiting = !this.trouble && gl.getSyncParameter(this.fence, gl.SYNC_STATUS) === gl.UNSIGNALED;
    if (!waiting) {
      gl.deleteSync(this.fence);
      this.fence = null;
    }
    return waiting;
  }

  /** Paint a scene over the whole of a 2D canvas, at the canvas's own resolution. */
  paint(scene: Scene, camera: Camera, target: CanvasRenderingContext2D): void {
    if (this.trouble) return;
    const { width, height } = target.canvas;
    const source = this.renderer.domElement;
    this.fit(width, height);
    this.renderer.setViewport(0, source.height - height, width, height);
    this.renderer.setScissor(0, source.height - height, width, height);
    this.renderer.setScissorTest(true);
    scene.environment = this.environment;
    this.renderer.render(scene, camera);
    if (this.software) this.putUpFence();
    target.globalCompositeOperation = "copy";
    target.drawImage(source, 0, 0, width, height, 0, 0, width, height);
  }

  /** Make room for a picture; give room back that none of the last paintings needed, for all of it is copied. */
  private fit(width: number, height: number): void {
    const { domElement: source } = this.renderer;
    this.widest = Math.max(this.widest, width);
    this.highest = Math.max(this.highest, height);
    const over = ++this.paintings >= MEMORY;
    const tooSmall = source.width < width || source.height < height;
    const tooLarge = over && (source.width > this.widest || source.height > this.highest);
    if (tooSmall)
      this.renderer.setSize(Math.max(source.width, width), Math.max(source.height, height), false);
    else if (tooLarge) this.renderer.setSize(this.widest, this.highest, false);
    if (over) this.paintings = this.widest = this.highest = 0;
  }

  private putUpFence(): void {
    const gl = this.renderer.getContext() as WebGL2RenderingContext;
    gl.deleteSync(this.fence);
    this.fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  }

  private setTrouble(trouble: string): void {
    this.trouble = trouble;
    for (const listener of this.listeners) listener();
  }

  /** What glossy nodes mirror. Reckoning it takes a processor many seconds: there the sky alone must do. */
  private roomEnvironment(): Texture | null {
    if (this.software) return null;
    const generator = new PMREMGenerator(this.renderer);
    const room = new RoomEnvironment();
    const { texture } = generator.fromScene(room, ENVIRONMENT_BLUR);
    room.dispose();
    generator.dispose();
    return texture;
  }
}

let shared: Painter | null | undefined;

/** The page's painter; null where the browser has no WebGL 2. */
export function sharedPainter(): Painter | null {
  if (shared === undefined) {
    const name = rendererName();
    shared = name === null ? null : new Painter(name);
  }
  return shared;
}

/** What the browser calls its graphics card; null where it has no WebGL 2. */
function rendererName(): string | null {
  const probe = document.createElement("canvas").getContext("webgl2");
  if (!probe) return null;
  const info = probe.getExtension("WEBGL_debug_renderer_info");
  const name = String(probe.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : probe.RENDERER));
  probe.getExtension("WEBGL_lose_context")?.loseContext();
  return name;
}
