import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/dist/",
  // An inlined asset would be a data: URI, which the content security policy refuses.
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: "src/main.ts" },
  },
  test: {
    environment: "node", // a test that needs a page says so in its first line
    include: ["src/**/*.test.ts"],
  },
});
