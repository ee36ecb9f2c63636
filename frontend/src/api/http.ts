/** JSON over HTTP with the API: CSRF header, and errors as one type that says what is wrong where. */

export interface Problem {
  path: string;
  message: string;
}

/** An answer other than 2xx, or none at all (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly problems: Problem[];
  /** ms after which to ask again, where the server named a time. */
  readonly retryAfterMs: number | null;

  constructor(status: number, message: string, problems: Problem[] = [], retryAfter: string | null = null) {
    super(message);
    this.status = status;
    this.problems = problems;
    this.retryAfterMs = retryAfter === null ? null : Number(retryAfter) * 1000;
  }
}

/** GET, decoded. @throws ApiError */
export function getJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  return call<T>(url, signal ? { signal } : {});
}

/** POST a JSON body, decoded. @throws ApiError */
export function postJson<T>(url: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return call<T>(url, sent("POST", body, signal));
}

/** PUT a JSON body, decoded. @throws ApiError */
export function putJson<T>(url: string, body: unknown): Promise<T> {
  return call<T>(url, sent("PUT", body));
}

/** PATCH a JSON body, decoded. @throws ApiError */
export function patchJson<T>(url: string, body: unknown): Promise<T> {
  return call<T>(url, sent("PATCH", body));
}

/** DELETE what lies at an address. @throws ApiError */
export async function deleteAt(url: string): Promise<void> {
  await call<null>(url, sent("DELETE", {}));
}

/** POST a JSON body; the answer as the bytes that were sent. @throws ApiError */
export async function postForBytes(url: string, body: unknown, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await answer(url, sent("POST", body, signal));
  if (response.ok) return response.arrayBuffer();
  throw refusal(response, await jsonOf(response));
}

function sent(method: string, body: unknown, signal?: AbortSignal): RequestInit {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  return { method, headers, body: JSON.stringify(body), ...(signal ? { signal } : {}) };
}

/** GET, as the bytes that were sent. @throws ApiError */
export async function getBlob(url: string): Promise<Blob> {
  const response = await answer(url, {});
  if (response.ok) return response.blob();
  throw refusal(response, await jsonOf(response));
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  const response = await answer(url, init);
  const body = await jsonOf(response);
  if (response.ok) return body as T;
  throw refusal(response, body);
}

async function answer(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "The server does not answer.");
  }
}

const NO_CONTENT = 204; // which is empty, whatever its type says

/** null where the body is no JSON */
async function jsonOf(response: Response): Promise<unknown> {
  const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
  return isJson && response.status !== NO_CONTENT ? await response.json() : null;
}

function refusal({ status, headers }: Response, body: unknown): ApiError {
  const { detail, problems } = (body ?? {}) as { detail?: string; problems?: Problem[] };
  return new ApiError(status, detail ?? sentence(status), problems, headers.get("Retry-After"));
}

function sentence(status: number): string {
  if (status === 422) return "Some values need a correction.";
  if (status === 429) return "Too many requests; try again in a moment.";
  if (status === 401 || status === 403) return "You are signed out; reload the page to sign in again.";
  return `The server answered with error ${status}.`;
}

/** The token of the page's forms; pages that post always carry one. */
function csrfToken(): string {
  return document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
}
