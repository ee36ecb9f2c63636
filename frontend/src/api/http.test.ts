// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, deleteAt, getJson, postJson } from "./http";

function answer(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const headers = { "Content-Type": "application/json" };
  const fetched = vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status, headers })));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

describe("the API's client", () => {
  it("sends the page's token with what it posts", async () => {
    document.body.innerHTML = '<input name="csrfmiddlewaretoken" value="secret">';
    const fetched = answer(200, { ok: true });
    expect(await postJson("/api/estimate", { config: {} })).toEqual({ ok: true });
    const [, init] = fetched.mock.calls[0] as unknown as [string, RequestInit];
    expect(init.headers).toMatchObject({ "X-CSRFToken": "secret" });
    expect(init.body).toBe('{"config":{}}');
  });
  it("takes an answer without content as it is, though its type says JSON", async () => {
    const headers = { "Content-Type": "application/json" };
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 204, headers })));
    await expect(deleteAt("/api/designs/1")).resolves.toBeUndefined();
  });
  it("hands on every problem of a refused input", async () => {
    const problems = [{ path: "population", message: "must be 2 to 100 000 creatures" }];
    answer(422, { problems });
    await expect(getJson("/api/x")).rejects.toMatchObject({ status: 422, problems });
  });
  it("says in words why something was not done", async () => {
    answer(409, { detail: "A run that is done cannot be paused." });
    await expect(getJson("/api/x")).rejects.toThrow("A run that is done cannot be paused.");
  });
  it("says that the server does not answer", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    const failed = await getJson("/api/x").catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ApiError);
    expect((failed as ApiError).status).toBe(0);
  });
});
